using Altitude.Domain.Workspaces;

namespace Altitude.Domain.Tests.Workspaces;

/// <summary>Which mails are sent and when they rest is stated in one table, and in the company's settings beside it.</summary>
public sealed class NotificationSettingsTests
{
    private static readonly TimeZoneInfo Denver = TimeZoneInfo.FindSystemTimeZoneById("America/Denver");
    private static readonly NotificationSettings AtFirst = NotificationSettings.Default;

    [Fact]
    public void Every_mail_stands_once_in_the_table_and_every_name_of_a_cell_once()
    {
        var cells = NotificationTable.All.SelectMany(e => e.Cells).ToArray();

        Assert.Equal(cells.Length, cells.Select(c => c.Key).Distinct().Count());
        Assert.All(cells, c => Assert.Same(c.Event, NotificationTable.OfMail(c.Row.Mails[0])?.Event));
        Assert.Equal(cells.SelectMany(c => c.Row.Mails).Count(), cells.SelectMany(c => c.Row.Mails).Distinct().Count());
    }

    [Fact]
    public void What_nobody_can_do_without_cannot_be_switched_off_and_says_why()
    {
        foreach (var key in new[] { "link/customer", "password/staff" })
        {
            var refused = Assert.Throws<RuleViolation>(() => AtFirst.Switch(key, on: false));
            Assert.Equal(NotificationRules.Always, refused.Rule);
            Assert.Equal(NotificationTable.Find(key)!.Row.Always, refused.Message);
        }

        // Neither by a settings row that somebody made by hand.
        var forged = AtFirst with
        {
            Switched = new Dictionary<string, bool> { ["link/customer"] = false },
        };
        Assert.True(forged.Sends("new-link"));
        Assert.Throws<RuleViolation>(forged.Require);
    }

    [Fact]
    public void A_switch_is_kept_as_long_as_it_differs_from_what_holds_at_first()
    {
        var off = AtFirst.Switch("estimate.sent/customer", on: false);
        var on = off.Switch("estimate.viewed/staff", on: true);

        Assert.False(off.Sends("estimate-sent"));
        Assert.False(off.Sends("estimate-viewed-office"));
        Assert.True(on.Sends("estimate-viewed-office"));
        Assert.True(on.Sends("a-mail-that-no-table-knows"));
        Assert.True(on.Switch("estimate.sent/customer", on: true).Switch("estimate.viewed/staff", on: false).SameAs(AtFirst));
        Assert.Equal(["Estimates, Estimate sent, to customers: off", "Estimates, Viewed, to staff: on"], on.ChangesSince(AtFirst).Order());
        Assert.Throws<RuleViolation>(() => AtFirst.Switch("estimate.sent/staff", on: false));
    }

    [Theory]
    [InlineData("2027-06-09T03:00Z", "2027-06-09T13:00Z")] // 9 PM: until 7 AM of the next day.
    [InlineData("2027-06-09T12:59Z", "2027-06-09T13:00Z")] // 6:59 AM: the same morning.
    [InlineData("2027-06-09T13:00Z", null)] // 7 AM itself is no longer quiet.
    [InlineData("2027-06-09T02:59Z", null)] // 8:59 PM is not yet.
    [InlineData("2027-11-07T05:00Z", "2027-11-07T14:00Z")] // The night in which the clocks are set back is an hour longer.
    public void Quiet_hours_go_over_midnight_on_the_companys_clocks(string now, string? until)
    {
        var quiet = new QuietHours(new TimeOnly(21, 0), new TimeOnly(7, 0));

        Assert.Equal(until is null ? null : DateTimeOffset.Parse(until), quiet.EndAt(DateTimeOffset.Parse(now), Denver));
    }

    [Fact]
    public void Quiet_hours_whose_end_the_clocks_skip_end_after_the_gap()
    {
        var quiet = new QuietHours(new TimeOnly(1, 0), new TimeOnly(2, 30)); // 2027-03-14: 2 AM becomes 3 AM.

        Assert.Equal(DateTimeOffset.Parse("2027-03-14T09:00Z"), quiet.EndAt(DateTimeOffset.Parse("2027-03-14T08:30Z"), Denver));
    }

    [Fact]
    public void What_somebody_has_just_asked_for_does_not_rest()
    {
        var settings = AtFirst with { Quiet = new QuietHours(new TimeOnly(21, 0), new TimeOnly(7, 0)) };
        var night = DateTimeOffset.Parse("2027-06-09T05:00Z");

        foreach (var asked in new[] { "new-link", "password-reset", "estimate-sent", "invoice-sent", "receipt", "appointment-on-my-way", "unknown" })
        {
            Assert.Null(settings.RestsUntil(asked, night, Denver));
        }

        foreach (var due in new[] { "appointment-reminder", "messages", "estimate-expired", "estimate-approved-office" })
        {
            Assert.Equal(DateTimeOffset.Parse("2027-06-09T13:00Z"), settings.RestsUntil(due, night, Denver));
        }

        Assert.Null(AtFirst.RestsUntil("messages", night, Denver));
    }

    [Theory]
    [InlineData("visits-none-of-sense", NotificationRules.VisitReminders)]
    [InlineData("visits-twice", NotificationRules.VisitReminders)]
    [InlineData("estimates", NotificationRules.EstimateReminders)]
    [InlineData("overdue", NotificationRules.InvoiceReminders)]
    [InlineData("leads", NotificationRules.LeadReminders)]
    [InlineData("quiet", NotificationRules.Quiet)]
    public void Figures_out_of_all_measure_are_refused(string what, string rule)
    {
        var settings = what switch
        {
            "visits-none-of-sense" => AtFirst with { VisitReminderHours = [0] },
            "visits-twice" => AtFirst with { VisitReminderHours = [24, 24] },
            "estimates" => AtFirst with { EstimateExpiringDays = 61 },
            "overdue" => AtFirst with { InvoiceOverdueDays = [1, 2, 3, 4, 5] },
            "leads" => AtFirst with { LeadWaitingHours = -1 },
            _ => AtFirst with { Quiet = new QuietHours(new TimeOnly(7, 0), new TimeOnly(7, 0)) },
        };

        Assert.Equal(rule, Assert.Throws<RuleViolation>(settings.Require).Rule);
    }
}
