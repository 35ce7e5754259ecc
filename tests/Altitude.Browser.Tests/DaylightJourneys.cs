using System.Globalization;
using Altitude.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Altitude.Browser.Tests;

/// <summary>S6: booked in summer time for a day in winter time, on both half past ones of the night between, and where the clocks never change.</summary>
public sealed class DaylightJourneys(MigratedCluster server, Chromium chromium) : Journey(server, chromium)
{
    /// <summary>2027-10-20 09:00 in Denver, still MDT.</summary>
    private static readonly DateTimeOffset s_october = new(2027, 10, 20, 15, 0, 0, TimeSpan.Zero);

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Site.Clock.SetAsync(s_october);
        await TellAsync(); // The story again, about these days.
    }

    [Fact]
    public async Task A_visit_beyond_the_change_is_the_same_time_on_every_page_in_the_mail_and_in_the_calendar()
    {
        var priya = await AtDeskAsync();
        await SignInAsync(priya, "priya@summit-air.example");
        await BookAsync(priya.Page, "JOB-1002", "Winter check", "2027-11-09", "10:30", "11:30", "12:30");

        var mail = await MailAsync(Maria, which: m => m.Subject.Contains("Winter check", StringComparison.Ordinal));
        Assert.Contains("Tue, November 9", mail.Subject, StringComparison.Ordinal);
        Assert.Contains("10:30 AM MST", mail.Text, StringComparison.Ordinal);
        var maria = await OnPhoneAsync();
        await ComeInAsync(maria, about: "Winter check");
        await Expect(maria.Page.Locator("[data-live='when']")).ToContainTextAsync("Tue, November 9, 10:30 AM MST");
        var file = await maria.Page.Context.APIRequest.GetAsync($"{maria.Page.Url.Split('?', '#')[0]}.ics");
        Assert.Contains("DTSTART:20271109T173000Z", await file.TextAsync(), StringComparison.Ordinal);
        await maria.Page.GotoAsync("/portal/summit-air/jobs/JOB-1002");
        await Expect(maria.Page.GetByText("10:30 AM MST").First).ToBeVisibleAsync();
        await priya.Page.GetByRole(AriaRole.Link, new() { Name = "Winter check" }).ClickAsync();
        await Expect(priya.Page.Locator(".visit-panel")).ToContainTextAsync("10:30 AM – 11:30 AM MST");
    }

    [Fact]
    public async Task Both_half_past_ones_can_be_chosen_and_the_one_that_is_skipped_is_refused_with_the_nearest()
    {
        var priya = await AtDeskAsync();
        await SignInAsync(priya, "priya@summit-air.example");
        var page = priya.Page;
        var dialog = await FillAsync(page, "JOB-1002", "Night work", "2028-03-12", "02:30", "03:30", "04:30");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Book the visit" }).ClickAsync();
        await Expect(dialog.GetByRole(AriaRole.Alert)).ToContainTextAsync("Choose 1:45 AM or 3:00 AM instead.");

        await dialog.GetByLabel("Day", new() { Exact = true }).FillAsync("2027-11-07");
        await dialog.GetByLabel("Begins").FillAsync("01:30");
        await Expect(dialog.GetByRole(AriaRole.Radio, new() { Name = "1:30 AM MDT" })).ToBeVisibleAsync();
        await dialog.GetByRole(AriaRole.Radio, new() { Name = "1:30 AM MST" }).CheckAsync();
        await dialog.GetByLabel("Ends", new() { Exact = true }).FillAsync("02:30");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Book the visit" }).ClickAsync();

        await Expect(dialog).ToBeHiddenAsync();
        Assert.Equal(
            new DateTime(2027, 11, 7, 8, 30, 0),
            Convert.ToDateTime(
                await Site.PeekAsync("select starts_at at time zone 'UTC' from tenant.appointments where title = 'Night work'"),
                CultureInfo.InvariantCulture
            )
        );
        await MailAsync(
            Maria,
            which: m => m.Subject.Contains("1:30 AM MST", StringComparison.Ordinal) || m.Text.Contains("1:30 AM MST", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task The_day_before_is_a_day_on_the_wall_and_Phoenix_has_its_own_clock()
    {
        var (priya, noor) = (await AtDeskAsync(), await AtDeskAsync());
        await SignInAsync(priya, "priya@summit-air.example");
        await BookAsync(priya.Page, "JOB-1002", "Sunday visit", "2027-11-07", "09:00", "10:00", "11:00");
        await SignInAsync(noor, "noor@bright-spark.example");
        var job = (string)
            (
                await Site.PeekAsync(
                    "select j.number from tenant.jobs j where j.title = 'Breakers trip when the oven is on' order by j.created_at desc limit 1"
                )
            )!; // The story tells it.
        await BookAsync(noor.Page, job, "Panel check", "2027-11-09", "09:30", "10:30", "11:30");

        var mail = await MailAsync(Maria, workspace: "bright-spark", which: m => m.Subject.Contains("Panel check", StringComparison.Ordinal));
        Assert.Contains("9:30 AM MST", mail.Text, StringComparison.Ordinal);
        Assert.Equal(
            1,
            await CountAsync("select count(*) from tenant.appointments where title = 'Panel check' and starts_at = '2027-11-09T16:30:00Z'")
        );
        Assert.Equal(
            1,
            await CountAsync(
                "select count(*) from platform.outbox o join tenant.appointments a on a.id = o.subject where a.title = 'Sunday visit' and o.kind like '%remind%' and o.due_at = '2027-11-06T15:00:00Z'"
            )
        ); // Saturday 09:00 MDT: 25 hours before 09:00 MST.
        await Site.Clock.SetAsync(new DateTimeOffset(2027, 11, 6, 15, 0, 0, TimeSpan.Zero));
        var reminder = await MailAsync(Maria, which: m => m.Subject.StartsWith("Tomorrow: Sunday visit", StringComparison.Ordinal));
        Assert.Contains("9:00 AM MST", reminder.Text, StringComparison.Ordinal);
    }

    private static async Task BookAsync(IPage page, string job, string title, string day, string begins, string ends, string until)
    {
        var dialog = await FillAsync(page, job, title, day, begins, ends, until);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Book the visit" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = title })).ToBeVisibleAsync();
    }

    private static async Task<ILocator> FillAsync(IPage page, string job, string title, string day, string begins, string ends, string until)
    {
        await page.GotoAsync($"/office/jobs/{job}");
        var dialog = page.GetByRole(AriaRole.Dialog);
        await PressAsync(page.GetByRole(AriaRole.Button, new() { Name = "Book a visit" }).First, dialog.GetByLabel("Begins"));
        await dialog.GetByLabel("What for").FillAsync(title);
        await dialog.GetByLabel("Day", new() { Exact = true }).FillAsync(day);
        await dialog.GetByLabel("Begins").FillAsync(begins);
        await dialog.GetByLabel("Ends on").FillAsync(day);
        await dialog.GetByLabel("Ends", new() { Exact = true }).FillAsync(ends);
        await dialog.GetByLabel("Arrival until").FillAsync(until);
        return dialog;
    }
}
