using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Appointments;
using Altitude.Domain.Customers;
using Altitude.Testing;
using Altitude.Web.Tests.Background;
using Microsoft.EntityFrameworkCore;
using MimeKit;

namespace Altitude.Web.Tests.Features.Appointments;

/// <summary>Mails about visits, sent by SMTP, each once; it is Tuesday, 2027-06-08 12:05 in Denver.</summary>
public sealed class VisitMailTests(MigratedCluster cluster) : IAsyncLifetime
{
    private static readonly TimeZoneInfo Denver = TimeZoneInfo.FindSystemTimeZoneById("America/Denver");
    private static readonly DateTime Thursday = new(2027, 6, 10, 9, 0, 0);

    private ScriptedSmtpServer _server = null!;
    private MailingCompany _company = null!;
    private int _seen;

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
    public async Task A_booked_visit_is_told_once_with_a_link_that_leads_to_it()
    {
        var visit = await PlanAsync(Thursday);

        await SettleAsync();
        await SettleAsync();

        Assert.Equal(["luis.delgado@example.com", "maria.delgado@example.com"], Fresh.Select(m => Assert.Single(m.To)).Order());
        var mail = Mails("maria.delgado@example.com").Single();
        Assert.Equal("Your appointment on Thu, June 10, 9:00 AM MDT: Repair", mail.Subject);
        Assert.Contains("Thu, June 10, 2027, 9:00 AM MDT", mail.TextBody, StringComparison.Ordinal);
        Assert.Contains("Dana Whitfield", mail.TextBody, StringComparison.Ordinal);
        Assert.Contains("between 9:00 AM and 11:00 AM", mail.HtmlBody, StringComparison.Ordinal);
        Assert.Contains("https://portal.example.com/start/", mail.TextBody, StringComparison.Ordinal);
        Assert.All(
            await _company.ReadAsync(db => db.SetupLinks.Select(l => l.Target).ToListAsync(Token)),
            target => Assert.Equal($"/portal/summit-air/appointments/{visit}", target)
        );
    }

    [Fact]
    public async Task Moves_that_follow_each_other_are_told_as_one_from_what_was_known_to_what_is_true()
    {
        var visit = await PlanAsync(Thursday);
        await SettleAsync();
        Forget();

        await ActAsync(visit, v => v.Move(At(Thursday.AddHours(3)), Denver));
        await _company.PassAsync(TimeSpan.FromSeconds(10));
        await RunAllAsync();
        await ActAsync(visit, v => v.Move(At(Thursday.AddHours(5)), Denver));
        await SettleAsync();

        var mail = Mails("maria.delgado@example.com").Single();
        Assert.Equal("New time for your appointment: Thu, June 10, 2:00 PM MDT", mail.Subject);
        Assert.Contains("Was: Thu, June 10, 2027, 9:00 AM MDT", mail.TextBody, StringComparison.Ordinal);
        Assert.Contains("Now: Thu, June 10, 2027, 2:00 PM MDT", mail.TextBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_undone_before_it_was_told_is_not_told()
    {
        var visit = await PlanAsync(Thursday);
        await SettleAsync();
        Forget();

        await ActAsync(visit, v => v.Cancel("Rain"));
        await ActAsync(visit, v => v.Undo());
        await SettleAsync();
        Assert.Empty(Fresh);

        await ActAsync(visit, v => v.Cancel("Dana is ill"));
        await SettleAsync();
        var mail = Mails("maria.delgado@example.com").Single();
        Assert.Equal("Your appointment on Thu, June 10, 9:00 AM MDT is cancelled", mail.Subject);
        Assert.Contains("Dana is ill", mail.TextBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wish_reaches_the_office_and_its_answer_the_customer()
    {
        var visit = await PlanAsync(Thursday);
        await SettleAsync();
        Forget();
        var friday = new DateTimeOffset(2027, 6, 11, 16, 0, 0, TimeSpan.Zero);

        await ActAsync(visit, v => v.RequestAnotherTime([friday], "Mornings suit me", "Maria Delgado", friday.AddDays(-2)));
        await SettleAsync();
        Assert.Equal(["owen@summit-air.example", "priya@summit-air.example"], Fresh.Select(m => Assert.Single(m.To)).Order());
        var asked = Mails("priya@summit-air.example").Single();
        Assert.Equal("Maria Delgado asks for another time: Repair", asked.Subject);
        Assert.Contains("Asks for: Fri, June 11, 2027, 10:00 AM MDT", asked.TextBody, StringComparison.Ordinal);
        Assert.Contains("> Mornings suit me", asked.TextBody, StringComparison.Ordinal);
        Assert.Contains($"https://portal.example.com/office/appointments/{visit}", asked.TextBody, StringComparison.Ordinal);

        Forget();
        await ActAsync(visit, v => v.AcceptRequestedTime(friday, Denver, friday.AddDays(-2)));
        await SettleAsync();
        Assert.Equal("Your appointment is now on Fri, June 11, 10:00 AM MDT", Mails("maria.delgado@example.com").Single().Subject);
        Assert.Empty(Mails("priya@summit-air.example"));
    }

    [Fact]
    public async Task A_confirmation_is_told_to_the_office_and_not_where_the_office_took_it_down()
    {
        var (one, other) = (await PlanAsync(Thursday), await PlanAsync(Thursday.AddDays(1)));
        await SettleAsync();
        Forget();

        await ActAsync(one, v => v.Confirm("Maria Delgado", v.StartsAt.AddDays(-1)));
        await ActAsync(other, v => v.Confirm(by: null, v.StartsAt.AddDays(-1)));
        await SettleAsync();

        Assert.Equal("Maria Delgado confirmed the visit on Thu, June 10, 9:00 AM MDT", Mails("priya@summit-air.example").Single().Subject);
        Assert.Empty(Mails("maria.delgado@example.com"));
    }

    [Fact]
    public async Task Setting_out_is_told_once_with_who_comes()
    {
        var visit = await PlanAsync(Thursday);
        await SettleAsync();
        Forget();

        await ActAsync(visit, v => v.SetOut());
        await RunAllAsync();
        await ActAsync(visit, v => v.Undo());
        await ActAsync(visit, v => v.SetOut());
        await RunAllAsync();

        var mail = Mails("maria.delgado@example.com").Single();
        Assert.Equal("Dana Whitfield is on the way to you", mail.Subject);
    }

    [Fact]
    public async Task A_reminder_goes_a_day_before_on_the_wall_clock_and_once()
    {
        // Sunday 2027-11-07 09:00, the day on which the clocks are set back: 25 hours before is Saturday 09:00.
        await PlanAsync(new DateTime(2027, 11, 7, 9, 0, 0));
        await SettleAsync();
        Forget();

        await _company.MoveClockAsync(new DateTimeOffset(2027, 11, 6, 14, 59, 0, TimeSpan.Zero)); // Saturday 8:59.
        await RunAllAsync();
        Assert.Empty(Reminders());

        await _company.MoveClockAsync(new DateTimeOffset(2027, 11, 6, 15, 0, 1, TimeSpan.Zero)); // Saturday 9:00.
        await RunAllAsync();
        await _company.PassAsync(TimeSpan.FromHours(2));
        await RunAllAsync();

        Assert.Equal(["luis.delgado@example.com", "maria.delgado@example.com"], Reminders().Select(m => m.To!.Mailboxes.Single().Address).Order());
        Assert.Equal("Tomorrow: Repair, 9:00 AM MST", Reminders()[0].Subject);
    }

    [Fact]
    public async Task A_visit_that_was_moved_is_reminded_of_at_its_new_time_alone_and_a_cancelled_one_never()
    {
        var (moved, cancelled) = (await PlanAsync(Thursday), await PlanAsync(Thursday.AddDays(2)));
        await ActAsync(moved, v => v.Move(At(new DateTime(2027, 6, 14, 13, 0, 0)), Denver));
        await ActAsync(cancelled, v => v.Cancel());
        await SettleAsync();
        Forget();

        await _company.MoveClockAsync(new DateTimeOffset(2027, 6, 9, 15, 0, 1, TimeSpan.Zero)); // A day before the first time.
        await RunAllAsync();
        await _company.MoveClockAsync(new DateTimeOffset(2027, 6, 11, 15, 0, 1, TimeSpan.Zero)); // A day before the cancelled one.
        await RunAllAsync();
        Assert.Empty(Reminders());

        await _company.MoveClockAsync(new DateTimeOffset(2027, 6, 13, 19, 0, 1, TimeSpan.Zero));
        await RunAllAsync();
        Assert.Equal(2, Reminders().Count);
        Assert.Equal("Tomorrow: Repair, 1:00 PM MDT", Reminders()[0].Subject);
    }

    [Fact]
    public async Task A_series_is_told_by_its_first_visit()
    {
        await _company.ChangeAsync(async db =>
        {
            var job = await db.Jobs.SingleAsync(j => j.Id == _company.Job, Token);
            var first = Id<Appointment>.New();
            for (var n = 0; n < 3; n++)
            {
                var visit = Appointment.Plan(
                    n == 0 ? first : Id<Appointment>.New(),
                    job,
                    new VisitDescription("Tune-up", null, [], null, "", ""),
                    At(Thursday.AddDays(7 * n)),
                    Denver,
                    first,
                    further: 2,
                    isQuiet: n > 0
                );
                db.Add(visit);
                await VisitTasks.QueueAsync(db, visit, Token);
            }
        });

        await SettleAsync();

        Assert.Contains("2 further visits of the series", Mails("maria.delgado@example.com").Single().TextBody, StringComparison.Ordinal);
    }

    private static VisitTime At(DateTime start) =>
        new(start, TimeSpan.FromHours(2), new TimeWindow(TimeOnly.FromDateTime(start), TimeOnly.FromDateTime(start.AddHours(2))));

    private async Task<Id<Appointment>> PlanAsync(DateTime start)
    {
        var id = Id<Appointment>.New();
        await _company.ChangeAsync(async db =>
        {
            var job = await db.Jobs.SingleAsync(j => j.Id == _company.Job, Token);
            var dana = await db.Staff.Where(s => s.Name == "Dana Whitfield").Select(s => s.Id).SingleAsync(Token);
            var visit = Appointment.Plan(id, job, new VisitDescription("Repair", dana, [], null, "", ""), At(start), Denver);
            db.Add(visit);
            await VisitTasks.QueueAsync(db, visit, Token);
        });
        return id;
    }

    private Task ActAsync(Id<Appointment> id, Action<Appointment> act) =>
        _company.ChangeAsync(async db =>
        {
            var visit = await db.Appointments.Include(a => a.Further).SingleAsync(a => a.Id == id, Token);
            act(visit);
            await VisitTasks.QueueAsync(db, visit, Token);
        });

    /// <summary>Time enough for what was changed to be told, and for the mails that follow.</summary>
    private async Task SettleAsync()
    {
        await _company.PassAsync(VisitTasks.Settle + TimeSpan.FromSeconds(1));
        await RunAllAsync();
    }

    private async Task RunAllAsync()
    {
        while (await _company.RunDueAsync() > 0) { }
    }

    /// <summary>What came before is of no account from here on.</summary>
    private void Forget() => _seen = _server.Mails.Count;

    private IEnumerable<ReceivedMail> Fresh => _server.Mails.Skip(_seen);

    private IReadOnlyList<MimeMessage> Mails(string to) => [.. Fresh.Where(m => m.To.Contains(to)).Select(Read)];

    private IReadOnlyList<MimeMessage> Reminders() =>
        [.. Fresh.Select(Read).Where(m => m.Subject!.StartsWith("Tomorrow:", StringComparison.Ordinal))];

    private static MimeMessage Read(ReceivedMail mail) => MimeMessage.Load(new MemoryStream(mail.Data), Token);
}
