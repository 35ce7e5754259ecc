using System.Text.RegularExpressions;
using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Customers;
using Altitude.Domain.Estimates;
using Altitude.Domain.PortalAccess;
using Altitude.Domain.Workspaces;
using Altitude.Testing;
using Altitude.Web.Email;
using Altitude.Web.Security;
using Altitude.Web.Tests.Background;
using Microsoft.EntityFrameworkCore;
using MimeKit;

namespace Altitude.Web.Tests.Email;

public sealed partial class MailRoundTests(MigratedCluster cluster) : IAsyncLifetime
{
    private ScriptedSmtpServer _server = null!;
    private MailingCompany _company = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = new ScriptedSmtpServer();
        _company = await MailingCompany.FoundAsync(cluster, MailingCompany.MailsTo(_server));
    }

    public async ValueTask DisposeAsync()
    {
        await _company.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Each_contact_who_may_decide_gets_the_estimate_with_a_link_of_their_own()
    {
        await _company.SendEstimateAsync();

        await _company.RunDueAsync();

        Assert.Equal(["luis.delgado@example.com", "maria.delgado@example.com"], _server.Mails.Select(m => Assert.Single(m.To)).Order());
        var mail = Mail("maria.delgado@example.com");
        Assert.Equal("Estimate EST-1001: AC repair visit", mail.Subject);
        Assert.Equal("Summit Air Heating & Cooling", Assert.IsType<MailboxAddress>(Assert.Single(mail.Mime.From)).Name);
        Assert.Equal("hello@summit-air.example", Assert.IsType<MailboxAddress>(Assert.Single(mail.Mime.ReplyTo)).Address);
        foreach (var body in new[] { mail.Text, mail.Html })
        {
            Assert.Contains("Maria Delgado", body, StringComparison.Ordinal);
            Assert.Contains("$812.26", body, StringComparison.Ordinal);
            Assert.Contains("$243.68", body, StringComparison.Ordinal);
            Assert.Contains("Tue, June 22, 11:59 PM MDT", body, StringComparison.Ordinal);
            Assert.Contains("until Fri, June 11, 12:05 PM MDT", body, StringComparison.Ordinal);
        }

        Assert.Contains("#0b5fa5", mail.Html, StringComparison.Ordinal);
        var tokens = _server.Mails.Select(m => LinkIn(Read(m).Text)).ToArray();
        Assert.Equal(2, tokens.Distinct().Count());
        Assert.All(
            tokens,
            token =>
                Assert.Contains(
                    $"https://portal.example.com/start/{token}",
                    _server.Mails.Select(Read).SelectMany(m => new[] { m.Html, m.Text }).First(b => b.Contains(token, StringComparison.Ordinal)),
                    StringComparison.Ordinal
                )
        );
    }

    [Fact]
    public async Task A_mailed_link_is_kept_by_its_hash_alone_and_opens_on_the_job()
    {
        await _company.SendEstimateAsync();

        await _company.RunDueAsync();

        var token = LinkIn(Mail("maria.delgado@example.com").Text);
        var hash = Secret.HashOf(token);
        var link = await _company.ReadAsync(db =>
            db.SetupLinks.SingleAsync(l => db.SetupLinkSecrets.Any(s => s.LinkId == l.Id && s.Hash == hash && s.Channel == LinkChannel.Email), Token)
        );
        Assert.Equal(_company.Maria, link.ContactId);
        Assert.Equal("/portal/summit-air/jobs/JOB-1001", link.Target);
        Assert.Equal(1, await _company.ReadAsync(db => db.LinkLookups.CountAsync(l => l.Hash == hash && l.LinkId == link.Id, Token)));
        Assert.Empty(await _company.TablesWithAsync(token));
        Assert.DoesNotContain(_company.Log, line => line.Contains(token, StringComparison.Ordinal));
        Assert.NotEmpty(await _company.TablesWithAsync("maria.delgado@example.com")); // The search finds what is there.
    }

    [Fact]
    public async Task A_task_that_runs_twice_sends_once()
    {
        await _company.SendEstimateAsync();
        await _company.Get<Web.Background.OutboxPump>().RunOnceAsync(Token);
        var row = Assert.Single(_company.Claimed);

        await _company.RunAsync(row);
        await _company.SqlAsync("update platform.outbox set done_at = null where kind = 'estimate.sent'"); // As if noting the end had been lost.
        await _company.RunAsync(row);

        Assert.Equal(2, _server.Mails.Count);
        Assert.All(await _company.DeliveriesAsync(), d => Assert.Equal((EmailState.Sent, 1), (d.State, d.Attempts)));
    }

    [Fact]
    public async Task Two_workers_at_once_send_once()
    {
        await _company.SendEstimateAsync();
        var held = new TaskCompletionSource();
        _server.Next(SmtpMoment.Greeting, SmtpAnswer.Wait(held.Task));
        await _company.Get<Web.Background.OutboxPump>().RunOnceAsync(Token);
        var row = Assert.Single(_company.Claimed);

        var first = _company.RunAsync(row);
        await Patiently.HoldsAsync(() => _server.Connections > 0);
        await _company.RunAsync(row); // Luis's mail at most: Maria's is in the first one's hands, or the other way round.
        held.SetResult();
        await first;

        Assert.Equal(2, _server.Mails.Count);
        Assert.Equal(2, _server.Mails.SelectMany(m => m.To).Distinct().Count());
        Assert.All(await _company.DeliveriesAsync(), d => Assert.Equal(EmailState.Sent, d.State));
    }

    [Fact]
    public async Task While_the_mail_server_is_down_a_mail_waits_and_later_leaves_under_the_same_id()
    {
        _server.Next(SmtpMoment.Greeting, SmtpAnswer.Drop, SmtpAnswer.Drop);
        await _company.SendEstimateAsync();

        await _company.RunDueAsync();
        var waiting = await _company.DeliveriesAsync();
        Assert.All(waiting, d => Assert.Equal((EmailState.Deferred, 1), (d.State, d.Attempts)));
        Assert.All(waiting, d => Assert.NotEqual("", d.LastError));
        Assert.Equal(0, await _company.RunDueAsync()); // Not at once.

        await _company.PassAsync(TimeSpan.FromMinutes(2));
        await _company.RunDueAsync();

        Assert.Equal(waiting.Select(d => d.MessageId).Order(), _server.Mails.Select(m => Read(m).Mime.MessageId).Order());
        Assert.All(await _company.DeliveriesAsync(), d => Assert.Equal((EmailState.Sent, 2, ""), (d.State, d.Attempts, d.LastError)));
        Assert.Equal(["mail.deferred", "mail.deferred", "mail.sent", "mail.sent"], await MailLinesAsync());
    }

    [Fact]
    public async Task An_answer_that_is_lost_after_the_text_costs_at_most_a_second_mail_with_the_same_id()
    {
        _server.Next(SmtpMoment.Text, SmtpAnswer.Drop);
        await _company.SendEstimateAsync();

        await _company.RunDueAsync();
        await _company.PassAsync(TimeSpan.FromMinutes(2));
        await _company.RunDueAsync();

        Assert.Equal(3, _server.Mails.Count);
        Assert.Equal(2, _server.Mails.Select(m => Read(m).Mime.MessageId).Distinct().Count());
    }

    [Fact]
    public async Task A_greylisted_mail_is_tried_again_ever_later()
    {
        _server.Always(SmtpMoment.Rcpt, SmtpAnswer.Say("451 4.7.1 greylisted, come back later"));
        await _company.SendEstimateAsync();

        List<double> waits = [];
        for (var attempt = 0; attempt < 4; attempt++)
        {
            Assert.Equal(1, await _company.RunDueAsync());
            waits.Add(
                Math.Round(
                    await _company.SqlAsync<double>(
                        "select (extract(epoch from due_at - altitude.now()) / 60)::float8 from platform.outbox where kind = 'estimate.sent'"
                    )
                )
            );
            await _company.PassAsync(TimeSpan.FromMinutes(waits[^1] + 1));
        }

        Assert.Equal([1, 2, 5, 10], waits);
        Assert.Empty(_server.Mails);
        Assert.All(await _company.DeliveriesAsync(), d => Assert.Contains("greylisted", d.LastError, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_refusal_for_good_is_shown_and_not_tried_again()
    {
        _server.Next(SmtpMoment.Rcpt, SmtpAnswer.Say("550 5.1.1 no such user"));
        await _company.SendEstimateAsync();

        await _company.RunDueAsync();
        await _company.PassAsync(TimeSpan.FromHours(2));
        await _company.RunDueAsync();

        Assert.Single(_server.Mails);
        var failed = Assert.Single(await _company.DeliveriesAsync(), d => d.State == EmailState.Failed);
        Assert.Contains("550", failed.LastError, StringComparison.Ordinal);
        Assert.Contains("no such user", failed.LastError, StringComparison.Ordinal);
        Assert.Equal(["mail.failed", "mail.sent"], (await MailLinesAsync()).Order());
    }

    [Fact]
    public async Task A_change_that_is_rolled_back_sends_no_mail()
    {
        await using (var db = await _company.Workspaces.OpenAsync(_company.Hand, Token))
        {
            await _company.SendAsync(db);
            await db.FlushAsync(Token);
        }

        Assert.Equal(0, await _company.RunDueAsync());
        Assert.Empty(await _company.DeliveriesAsync());
        Assert.Equal(
            0L,
            await _company.SqlAsync<long>("select count(*) from platform.outbox where kind <> 'tidy-workspace' and kind not like 'sweep-%'")
        );
    }

    [Fact]
    public async Task A_portal_switched_off_while_the_mail_waits_keeps_it_back()
    {
        _server.Next(SmtpMoment.Greeting, SmtpAnswer.Drop, SmtpAnswer.Drop);
        await _company.SendEstimateAsync();
        await _company.RunDueAsync();

        await _company.ChangeAsync(async db => (await db.Workspaces.SingleAsync(Token)).Control(PortalSettings.Default with { IsOn = false }));
        await _company.PassAsync(TimeSpan.FromMinutes(2));
        await _company.RunDueAsync();

        Assert.Empty(_server.Mails);
        Assert.All(await _company.DeliveriesAsync(), d => Assert.Equal(EmailState.Withheld, d.State));
    }

    [Fact]
    public async Task A_contact_removed_while_the_mail_waits_gets_none()
    {
        await _company.SendEstimateAsync();
        _server.Next(SmtpMoment.Greeting, SmtpAnswer.Drop, SmtpAnswer.Drop);
        await _company.RunDueAsync();

        await _company.ChangeAsync(async db => (await db.Customers.Include(c => c.Contacts).SingleAsync(Token)).RemoveContact(_company.Luis, db.Now));
        await _company.PassAsync(TimeSpan.FromMinutes(2));
        await _company.RunDueAsync();

        Assert.Equal("maria.delgado@example.com", Assert.Single(Assert.Single(_server.Mails).To));
    }

    [Fact]
    public async Task An_approval_reaches_those_who_price_and_gives_the_contact_the_evidence()
    {
        await _company.SendEstimateAsync();
        var consent = await _company.ApproveAsync("Maria D.");

        await _company.RunDueAsync();

        var approved = _server.Mails.Select(Read).Where(m => m.Subject.Contains("approved", StringComparison.Ordinal)).ToArray();
        Assert.Equal(
            ["maria.delgado@example.com", "owen@summit-air.example", "priya@summit-air.example"],
            approved.Select(m => m.Mime.To.Mailboxes.Single().Address).Order()
        );
        var copy = Mail("maria.delgado@example.com");
        Assert.Equal("You approved estimate EST-1001", copy.Subject);
        foreach (var body in new[] { copy.Text, copy.Html })
        {
            Assert.Contains("Maria D. (signed in as Maria Delgado)", body, StringComparison.Ordinal);
            Assert.Contains("Tue, June 8, 2027, 12:05 PM MDT", body, StringComparison.Ordinal);
            Assert.Contains("$1,083.20", body, StringComparison.Ordinal);
            Assert.Contains("$324.96", body, StringComparison.Ordinal);
            Assert.Contains(consent.DocumentHash.Hex, body, StringComparison.Ordinal);
            Assert.Contains($"https://portal.example.com/verify/{consent.DocumentHash}", body, StringComparison.Ordinal);
            Assert.Contains("https://portal.example.com/start/", body, StringComparison.Ordinal);
        }

        var office = Mail("priya@summit-air.example");
        Assert.Equal("Maria D. approved EST-1001: $1,083.20", office.Subject);
        Assert.Contains("https://portal.example.com/office/jobs/JOB-1001", office.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("/start/", office.Text + office.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_estimate_that_was_answered_before_its_mail_could_leave_is_not_sent_any_more()
    {
        await _company.SendEstimateAsync();
        await _company.ApproveAsync("Maria Delgado");

        await _company.RunDueAsync();

        Assert.DoesNotContain(_server.Mails, m => Read(m).Subject.StartsWith("Estimate", StringComparison.Ordinal));
        Assert.Equal(2, (await _company.DeliveriesAsync()).Count(d => d is { Kind: "estimate-sent", State: EmailState.Withheld }));
    }

    [Fact]
    public async Task A_refusal_reaches_those_who_price_with_the_customers_words_as_text()
    {
        await _company.SendEstimateAsync();
        await _company.RunDueAsync();
        await _company.DeclineAsync("Too dear <script>alert(1)</script>\nCall & talk?");

        await _company.RunDueAsync();

        var office = Mail("owen@summit-air.example");
        Assert.Equal("Maria Delgado declined EST-1001", office.Subject);
        Assert.Contains("> Too dear <script>alert(1)</script>\n> Call & talk?", office.Text.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Contains("Too dear &lt;script&gt;alert(1)&lt;/script&gt;", office.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", office.Html, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task What_is_said_about_an_estimate_goes_to_the_other_side()
    {
        await _company.SendEstimateAsync();
        await _company.RunDueAsync();

        await _company.ChangeAsync(async db =>
            db.Add(
                (await EstimateAsync(db)).RequestChanges(
                    Id<EstimateRemark>.New(),
                    _company.Maria,
                    "Maria Delgado",
                    ContactRights.Full,
                    "Cheaper <b>?",
                    db.Now
                )
            )
        );
        await _company.RunDueAsync();
        var office = Mail("owen@summit-air.example");
        await _company.ChangeAsync(async db =>
            db.Add((await EstimateAsync(db)).Reply(Id<EstimateRemark>.New(), Id<StaffMember>.New(), "Owen Hart", "We take 20 off.", db.Now))
        );
        await _company.RunDueAsync();
        var luis = Mail("luis.delgado@example.com");

        Assert.Equal("Maria Delgado asks for changes to EST-1001", office.Subject);
        Assert.Contains("> Cheaper <b>?", office.Text, StringComparison.Ordinal);
        Assert.Contains("Cheaper &lt;b&gt;?", office.Html, StringComparison.Ordinal);
        Assert.Contains("https://portal.example.com/office/estimates/EST-1001", office.Text, StringComparison.Ordinal);
        Assert.Equal("Summit Air Heating & Cooling answered about estimate EST-1001", luis.Subject);
        Assert.Contains("> We take 20 off.", luis.Text, StringComparison.Ordinal);
        Assert.Contains("https://portal.example.com/start/", luis.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_time_comes_by_mail()
    {
        await _company.SendEstimateAsync();
        await _company.RunDueAsync();

        await _company.ChangeAsync(async db =>
            (await EstimateAsync(db)).Extend(new DateOnly(2027, 6, 30), TimeZoneInfo.FindSystemTimeZoneById("America/Denver"), db.Now)
        );
        await _company.RunDueAsync();

        var maria = Mail("maria.delgado@example.com");
        Assert.StartsWith("Estimate EST-1001 is open until Wed, June 30, 11:59 PM MDT", maria.Subject, StringComparison.Ordinal);
        Assert.Contains("The price is the same as before.", maria.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_approval_that_was_taken_back_before_its_mail_left_is_not_confirmed_but_its_end_is()
    {
        await _company.SendEstimateAsync();
        await _company.RunDueAsync();
        var consent = await _company.ApproveAsync("Maria D.");
        await _company.ChangeAsync(async db =>
            db.Add(
                (await EstimateAsync(db)).TakeBack(
                    new TakenBack(_company.Maria, "Maria Delgado", consent.SessionId ?? default, RequestOrigin.Of("203.0.113.7", "test"), db.Now),
                    await db.Consents.SingleAsync(),
                    AnswerFollowed.Nothing
                )!
            )
        );

        await _company.RunDueAsync();

        Assert.DoesNotContain(_server.Mails, m => Read(m).Subject.Contains("approved", StringComparison.Ordinal));
        Assert.Equal("You took back your approval of estimate EST-1001", Mail("maria.delgado@example.com").Subject);
        Assert.Equal("Maria Delgado took back the approval of EST-1001", Mail("priya@summit-air.example").Subject);
    }

    private Task<Estimate> EstimateAsync(WorkspaceDb db) => db.Estimates.Include(e => e.Versions).SingleAsync(e => e.Id == _company.Estimate);

    [Fact]
    public async Task A_link_that_was_asked_for_again_comes_by_mail()
    {
        var link = Id<SetupLink>.New();
        await _company.ChangeAsync(async db =>
        {
            var maria = await db.Contacts.SingleAsync(c => c.Id == _company.Maria, Token);
            db.Add(SetupLink.Issue(link, maria, "/portal/summit-air", db.Now, TimeSpan.FromHours(72)));
            db.Queue(OutboxKinds.MailLink, link.Value);
        });

        await _company.RunDueAsync();

        var mail = Mail("maria.delgado@example.com");
        Assert.Equal("Here is your new link to Summit Air Heating & Cooling", mail.Subject);
        var hash = Secret.HashOf(LinkIn(mail.Text));
        Assert.Equal(link, await _company.ReadAsync(db => db.SetupLinkSecrets.Where(s => s.Hash == hash).Select(s => s.LinkId).SingleAsync(Token)));
        Assert.Contains(LinkIn(mail.Text), mail.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_password_is_reset_by_a_mail_to_the_sign_ins_own_address()
    {
        await _company.SqlAsync(
            $"""
            insert into platform.users (id, user_name, normalized_user_name, email, normalized_email, security_stamp, concurrency_stamp,
                email_confirmed, phone_number_confirmed, two_factor_enabled, lockout_enabled, access_failed_count)
              values ('{_company.OwenUser}', 'owen@summit-air.example', 'OWEN@SUMMIT-AIR.EXAMPLE', 'owen@summit-air.example', 'OWEN@SUMMIT-AIR.EXAMPLE',
                'stamp', 'stamp', true, false, false, true, 0)
            """
        );
        for (var asked = 1; asked <= 2; asked++)
        {
            await _company.ChangeAsync(db =>
            {
                db.Queue(OutboxKinds.MailPasswordReset, _company.OwenUser);
                return Task.CompletedTask;
            });

            await _company.RunDueAsync();

            Assert.Equal(asked, _server.Mails.Count); // Asking again sends again.
        }

        var mail = Mail("owen@summit-air.example");
        var address = Assert.Single(CapturedMail.LinksIn(mail.Text));
        Assert.StartsWith("https://portal.example.com/office/reset?token=", address, StringComparison.Ordinal);
        Assert.Contains(address, mail.Html, StringComparison.Ordinal);
        var token = address[(address.LastIndexOf('.') + 1)..];
        Assert.Empty(await _company.TablesWithAsync(token));
        Assert.DoesNotContain(_company.Log, line => line.Contains(token, StringComparison.Ordinal));
    }

    private Seen Mail(string to) => Read(_server.Mails.Last(m => m.To.Contains(to)));

    private static Seen Read(ReceivedMail mail) => new(MimeMessage.Load(new MemoryStream(mail.Data)));

    private static string LinkIn(string text) => StartLink().Match(text).Groups[1].Value;

    private Task<List<string>> MailLinesAsync() =>
        _company.ReadAsync(db => db.Activity.Where(a => a.Kind.StartsWith("mail.")).OrderBy(a => a.Seq).Select(a => a.Kind).ToListAsync(Token));

    [GeneratedRegex("/start/([A-Za-z0-9_-]{43})")]
    private static partial Regex StartLink();

    /// <summary>A mail as a mail program reads it.</summary>
    private sealed record Seen(MimeMessage Mime)
    {
        public string Subject => Mime.Subject ?? "";
        public string Text => Mime.TextBody ?? "";
        public string Html => Mime.HtmlBody ?? "";
    }
}
