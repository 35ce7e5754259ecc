using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Workspaces;
using Altitude.Testing;
using Altitude.Web.Background;
using Altitude.Web.Features.Notifications;
using Altitude.Web.Tests.Background;
using Microsoft.EntityFrameworkCore;
using MimeKit;

namespace Altitude.Web.Tests.Features.Notifications;

/// <summary>The delivery log: what became of each mail, and again where somebody needs it; and the nets below the outbox.</summary>
public sealed class DeliveryTests(MigratedCluster cluster) : IAsyncLifetime
{
    private ScriptedSmtpServer _server = null!;
    private MailingCompany _company = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = new ScriptedSmtpServer();
        _company = await MailingCompany.FoundAsync(cluster, MailingCompany.MailsTo(_server), withSweeps: true);
    }

    public async ValueTask DisposeAsync()
    {
        await _company.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task The_log_says_of_each_mail_what_it_was_about_why_it_waits_and_when_it_is_tried_next()
    {
        var owen = await OwenAsync();
        _server.Next(SmtpMoment.Rcpt, SmtpAnswer.Say("451 4.7.1 greylisted"));
        await _company.SendEstimateAsync();
        await RunAllAsync();

        var all = await Query.RunAsync(owen, null, 50, Token);
        var deferred = Assert.Single((await Query.RunAsync(owen, EmailState.Deferred, 50, Token)).Lines);
        var ofRecord = await Query.OfRecordAsync(owen, _company.Estimate.Value, Token);
        var ofJob = await Query.OfJobAsync(owen, _company.Job, Token);
        var ofCustomer = await Query.OfCustomerAsync(owen, _company.Delgado, Token);

        Assert.Equal(2, all.Lines.Count);
        Assert.False(all.HasMore);
        Assert.True((await Query.RunAsync(owen, null, 1, Token)).HasMore);
        Assert.Equal(("Estimate sent", "EST-1001", "/office/estimates/EST-1001"), (deferred.What, deferred.About, deferred.Path));
        Assert.Contains("greylisted", deferred.Why, StringComparison.Ordinal);
        Assert.InRange(deferred.NextTryAt!.Value - all.Now, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(61));
        foreach (var view in new[] { ofRecord, ofJob, ofCustomer })
        {
            Assert.Equal(all.Lines.Select(l => l.Id), view.Lines.Select(l => l.Id));
        }

        Assert.Empty((await Query.OfRecordAsync(owen, Guid.NewGuid(), Token)).Lines);
        var dana = await Assert.ThrowsAsync<RuleViolation>(() => Query.RunAsync(owen with { Role = StaffRole.Technician }, null, 50, Token));
        Assert.Equal(StaffRoles.NotAllowed, dana.Rule);
    }

    [Fact]
    public async Task Sent_again_a_mail_is_a_new_one_with_a_link_and_an_id_of_its_own()
    {
        var owen = await OwenAsync();
        await _company.SendEstimateAsync();
        await RunAllAsync();
        var first = (await Query.RunAsync(owen, null, 50, Token)).Lines.Single(l => l.Address == "maria.delgado@example.com");

        var key = RequestKey.New("resend-mail");
        await Resend.RunAsync(owen, first.Id, key, Token);
        await Resend.RunAsync(owen, first.Id, key, Token); // The same press twice.
        await RunAllAsync();

        var mails = _server.Mails.Select(Read).Where(m => m.To.Mailboxes.Single().Address == "maria.delgado@example.com").ToArray();
        Assert.Equal(2, mails.Length);
        Assert.Equal(2, mails.Select(m => m.MessageId).Distinct().Count());
        Assert.Equal(2, mails.Select(m => LinkIn(m.TextBody ?? "")).Distinct().Count());
        Assert.Equal(3, _server.Mails.Count); // Luis's is not sent again.
        Assert.Equal([0, 0, 1], (await _company.DeliveriesAsync()).Select(d => d.Again).Order());
        Assert.Equal(1, await _company.ReadAsync(db => db.Activity.CountAsync(a => a.Kind == "mail.asked-for", Token)));
    }

    [Fact]
    public async Task A_failed_mail_goes_out_when_it_is_sent_again_and_what_holds_no_more_is_withheld()
    {
        var owen = await OwenAsync();
        _server.Always(SmtpMoment.Rcpt, SmtpAnswer.Say("550 5.1.1 no such user"));
        await _company.SendEstimateAsync();
        await RunAllAsync();
        _server.Always(SmtpMoment.Rcpt, null);
        var failed = (await Query.RunAsync(owen, EmailState.Failed, 50, Token)).Lines;
        Assert.Equal(2, failed.Count);

        await Resend.RunAsync(owen, failed[0].Id, RequestKey.New("resend-mail"), Token);
        await RunAllAsync();
        Assert.Single(_server.Mails);
        await _company.ApproveAsync("Maria Delgado");
        await Resend.RunAsync(owen, failed[1].Id, RequestKey.New("resend-mail"), Token);
        await RunAllAsync();

        Assert.DoesNotContain(_server.Mails.Skip(1), m => Read(m).Subject!.StartsWith("Estimate", StringComparison.Ordinal));
        Assert.Single(await _company.DeliveriesAsync(), d => d is { Kind: "estimate-sent", State: EmailState.Withheld, Again: 1 });
    }

    [Fact]
    public async Task A_mail_that_rests_or_waits_is_sent_now()
    {
        var owen = await OwenAsync();
        await _company.ChangeAsync(async db =>
        {
            var workspace = await db.Workspaces.SingleAsync(Token);
            workspace.Notify(workspace.Notifications with { Quiet = new QuietHours(new TimeOnly(21, 0), new TimeOnly(7, 0)) });
        });
        await _company.MoveClockAsync(new DateTimeOffset(2027, 6, 9, 5, 0, 0, TimeSpan.Zero)); // 11 PM in Denver.
        await _company.SendEstimateAsync();
        await RunAllAsync();
        await _company.ApproveAsync("Maria Delgado");
        await RunAllAsync();
        var resting = (await Query.RunAsync(owen, EmailState.Queued, 50, Token)).Lines;
        Assert.Equal(2, resting.Count);
        var before = _server.Mails.Count;

        await Resend.RunAsync(owen, resting[0].Id, RequestKey.New("resend-mail"), Token);
        await RunAllAsync();

        Assert.Equal(before + 1, _server.Mails.Count);
        Assert.Single((await Query.RunAsync(owen, EmailState.Queued, 50, Token)).Lines);
    }

    [Fact]
    public async Task What_opens_something_is_never_sent_again_and_a_button_floods_nobody()
    {
        var owen = await OwenAsync();
        await _company.SendEstimateAsync();
        await RunAllAsync();
        var first = (await Query.RunAsync(owen, null, 50, Token)).Lines[0].Id;
        await _company.SqlAsync("update tenant.email_deliveries set kind = 'password-reset' where recipient like 'luis%'");
        var reset = (await Query.RunAsync(owen, null, 50, Token)).Lines.Single(l => l.Kind == "password-reset");
        Assert.False(reset.CanBeSentAgain);

        var opens = await Assert.ThrowsAsync<RuleViolation>(() => Resend.RunAsync(owen, reset.Id, RequestKey.New("resend-mail"), Token));
        var other = (await Query.RunAsync(owen, null, 50, Token)).Lines.Single(l => l.Kind == "estimate-sent").Id;
        for (var n = 0; n < 5; n++)
        {
            await Resend.RunAsync(owen, other, RequestKey.New("resend-mail"), Token);
        }

        var enough = await Assert.ThrowsAsync<RuleViolation>(() => Resend.RunAsync(owen, other, RequestKey.New("resend-mail"), Token));
        var missing = await Assert.ThrowsAsync<RuleViolation>(() => Resend.RunAsync(owen, Guid.NewGuid(), RequestKey.New("resend-mail"), Token));

        Assert.Equal((ResendMail.NotThis, ResendMail.Enough, ResendMail.Missing), (opens.Rule, enough.Rule, missing.Rule));
        Assert.NotEqual(Guid.Empty, first);
    }

    [Fact]
    public async Task A_mail_whose_task_was_lost_is_taken_up_again_by_the_sweep_once()
    {
        _server.Next(SmtpMoment.Greeting, SmtpAnswer.Drop, SmtpAnswer.Drop);
        await _company.SendEstimateAsync();
        await RunAllAsync();
        await _company.SqlAsync("update platform.outbox set done_at = altitude.now() where kind = 'estimate.sent'"); // As no program of ours does it.
        await _company.PassAsync(TimeSpan.FromMinutes(5));
        await SweepAsync();
        await RunAllAsync();
        Assert.Empty(_server.Mails); // It may still be on its way.

        await _company.PassAsync(TimeSpan.FromMinutes(15));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(SweepAsync, Token)));
        await RunAllAsync();

        Assert.Equal(2, _server.Mails.Count);
        Assert.All(await _company.DeliveriesAsync(), d => Assert.Equal(EmailState.Sent, d.State));
    }

    [Fact]
    public async Task A_mail_whose_cause_is_gone_for_good_is_shown_as_failed_once()
    {
        _server.Next(SmtpMoment.Greeting, SmtpAnswer.Drop, SmtpAnswer.Drop);
        await _company.SendEstimateAsync();
        await RunAllAsync();
        await _company.SqlAsync("delete from platform.outbox where kind = 'estimate.sent'");
        await _company.SqlAsync($"update tenant.email_deliveries set cause = '{Guid.NewGuid()}'");
        await _company.PassAsync(TimeSpan.FromMinutes(20));
        var said = await _company.ReadAsync(db => db.Activity.CountAsync(a => a.Kind.StartsWith("mail."), Token));

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(SweepAsync, Token)));

        var deliveries = await _company.DeliveriesAsync();
        Assert.All(deliveries, d => Assert.Equal((EmailState.Failed, "What it follows from is no longer kept."), (d.State, d.LastError)));
        Assert.Equal(said + deliveries.Count, await _company.ReadAsync(db => db.Activity.CountAsync(a => a.Kind.StartsWith("mail."), Token))); // Once each.
    }

    private DeliveriesQuery Query => new(_company.Workspaces);
    private ResendMail Resend => new(_company.Workspaces);

    private Task SweepAsync() =>
        _company
            .Get<OutboxSweep>()
            .RunAsync(new OutboxTask(Guid.CreateVersion7(), _company.Workspace, OutboxKinds.SweepOutbox, _company.Workspace.Value, false), Token);

    private async Task<Staff> OwenAsync() => await _company.SignInAsync("Owen Hart");

    private static string LinkIn(string text) => text[text.IndexOf("/start/", StringComparison.Ordinal)..].Split('\n', 2)[0].Trim();

    private async Task RunAllAsync()
    {
        while (await _company.RunDueAsync() > 0) { }
    }

    private static MimeMessage Read(ReceivedMail mail) => MimeMessage.Load(new MemoryStream(mail.Data), Token);
}
