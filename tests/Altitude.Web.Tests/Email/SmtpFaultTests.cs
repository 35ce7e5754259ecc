using Altitude.Data;
using Altitude.Testing;
using Altitude.Web.Email;
using Altitude.Web.Tests.Background;
using MailKit.Security;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using MimeKit;

namespace Altitude.Web.Tests.Email;

/// <summary>
/// A mail server in trouble of every kind: nothing is lost, the log says why, the next try stands in it, and a mail comes twice only where the protocol cannot
/// tell, with the same Message-ID.
/// </summary>
public sealed class SmtpFaultTests(MigratedCluster cluster) : IAsyncLifetime
{
    private ScriptedSmtpServer _server = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        _server = new ScriptedSmtpServer();
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData(SmtpMoment.Greeting, "421 4.3.2 shutting down", "421")]
    [InlineData(SmtpMoment.Greeting, null, "could not be")]
    [InlineData(SmtpMoment.Mail, "452 4.3.1 out of storage", "out of storage")]
    [InlineData(SmtpMoment.Mail, null, "could not be")]
    [InlineData(SmtpMoment.Rcpt, "450 4.2.0 greylisted, try again in five minutes", "greylisted")]
    [InlineData(SmtpMoment.Rcpt, null, "could not be")]
    [InlineData(SmtpMoment.Data, "451 4.3.0 try later", "try later")]
    [InlineData(SmtpMoment.Data, null, "could not be")]
    [InlineData(SmtpMoment.Text, "451 4.7.1 scanned later", "scanned later")]
    public async Task What_passes_puts_a_mail_off_and_it_comes_once(SmtpMoment moment, string? reply, string said)
    {
        await using var company = await MailingCompany.FoundAsync(cluster, MailingCompany.MailsTo(_server));
        _server.Always(moment, reply is null ? SmtpAnswer.Drop : SmtpAnswer.Say(reply));
        await company.SendEstimateAsync();
        await RunAllAsync(company);

        var waiting = await company.DeliveriesAsync();
        Assert.Equal(2, waiting.Count);
        Assert.All(waiting, d => Assert.Equal((EmailState.Deferred, 1), (d.State, d.Attempts)));
        Assert.All(waiting, d => Assert.Contains(said, d.LastError, StringComparison.Ordinal));
        Assert.All(waiting, d => Assert.InRange(d.NextTryAt!.Value - d.QueuedAt, TimeSpan.FromSeconds(55), TimeSpan.FromSeconds(90)));
        Assert.Empty(_server.Mails);

        _server.Always(moment, null);
        await company.PassAsync(TimeSpan.FromMinutes(2));
        await RunAllAsync(company);

        Assert.Equal(2, _server.Mails.Count);
        Assert.Equal(waiting.Select(d => d.MessageId).Order(), _server.Mails.Select(IdOf).Order());
        Assert.All(await company.DeliveriesAsync(), d => Assert.Equal((EmailState.Sent, "", null), (d.State, d.LastError, d.NextTryAt)));
    }

    [Theory]
    [InlineData(SmtpMoment.Greeting, "554 5.7.1 no service for you")]
    [InlineData(SmtpMoment.Mail, "550 5.7.1 sender refused")]
    [InlineData(SmtpMoment.Rcpt, "550 5.1.1 no such user")]
    [InlineData(SmtpMoment.Text, "554 5.7.1 looks like spam")]
    public async Task A_refusal_for_good_is_said_and_not_tried_again_and_somebody_can_send_it_again(SmtpMoment moment, string reply)
    {
        await using var company = await MailingCompany.FoundAsync(cluster, MailingCompany.MailsTo(_server));
        _server.Always(moment, SmtpAnswer.Say(reply));
        await company.SendEstimateAsync();
        await RunAllAsync(company);
        var tries = _server.Connections;
        await company.PassAsync(TimeSpan.FromHours(3));
        await RunAllAsync(company);

        Assert.Equal(tries, _server.Connections);
        Assert.Empty(_server.Mails);
        Assert.All(
            await company.DeliveriesAsync(),
            d =>
            {
                Assert.Equal((EmailState.Failed, null), (d.State, d.NextTryAt));
                Assert.Contains(reply[..3], d.LastError, StringComparison.Ordinal);
                Assert.Contains(reply.Split(' ', 3)[2], d.LastError, StringComparison.Ordinal);
            }
        );
    }

    [Fact]
    public async Task After_the_text_the_protocol_cannot_tell_so_a_mail_may_come_twice_under_one_id()
    {
        await using var company = await MailingCompany.FoundAsync(cluster, MailingCompany.MailsTo(_server));
        _server.Always(SmtpMoment.Text, SmtpAnswer.Drop);
        await company.SendEstimateAsync();
        await RunAllAsync(company);
        Assert.All(
            await company.DeliveriesAsync(),
            d =>
            {
                Assert.Equal(EmailState.Deferred, d.State);
                Assert.Contains("may have arrived", d.LastError, StringComparison.Ordinal);
            }
        );

        _server.Always(SmtpMoment.Text, null);
        await company.PassAsync(TimeSpan.FromMinutes(2));
        await RunAllAsync(company);

        Assert.Equal(4, _server.Mails.Count);
        Assert.All(_server.Mails.GroupBy(IdOf), mails => Assert.Equal(2, mails.Count()));
        Assert.Equal(2, _server.Mails.Select(IdOf).Distinct().Count());
    }

    [Theory]
    [InlineData(SmtpMoment.Greeting)]
    [InlineData(SmtpMoment.Rcpt)]
    [InlineData(SmtpMoment.Data)]
    public async Task A_server_that_stalls_holds_up_its_own_mail_and_nothing_else(SmtpMoment moment)
    {
        await using var company = await MailingCompany.FoundAsync(cluster, MailingCompany.MailsTo(_server), change: Impatient);
        var never = new TaskCompletionSource();
        _server.Next(moment, SmtpAnswer.Wait(never.Task));
        await company.SendEstimateAsync();

        await RunAllAsync(company);

        var log = await company.DeliveriesAsync();
        Assert.Single(log, d => d.State == EmailState.Sent);
        var stalled = Assert.Single(log, d => d.State == EmailState.Deferred);
        Assert.NotEqual("", stalled.LastError);
        await company.PassAsync(TimeSpan.FromMinutes(2));
        await RunAllAsync(company);
        never.SetResult();
        Assert.Equal(2, _server.Mails.Select(IdOf).Distinct().Count());
        Assert.Equal(2, _server.Mails.Count);
        Assert.All(await company.DeliveriesAsync(), d => Assert.Equal(EmailState.Sent, d.State));
    }

    [Fact]
    public async Task A_bad_certificate_hands_nothing_over_and_once_it_is_mended_all_of_it_leaves()
    {
        var trust = new Trusting();
        await using var company = await MailingCompany.FoundAsync(
            cluster,
            MailingCompany.MailsTo(_server),
            change: services => services.Replace(ServiceDescriptor.Singleton<IEmailSender>(trust))
        );
        var untrusted = new SmtpOptions("localhost", _server.Port, SecureSocketOptions.StartTls, null, null, "no-reply@example.com");
        trust.Inner = new SmtpEmailSender(untrusted);
        await company.SendEstimateAsync();
        await RunAllAsync(company);
        Assert.Empty(_server.Mails);
        Assert.All(
            await company.DeliveriesAsync(),
            d =>
            {
                Assert.Equal(EmailState.Deferred, d.State);
                Assert.Contains("certificate", d.LastError, StringComparison.Ordinal);
            }
        );

        trust.Inner = new SmtpEmailSender(
            untrusted with
            {
                CertificateCheck = (_, certificate, _, _) => certificate?.GetCertHashString() == _server.Certificate.GetCertHashString(),
            }
        );
        await company.PassAsync(TimeSpan.FromMinutes(2));
        await RunAllAsync(company);

        Assert.Equal(2, _server.Mails.Count);
        Assert.All(_server.Mails, m => Assert.True(m.IsSecure));
    }

    [Fact]
    public async Task A_server_that_takes_nothing_for_three_days_gets_no_further_attempt_and_the_log_says_why()
    {
        await using var company = await MailingCompany.FoundAsync(cluster, MailingCompany.MailsTo(_server));
        _server.Always(SmtpMoment.Rcpt, SmtpAnswer.Say("451 4.7.1 greylisted"));
        await company.SendEstimateAsync();
        await RunAllAsync(company);
        await company.PassAsync(TimeSpan.FromDays(3.1));
        await RunAllAsync(company);

        Assert.All(
            await company.DeliveriesAsync(),
            d =>
            {
                Assert.Equal((EmailState.Failed, null), (d.State, d.NextTryAt));
                Assert.Contains("greylisted", d.LastError, StringComparison.Ordinal);
            }
        );
    }

    private static void Impatient(IServiceCollection services)
    {
        var smtp = (SmtpOptions)services.Single(s => s.ServiceType == typeof(SmtpOptions)).ImplementationInstance!; // Registered as one.
        services.Replace(ServiceDescriptor.Singleton(smtp with { Patience = TimeSpan.FromMilliseconds(700) }));
    }

    private static string IdOf(ReceivedMail mail) => MimeMessage.Load(new MemoryStream(mail.Data), Token).MessageId ?? "";

    private static async Task RunAllAsync(MailingCompany company)
    {
        while (await company.RunDueAsync() > 0) { }
    }

    /// <summary>A sender whose operator mends it while the program runs.</summary>
    private sealed class Trusting : IEmailSender
    {
        public SmtpEmailSender? Inner { get; set; } // The test sets it first.

        public Task SendAsync(EmailMessage message, CancellationToken cancellationToken) => Inner!.SendAsync(message, cancellationToken);
    }
}
