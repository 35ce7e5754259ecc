using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Appointments;
using Altitude.Domain.Estimates;
using Altitude.Domain.PortalAccess;
using Altitude.Domain.Workspaces;
using Altitude.Testing;
using Altitude.Web.Background;
using Altitude.Web.Tests.Background;
using Microsoft.EntityFrameworkCore;
using MimeKit;

namespace Altitude.Web.Tests.Features.Notifications;

/// <summary>Which mails leave is the company's to say, and each one's own within that; it is Tuesday, 2027-06-08 12:05 in Denver.</summary>
public sealed class NotificationMailTests(MigratedCluster cluster) : IAsyncLifetime
{
    private static readonly TimeZoneInfo Denver = TimeZoneInfo.FindSystemTimeZoneById("America/Denver");

    private ScriptedSmtpServer _server = null!;
    private MailingCompany _company = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private IReadOnlyList<string> Subjects => [.. _server.Mails.Select(m => Read(m).Subject ?? "").Order(StringComparer.Ordinal)];

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
    public async Task A_mail_that_is_switched_off_is_not_even_queued_and_others_are()
    {
        await SwitchAsync(s => s.Switch("estimate.approved/staff", on: false));
        await _company.SendEstimateAsync();
        await RunAllAsync();
        await _company.ApproveAsync("Maria Delgado");

        await RunAllAsync();

        Assert.DoesNotContain(await _company.DeliveriesAsync(), d => d.Kind == "estimate-approved-office");
        Assert.Equal("You approved estimate EST-1001", Assert.Single(Subjects, s => s.Contains("approved", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Switched_off_while_it_waits_a_mail_is_withheld_and_switched_on_it_is_sent()
    {
        _server.Next(SmtpMoment.Greeting, SmtpAnswer.Drop, SmtpAnswer.Drop);
        await _company.SendEstimateAsync();
        await RunAllAsync();
        await SwitchAsync(s => s.Switch("estimate.sent/customer", on: false));

        await _company.PassAsync(TimeSpan.FromMinutes(2));
        await RunAllAsync();

        Assert.Empty(_server.Mails);
        Assert.All(await _company.DeliveriesAsync(), d => Assert.Equal((EmailState.Withheld, null), (d.State, d.NextTryAt)));
    }

    [Fact]
    public async Task What_must_be_sent_is_sent_whatever_the_settings_say()
    {
        await _company.SqlAsync(
            """update tenant.workspaces set notifications = jsonb_set(notifications, '{Switched}', '{"link/customer": false}')"""
        ); // By hand: the domain refuses it.
        await _company.ChangeAsync(async db =>
        {
            var maria = await db.Contacts.SingleAsync(c => c.Id == _company.Maria, Token);
            var link = SetupLink.Issue(Id<SetupLink>.New(), maria, "/portal/summit-air", db.Now, TimeSpan.FromHours(72));
            db.Add(link);
            db.Queue(OutboxKinds.MailLink, link.Id.Value);
        });

        await RunAllAsync();

        Assert.Equal("Here is your new link to Summit Air Heating & Cooling", Assert.Single(Subjects));
    }

    [Fact]
    public async Task Who_left_a_mail_out_gets_none_while_their_colleagues_do()
    {
        await _company.ChangeAsync(async db =>
            (await db.Staff.SingleAsync(s => s.Name == "Priya Nair", Token)).ChooseMails(["estimate.approved/staff"])
        );
        await _company.SendEstimateAsync();
        await RunAllAsync();
        await _company.ApproveAsync("Maria Delgado");

        await RunAllAsync();

        var told = _server.Mails.Where(m => Read(m).Subject!.StartsWith("Maria Delgado approved", StringComparison.Ordinal));
        Assert.Equal("owen@summit-air.example", Assert.Single(Assert.Single(told).To));
        var fixedOnes = await Assert.ThrowsAsync<RuleViolation>(() =>
            _company.ChangeAsync(async db => (await db.Staff.SingleAsync(s => s.Name == "Priya Nair", Token)).ChooseMails(["password/staff"]))
        );
        Assert.Equal(NotificationRules.Unknown, fixedOnes.Rule);
    }

    [Fact]
    public async Task In_quiet_hours_a_mail_waits_until_they_end_and_what_was_asked_for_does_not()
    {
        await SwitchAsync(s => s with { Quiet = new QuietHours(new TimeOnly(21, 0), new TimeOnly(7, 0)) });
        await _company.MoveClockAsync(new DateTimeOffset(2027, 6, 9, 5, 0, 0, TimeSpan.Zero)); // 11 PM in Denver.
        await _company.SendEstimateAsync(); // Somebody has just pressed Send.
        await RunAllAsync();
        Assert.Equal(2, _server.Mails.Count);
        await _company.ApproveAsync("Maria Delgado");

        await RunAllAsync();
        Assert.Equal("You approved estimate EST-1001", Assert.Single(Subjects, s => s.Contains("approved", StringComparison.Ordinal)));
        var waiting = (await _company.DeliveriesAsync()).Where(d => d.Kind == "estimate-approved-office").ToArray();
        Assert.Equal(2, waiting.Length);
        var morning = new DateTimeOffset(2027, 6, 9, 13, 0, 0, TimeSpan.Zero); // 7 AM.
        Assert.All(waiting, d => Assert.Equal((EmailState.Queued, morning, 0), (d.State, d.NextTryAt, d.Attempts)));

        await _company.MoveClockAsync(morning.AddSeconds(-1));
        await RunAllAsync();
        Assert.Equal(3, _server.Mails.Count);
        await _company.MoveClockAsync(morning);
        await RunAllAsync();

        Assert.Equal(2, Subjects.Count(s => s.StartsWith("Maria Delgado approved EST-1001", StringComparison.Ordinal)));
        Assert.All(await _company.DeliveriesAsync(), d => Assert.Equal((EmailState.Sent, null), (d.State, d.NextTryAt)));
    }

    [Fact]
    public async Task The_office_hears_of_a_look_and_of_the_end_where_it_wants_to()
    {
        await SwitchAsync(s => s.Switch("estimate.viewed/staff", on: true).Switch("estimate.expired/customer", on: true));
        await _company.SendEstimateAsync();
        await RunAllAsync();
        await _company.ChangeAsync(db =>
        {
            db.Record(new EstimateViewed(_company.Estimate, "EST-1001", 1, "Maria Delgado") { Job = _company.Job.Value });
            return Task.CompletedTask;
        });
        await RunAllAsync();
        Assert.Equal(2, Subjects.Count(s => s == "Maria Delgado looked at EST-1001"));

        await _company.MoveClockAsync(new DateTimeOffset(2027, 6, 23, 6, 0, 0, TimeSpan.Zero)); // Valid through 2027-06-22.
        await RunAllAsync();

        Assert.Equal(2, Subjects.Count(s => s == "EST-1001 has expired without an answer"));
        Assert.Equal(2, Subjects.Count(s => s == "Estimate EST-1001 has expired: AC repair visit"));
        var maria = _server
            .Mails.Select(Read)
            .Single(m => IsTo(m, "maria.delgado@example.com") && m.Subject!.Contains("expired", StringComparison.Ordinal));
        Assert.Contains("https://portal.example.com/start/", maria.TextBody, StringComparison.Ordinal);
        Assert.Contains("ask for a new price", maria.HtmlBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_declined_is_told_that_it_was_noted_where_the_company_wants_it()
    {
        await SwitchAsync(s => s.Switch("estimate.declined/customer", on: true));
        await _company.SendEstimateAsync();
        await RunAllAsync();
        await _company.ChangeAsync(async db =>
            (await db.Estimates.Include(e => e.Versions).SingleAsync(Token)).Decline(
                "Maria Delgado",
                Domain.Customers.ContactRights.Full,
                (await db.EstimateVersions.SingleAsync(Token)).DocumentHash,
                "Too dear",
                db.Now,
                _company.Maria
            )
        );

        await RunAllAsync();

        Assert.Equal(
            "You declined estimate EST-1001",
            Assert
                .Single(
                    _server.Mails.Select(Read),
                    m => IsTo(m, "maria.delgado@example.com") && m.Subject!.StartsWith("You", StringComparison.Ordinal)
                )
                .Subject
        );
        Assert.Equal(2, Subjects.Count(s => s == "Maria Delgado declined EST-1001"));
    }

    [Fact]
    public async Task A_visit_is_reminded_of_as_often_as_the_company_says_each_time_once()
    {
        await SwitchAsync(s => s with { VisitReminderHours = [48, 2] });
        await PlanAsync(new DateTime(2027, 6, 14, 9, 0, 0));
        await SettleAsync();
        Assert.Empty(Reminders());

        await _company.MoveClockAsync(new DateTimeOffset(2027, 6, 12, 15, 0, 1, TimeSpan.Zero)); // Two days before, 9 AM.
        await RunAllAsync();
        Assert.Equal(["Your appointment on Mon, June 14, 9:00 AM MDT: Repair"], Reminders());
        await _company.MoveClockAsync(new DateTimeOffset(2027, 6, 14, 13, 0, 1, TimeSpan.Zero)); // Two hours before.
        await RunAllAsync();
        await _company.SqlAsync(
            "update platform.outbox set done_at = null, leased_until = null, due_at = altitude.now() where kind = 'remind-visit'"
        ); // As if its end had been lost.
        await RunAllAsync();

        Assert.Equal(["Today: Repair, 9:00 AM MDT", "Your appointment on Mon, June 14, 9:00 AM MDT: Repair"], Reminders());
    }

    [Fact]
    public async Task Reminders_that_fell_due_while_nothing_ran_are_one()
    {
        await SwitchAsync(s => s with { VisitReminderHours = [8, 4, 2] });
        await PlanAsync(new DateTime(2027, 6, 14, 9, 0, 0));
        await SettleAsync();

        await _company.MoveClockAsync(new DateTimeOffset(2027, 6, 14, 13, 30, 0, TimeSpan.Zero)); // Half past seven: all three are past.
        await RunAllAsync();

        Assert.Equal(["Today: Repair, 9:00 AM MDT"], Reminders());
        Assert.Equal(1, await _company.ReadAsync(db => db.Activity.CountAsync(a => a.Kind == AppointmentReminded.Name, Token)));
        Assert.Equal(3, await _company.ReadAsync(db => db.ReminderMarks.CountAsync(Token)));
    }

    [Fact]
    public async Task Of_many_nodes_that_remind_at_once_one_does()
    {
        await PlanAsync(new DateTime(2027, 6, 14, 9, 0, 0));
        await SettleAsync();
        await _company.MoveClockAsync(new DateTimeOffset(2027, 6, 13, 15, 0, 1, TimeSpan.Zero));
        await _company.Get<OutboxPump>().RunOnceAsync(Token);
        var row = Assert.Single(_company.Claimed, r => r.Kind == OutboxKinds.RemindVisit);
        _company.Claimed.Clear();

        await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(_ =>
                    Task.Run(
                        () => _company.Get<RemindVisit>().RunAsync(new OutboxTask(row.Id, _company.Workspace, row.Kind, row.Subject, false), Token),
                        Token
                    )
                )
        );
        await RunAllAsync();

        Assert.Equal(["Tomorrow: Repair, 9:00 AM MDT"], Reminders());
    }

    private async Task PlanAsync(DateTime start)
    {
        await _company.ChangeAsync(async db =>
        {
            var job = await db.Jobs.SingleAsync(j => j.Id == _company.Job, Token);
            var time = new VisitTime(
                start,
                TimeSpan.FromHours(2),
                new TimeWindow(TimeOnly.FromDateTime(start), TimeOnly.FromDateTime(start.AddHours(2)))
            );
            var visit = Appointment.Plan(Id<Appointment>.New(), job, new VisitDescription("Repair", null, [], null, "", ""), time, Denver);
            db.Add(visit);
            await VisitTasks.QueueAsync(db, visit, Token);
        });
    }

    /// <summary>Maria's, without the one that told her of the booking.</summary>
    private IReadOnlyList<string> Reminders() =>
        [
            .. _server
                .Mails.Skip(_seen)
                .Select(Read)
                .Where(m => IsTo(m, "maria.delgado@example.com"))
                .Select(m => m.Subject ?? "")
                .Order(StringComparer.Ordinal),
        ];

    private int _seen;

    private async Task SettleAsync()
    {
        await _company.PassAsync(VisitTasks.Settle + TimeSpan.FromSeconds(1));
        await RunAllAsync();
        _seen = _server.Mails.Count;
    }

    private Task SwitchAsync(Func<NotificationSettings, NotificationSettings> change) =>
        _company.ChangeAsync(async db =>
        {
            var workspace = await db.Workspaces.SingleAsync(Token);
            workspace.Notify(change(workspace.Notifications));
        });

    private async Task RunAllAsync()
    {
        while (await _company.RunDueAsync() > 0) { }
    }

    private static bool IsTo(MimeMessage mail, string address) => mail.To.Mailboxes.Any(m => m.Address == address);

    private static MimeMessage Read(ReceivedMail mail) => MimeMessage.Load(new MemoryStream(mail.Data), Token);
}
