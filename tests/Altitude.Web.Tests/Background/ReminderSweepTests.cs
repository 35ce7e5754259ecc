using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Customers;
using Altitude.Domain.Estimates;
using Altitude.Domain.Invoices;
using Altitude.Domain.Leads;
using Altitude.Domain.Workspaces;
using Altitude.Testing;
using Altitude.Web.Background;
using Microsoft.EntityFrameworkCore;
using MimeKit;

namespace Altitude.Web.Tests.Background;

/// <summary>Reminders by the sweeps: each once, stopped by the first act, several that were missed as one; it is Tuesday, 2027-06-08 12:05 in Denver.</summary>
public sealed class ReminderSweepTests(MigratedCluster cluster) : IAsyncLifetime
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
    public async Task An_estimate_without_an_answer_is_reminded_of_after_some_days_and_before_it_ends()
    {
        await _company.SendEstimateAsync(); // Valid through 2027-06-22.
        await RunAllAsync();
        Assert.Equal(2, _server.Mails.Count);

        await AtAsync(new DateTime(2027, 6, 11, 18, 4, 0));
        Assert.Empty(Reminders());
        await AtAsync(new DateTime(2027, 6, 11, 18, 6, 0)); // Three days after.
        Assert.Equal(["Estimate EST-1001 waits for your answer: AC repair visit"], Reminders());
        await AtAsync(new DateTime(2027, 6, 15, 18, 0, 0));
        Assert.Single(Reminders());

        await AtAsync(new DateTime(2027, 6, 20, 14, 59, 0)); // Two days before the last day, before 9 AM.
        Assert.Single(Reminders());
        await AtAsync(new DateTime(2027, 6, 20, 15, 1, 0));
        await AtAsync(new DateTime(2027, 6, 21, 15, 1, 0));

        Assert.Equal(["Estimate EST-1001 waits for your answer: AC repair visit", "Estimate EST-1001 ends soon: AC repair visit"], Reminders());
        var mail = _server.Mails.Select(Read).Last(m => IsTo(m, "maria.delgado@example.com"));
        Assert.Contains("is open until Tue, June 22, 11:59 PM MDT", mail.TextBody, StringComparison.Ordinal);
        Assert.Contains("https://portal.example.com/start/", mail.TextBody, StringComparison.Ordinal);
        Assert.Contains("$812.26", mail.HtmlBody, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("approved")]
    [InlineData("declined")]
    [InlineData("changes asked for")]
    [InlineData("withdrawn")]
    [InlineData("switched off")]
    public async Task The_first_act_stops_the_reminders_of_an_estimate(string act)
    {
        await _company.SendEstimateAsync();
        await RunAllAsync();
        switch (act)
        {
            case "approved":
                await _company.ApproveAsync("Maria Delgado");
                break;
            case "declined":
                await _company.DeclineAsync("Too dear");
                break;
            case "changes asked for":
                await _company.ChangeAsync(async db =>
                    db.Add(
                        (await EstimateAsync(db)).RequestChanges(
                            Id<EstimateRemark>.New(),
                            _company.Maria,
                            "Maria Delgado",
                            ContactRights.Full,
                            "Cheaper?",
                            db.Now
                        )
                    )
                );
                break;
            case "withdrawn":
                await _company.ChangeAsync(async db => (await EstimateAsync(db)).Withdraw("Owen Hart", "Wrong price", db.Now));
                break;
            default:
                await SwitchAsync(s => s.Switch("estimate.unanswered/customer", on: false).Switch("estimate.expiring/customer", on: false));
                break;
        }

        await RunAllAsync();
        await AtAsync(new DateTime(2027, 6, 11, 18, 6, 0));
        await AtAsync(new DateTime(2027, 6, 20, 16, 0, 0));

        Assert.Empty(Reminders());
        Assert.Equal(0, await _company.ReadAsync(db => db.ReminderMarks.CountAsync(Token)));
    }

    [Fact]
    public async Task Somebody_who_acts_before_the_reminder_could_leave_gets_none()
    {
        await _company.SendEstimateAsync();
        await RunAllAsync();
        await _company.MoveClockAsync(Utc(new DateTime(2027, 6, 11, 18, 6, 0)));
        await SweepAsync(OutboxKinds.SweepReminders); // The line is written, its mail is not.
        await _company.ApproveAsync("Maria Delgado");

        await RunAllAsync();

        Assert.Empty(Reminders());
        Assert.Equal(2, (await _company.DeliveriesAsync()).Count(d => d is { Kind: "estimate-unanswered", State: EmailState.Withheld }));
    }

    [Fact]
    public async Task Reminders_that_were_missed_while_nothing_ran_become_one()
    {
        await SwitchAsync(s => s with { EstimateUnansweredDays = 10 });
        await _company.SendEstimateAsync();
        await RunAllAsync();

        await AtAsync(new DateTime(2027, 6, 20, 20, 0, 0)); // Both are due by now.
        await AtAsync(new DateTime(2027, 6, 21, 20, 0, 0));

        Assert.Equal(["Estimate EST-1001 ends soon: AC repair visit"], Reminders());
    }

    [Fact]
    public async Task What_should_have_been_said_long_ago_is_not_said_any_more()
    {
        await SwitchAsync(s => s with { EstimateExpiringDays = 0 });
        await _company.SendEstimateAsync();
        await RunAllAsync();

        await AtAsync(new DateTime(2027, 6, 19, 20, 0, 0)); // Three days after sending was eight days ago.

        Assert.Empty(Reminders());
    }

    [Fact]
    public async Task Of_many_sweeps_at_once_or_again_one_reminds()
    {
        await _company.SendEstimateAsync();
        await RunAllAsync();
        await _company.MoveClockAsync(Utc(new DateTime(2027, 6, 11, 18, 6, 0)));

        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => SweepAsync(OutboxKinds.SweepReminders), Token)));
        await SweepAsync(OutboxKinds.SweepReminders);
        await RunAllAsync();

        Assert.Equal(["Estimate EST-1001 waits for your answer: AC repair visit"], Reminders());
        var run = await _company.ReadAsync(db => db.SweepRuns.SingleAsync(r => r.Kind == OutboxKinds.SweepReminders, Token));
        Assert.Equal(1, run.Acted["estimates reminded of"]);
        Assert.Empty(run.Did); // The last one had nothing to do.
    }

    [Fact]
    public async Task An_invoice_is_reminded_of_before_its_day_and_after_it_and_the_office_hears_once()
    {
        await InvoiceAsync(new DateOnly(2027, 6, 22));

        await AtAsync(new DateTime(2027, 6, 19, 15, 1, 0)); // Three days before, after 9 AM.
        Assert.Equal(["Invoice INV-2044 is due by Tue, June 22: $1,083.20"], Reminders());
        await AtAsync(new DateTime(2027, 6, 23, 14, 59, 0));
        Assert.Single(Reminders());
        await AtAsync(new DateTime(2027, 6, 23, 15, 1, 0)); // A day after.
        await AtAsync(new DateTime(2027, 6, 29, 15, 1, 0)); // Seven days after.
        await AtAsync(new DateTime(2027, 6, 30, 15, 1, 0));

        Assert.Equal(
            [
                "Invoice INV-2044 is due by Tue, June 22: $1,083.20",
                "Invoice INV-2044 is overdue: $1,083.20",
                "Invoice INV-2044 is overdue: $1,083.20",
            ],
            Reminders()
        );
        Assert.Equal(
            "INV-2044 of Delgado household is overdue: $1,083.20",
            Assert.Single(To("priya@summit-air.example"), s => s.Contains("overdue", StringComparison.Ordinal))
        );
        Assert.Equal(
            3,
            To("books@delgado-rentals.example")
                .Count(s => s.Contains("INV-2044", StringComparison.Ordinal) && s.Contains("due", StringComparison.Ordinal)) - 1
        ); // And the invoice itself.
        Assert.Empty(To("luis.delgado@example.com")); // He may approve, and sees no invoices.
    }

    [Theory]
    [InlineData("paid", 0)]
    [InlineData("void", 0)]
    [InlineData("a part two weeks ago", 1)]
    [InlineData("a part just now", 0)]
    public async Task Money_stops_the_reminders_of_an_invoice(string what, int reminders)
    {
        var id = await InvoiceAsync(new DateOnly(2027, 6, 22));
        await SwitchAsync(s => s.Switch("invoice.due-soon/customer", on: false));
        await _company.MoveClockAsync(Utc(what == "a part just now" ? new DateTime(2027, 6, 23, 10, 0, 0) : new DateTime(2027, 6, 9, 15, 0, 0)));
        await _company.ChangeAsync(async db =>
        {
            var invoice = await db
                .Invoices.Include(i => i.Payments)
                    .ThenInclude(p => p.Refunds)
                .Include(i => i.Credits)
                .SingleAsync(i => i.Id == id, Token);
            if (what == "void")
            {
                invoice.Void("Made twice", db.Now);
                return;
            }

            var amount = what == "paid" ? invoice.Balance : new Money(10_000, MailingCompany.Usd);
            var owen = await db.Staff.SingleAsync(s => s.Name == "Owen Hart", Token);
            db.Add(
                invoice.Record(
                    Id<Payment>.New(),
                    new ReceivedByHand(
                        amount,
                        PaymentMethods.Cash,
                        new DateOnly(2027, 6, 9),
                        "",
                        new Recorder(owen.Id, owen.Name),
                        new DateOnly(2027, 6, 23),
                        db.Now
                    ),
                    m => m.ToString()
                )
            );
        });
        await RunAllAsync();

        await AtAsync(new DateTime(2027, 6, 23, 15, 1, 0));

        Assert.Equal(reminders, Reminders().Count(s => s.Contains("overdue", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Overdue_reminders_that_were_missed_become_one()
    {
        await SwitchAsync(s => s with { InvoiceOverdueDays = [1, 2, 3] });
        await InvoiceAsync(new DateOnly(2027, 6, 22));

        await AtAsync(new DateTime(2027, 6, 25, 20, 0, 0));
        await AtAsync(new DateTime(2027, 6, 25, 23, 0, 0));

        Assert.Equal(["Invoice INV-2044 is overdue: $1,083.20"], Reminders());
        Assert.Equal(3, await _company.ReadAsync(db => db.ReminderMarks.CountAsync(Token)));
    }

    [Fact]
    public async Task A_request_that_nobody_came_back_to_is_told_to_the_office_once_and_one_with_a_day_on_its_day()
    {
        var (forgotten, planned, called) = (Id<Lead>.New(), Id<Lead>.New(), Id<Lead>.New());
        await _company.ChangeAsync(db =>
        {
            foreach (
                var (id, number, name) in new[]
                {
                    (forgotten, "REQ-1001", "Nina Park"),
                    (planned, "REQ-1002", "Omar Diaz"),
                    (called, "REQ-1003", "Uma Rao"),
                }
            )
            {
                var wanted = new LeadRequest(
                    name,
                    "",
                    "303 555 0199",
                    "9 Elm St",
                    "AC blows warm air",
                    "Since <b>Sunday</b>",
                    "",
                    LeadSource.Unknown
                );
                db.Leads.Add(Lead.Receive(id, db.WorkspaceId, number, wanted, "", db.Now));
            }

            return Task.CompletedTask;
        });
        await _company.ChangeAsync(async db =>
        {
            (await db.Leads.SingleAsync(l => l.Id == planned, Token)).FollowUp(new DateOnly(2027, 6, 14), "Call after ten");
            (await db.Leads.SingleAsync(l => l.Id == called, Token)).FollowUp(null, "Called, comes back to us");
        });
        await RunAllAsync();

        await AtAsync(new DateTime(2027, 6, 9, 18, 6, 0)); // A day later.
        await AtAsync(new DateTime(2027, 6, 10, 18, 6, 0));
        var waiting = To("priya@summit-air.example").Where(s => s.Contains("came back", StringComparison.Ordinal));
        Assert.Equal("Nobody came back to Nina Park yet (REQ-1001)", Assert.Single(waiting));
        Assert.Contains(
            "Since &lt;b&gt;Sunday&lt;/b&gt;",
            _server.Mails.Select(Read).Last(m => m.Subject!.StartsWith("Nobody", StringComparison.Ordinal)).HtmlBody,
            StringComparison.Ordinal
        );

        await AtAsync(new DateTime(2027, 6, 14, 15, 1, 0));
        Assert.Equal(
            "Today: come back to Omar Diaz (REQ-1002)",
            Assert.Single(To("owen@summit-air.example"), s => s.StartsWith("Today", StringComparison.Ordinal))
        );
    }

    private async Task<Id<Invoice>> InvoiceAsync(DateOnly due)
    {
        var id = Id<Invoice>.New();
        await _company.ChangeAsync(async db =>
        {
            var job = await db.Jobs.SingleAsync(j => j.Id == _company.Job, Token);
            var content = InvoiceContent.Of(Cast.AcRepair());
            var invoice = Invoice.Issue(id, db.WorkspaceId, job.CustomerId, job.Id, null, "INV-2044", content, new DateOnly(2027, 6, 8), due);
            invoice.Send(db.Now);
            db.Invoices.Add(invoice);
        });
        await RunAllAsync();
        return id;
    }

    /// <summary>Moves the clock and lets everything run that is due by then, the sweeps among it.</summary>
    private async Task AtAsync(DateTime utc)
    {
        await _company.MoveClockAsync(Utc(utc));
        await _company.SqlAsync("update platform.outbox set due_at = altitude.now() where kind like 'sweep-%' and done_at is null");
        await RunAllAsync();
    }

    private Task<TaskEnd> SweepAsync(string kind)
    {
        IBackgroundTask sweep = kind == OutboxKinds.SweepReminders ? _company.Get<RemindersSweep>() : _company.Get<OverdueSweep>();
        return sweep.RunAsync(new OutboxTask(Guid.CreateVersion7(), _company.Workspace, kind, _company.Workspace.Value, false), Token);
    }

    private Task<Estimate> EstimateAsync(WorkspaceDb db) => db.Estimates.Include(e => e.Versions).SingleAsync(e => e.Id == _company.Estimate, Token);

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

    /// <summary>Maria's, in the order in which they came, without what she was sent first.</summary>
    private IReadOnlyList<string> Reminders() =>
        [
            .. To("maria.delgado@example.com")
                .Where(s =>
                    s.Contains("waits", StringComparison.Ordinal)
                    || s.Contains("ends soon", StringComparison.Ordinal)
                    || s.Contains("is due by", StringComparison.Ordinal)
                    || s.Contains("overdue", StringComparison.Ordinal)
                ),
        ];

    private IReadOnlyList<string> To(string address) => [.. _server.Mails.Select(Read).Where(m => IsTo(m, address)).Select(m => m.Subject ?? "")];

    private static DateTimeOffset Utc(DateTime at) => new(at, TimeSpan.Zero);

    private static bool IsTo(MimeMessage mail, string address) => mail.To.Mailboxes.Any(m => m.Address == address);

    private static MimeMessage Read(ReceivedMail mail) => MimeMessage.Load(new MemoryStream(mail.Data), Token);
}
