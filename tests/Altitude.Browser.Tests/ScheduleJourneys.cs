using System.Globalization;
using System.Text.RegularExpressions;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Appointments;
using Altitude.Domain.Jobs;
using Altitude.Domain.Workspaces;
using Altitude.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Altitude.Browser.Tests;

/// <summary>The company's schedule at a desk and a technician's day on a telephone: two people, one plan.</summary>
public sealed class ScheduleJourneys(MigratedCluster server, Chromium chromium) : Journey(server, chromium)
{
    private const string Title = "Blower motor replacement";

    [Fact]
    public async Task A_visit_dragged_to_a_colleague_is_in_her_day_and_what_she_marks_is_on_the_schedule_at_once()
    {
        var (day, visit) = await PlanAsync("marcus@summit-air.example", new TimeOnly(13, 0));
        var priya = await AtDeskAsync();
        await SignInAsync(priya, "priya@summit-air.example");
        await OpenAsync(priya.Page, $"/office/schedule?view=dispatch&day={day}");
        var (from, to) = (Row(priya, "Marcus Bell"), Row(priya, "Dana Whitfield"));
        var block = from.Locator($"[data-visit='{visit}']");
        await block.ScrollIntoViewIfNeededAsync();
        var dana = await OnPhoneAsync(o => o.JavaScriptEnabled = false);
        await SignInAsync(dana, "dana@summit-air.example");
        await dana.Page.GotoAsync($"/office/my-day?day={day}");
        await Expect(dana.Page.GetByRole(AriaRole.Article, new() { Name = Title })).ToHaveCountAsync(0);

        await DragAsync(priya.Page, block, to.Locator("[data-surface]"), along: false);

        var moved = to.Locator($"[data-visit='{visit}']");
        await Expect(moved).ToBeVisibleAsync();
        await Expect(priya.Page.Locator(".schedule-toast")).ToContainTextAsync("1:00 PM, Dana Whitfield");
        Assert.Equal(
            1,
            await CountAsync(
                "select count(*) from tenant.appointments a join tenant.staff_members s on s.id = a.technician_id where a.id = $1 and s.name = 'Dana Whitfield'",
                visit
            )
        );
        await dana.Page.GotoAsync($"/office/my-day?day={day}");
        var mine = dana.Page.GetByRole(AriaRole.Article, new() { Name = Title });
        await mine.GetByRole(AriaRole.Button, new() { Name = "On my way" }).ClickAsync();
        await Expect(mine.Locator(".chip")).ToHaveTextAsync("On my way");
        await Expect(moved).ToHaveAttributeAsync("data-tone", "under-way");

        await mine.GetByRole(AriaRole.Button, new() { Name = "Done" }).ClickAsync();
        await Expect(mine.Locator(".chip")).ToHaveTextAsync("Done");
        await Expect(moved).ToHaveAttributeAsync("data-tone", "done");
        await Expect(dana.Page.Locator(".reconnect, .field-offline")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task A_visit_is_moved_resized_and_taken_back_by_keyboard_alone()
    {
        var (day, visit) = await PlanAsync("dana@summit-air.example", new TimeOnly(13, 0));
        var priya = await AtDeskAsync();
        await SignInAsync(priya, "priya@summit-air.example");
        var page = priya.Page;
        await OpenAsync(page, $"/office/schedule?view=day&day={day}");
        var block = page.Locator($"[data-visit='{visit}']");
        var (said, toast) = (page.Locator("[aria-live=assertive]"), page.Locator(".schedule-toast [role=status]"));
        await block.FocusAsync();

        await page.Keyboard.PressAsync("m");
        await Expect(said).ToContainTextAsync($"Moving {Title}");
        await page.Keyboard.PressAsync("ArrowDown");
        await Expect(said).ToContainTextAsync("1:15 PM");
        await page.Keyboard.PressAsync("Shift+ArrowDown");
        await Expect(said).ToContainTextAsync("2:15 PM");
        await page.Keyboard.PressAsync("Enter");
        await Expect(toast).ToContainTextAsync("2:15 PM");
        await Expect(block).ToContainTextAsync("2:15 PM – 3:15 PM");
        await Expect(block).ToBeFocusedAsync();

        await page.Keyboard.PressAsync("r");
        await Expect(said).ToContainTextAsync("Resizing");
        await page.Keyboard.PressAsync("ArrowDown");
        await Expect(said).ToContainTextAsync("3:30 PM");
        await page.Keyboard.PressAsync("Enter");
        await Expect(block).ToContainTextAsync("2:15 PM – 3:30 PM");

        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(block).ToContainTextAsync("2:15 PM – 3:15 PM");

        await Expect(block).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        var panel = page.GetByRole(AriaRole.Complementary, new() { Name = Title });
        await Expect(panel.GetByRole(AriaRole.Heading, new() { Name = Title })).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(panel).ToBeHiddenAsync();
        await Expect(block).ToBeFocusedAsync();
    }

    [Fact]
    public async Task A_waiting_job_is_dragged_onto_a_time_and_booked_and_the_address_leads_back()
    {
        var priya = await AtDeskAsync(o => o.ViewportSize = new() { Width = 1400, Height = 900 });
        await SignInAsync(priya, "priya@summit-air.example");
        var page = priya.Page;
        var day = (await DayAsync()).AddDays(40).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        await OpenAsync(page, $"/office/schedule?view=day&day={day}");
        var job = page.Locator(".waiting-job").First;
        var number = (await job.GetAttributeAsync("data-job"))!;
        await Expect(page.Locator(".track-time")).ToBeVisibleAsync();

        await DragAsync(page, job, page.Locator(".track-time"), along: true);

        var panel = page.GetByRole(AriaRole.Complementary, new() { Name = "Book a visit" });
        await Expect(panel.GetByLabel("Job", new() { Exact = true })).ToHaveValueAsync(number);
        await Expect(panel.GetByLabel("Day", new() { Exact = true })).ToHaveValueAsync(day);
        await panel.GetByRole(AriaRole.Button, new() { Name = "Book the visit" }).ClickAsync();
        await Expect(page.Locator(".track .visit")).ToHaveCountAsync(1);
        await Expect(page.Locator($".waiting-job[data-job='{number}']")).ToHaveCountAsync(0);

        await page.GetByRole(AriaRole.Navigation, new() { Name = "View" }).GetByRole(AriaRole.Link, new() { Name = "Month" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex($"view=month&day={day}"));
        await Expect(page.Locator(".cell .visit").First).ToBeVisibleAsync();
        await page.GoBackAsync();
        await Expect(page).ToHaveURLAsync(new Regex($"view=day&day={day}"));
        await Expect(page.Locator(".track .visit")).ToHaveCountAsync(1);
        await page.ReloadAsync();
        await Expect(page.Locator(".track .visit")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task A_finger_that_rests_takes_a_visit_along_and_one_that_moves_at_once_scrolls()
    {
        var (day, visit) = await PlanAsync("dana@summit-air.example", new TimeOnly(13, 0));
        var priya = await AtDeskAsync(o => o.HasTouch = true);
        await SignInAsync(priya, "priya@summit-air.example");
        var page = priya.Page;
        await OpenAsync(page, $"/office/schedule?view=day&day={day}");
        var block = page.Locator($"[data-visit='{visit}']");
        await Expect(block).ToContainTextAsync("1:00 PM – 2:00 PM");
        await block.ScrollIntoViewIfNeededAsync();
        var fingers = await page.Context.NewCDPSessionAsync(page);
        var sheet = page.Locator(".schedule-sheet");
        var before = await sheet.EvaluateAsync<double>("s => s.scrollTop");

        var box = (await block.BoundingBoxAsync())!; // It is drawn.
        var (x, y) = (box.X + (box.Width / 3), box.Y + 12);
        await TouchAsync(fingers, "touchStart", x, y);
        for (var n = 1; n <= 10; n++)
        {
            await TouchAsync(fingers, "touchMove", x, y - (12 * n));
        }

        await TouchAsync(fingers, "touchEnd");
        await page.WaitForFunctionAsync("was => document.querySelector('.schedule-sheet').scrollTop > was", before);
        await Expect(block).ToContainTextAsync("1:00 PM – 2:00 PM");

        await block.ScrollIntoViewIfNeededAsync();
        box = (await block.BoundingBoxAsync())!; // As above.
        (x, y) = (box.X + (box.Width / 3), box.Y + 12);
        var hour = await page.Locator(".track-time").EvaluateAsync<double>("t => t.offsetHeight / 24");
        await TouchAsync(fingers, "touchStart", x, y);
        await Expect(page.Locator(".schedule[data-dragging]")).ToBeVisibleAsync(); // It rested long enough.
        for (var n = 1; n <= 8; n++)
        {
            await TouchAsync(fingers, "touchMove", x, y - (hour * n / 8));
        }

        await Expect(page.Locator(".visit-ghost")).ToContainTextAsync("12:00 PM");
        await TouchAsync(fingers, "touchEnd");

        await Expect(block).ToContainTextAsync("12:00 PM – 1:00 PM");
        await Expect(page.Locator(".visit-panel")).ToHaveCountAsync(0); // Letting go opens nothing.
    }

    private static async Task TouchAsync(ICDPSession fingers, string kind, params double[] at) =>
        await fingers.SendAsync(
            "Input.dispatchTouchEvent",
            new() { ["type"] = kind, ["touchPoints"] = at is [var x, var y] ? new[] { new { x, y } } : [] }
        );

    private static ILocator Row(Person person, string name) => person.Page.GetByRole(AriaRole.Region, new() { Name = name, Exact = true });

    /// <summary>By the mouse, in steps, as a hand does.</summary>
    /// <param name="along">Into the middle of the target; else straight down or up, so that only the row changes.</param>
    private static async Task DragAsync(IPage page, ILocator what, ILocator onto, bool along)
    {
        var (from, to) = ((await what.BoundingBoxAsync())!, (await onto.BoundingBoxAsync())!); // Both are drawn.
        var (x, y) = (from.X + (from.Width / 3), from.Y + 10);
        await page.Mouse.MoveAsync(x, y);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(x + 2, y + 8);
        await page.Mouse.MoveAsync(along ? to.X + (to.Width / 2) : x, along ? 420 : to.Y + 20, new() { Steps = 8 });
        await Expect(page.Locator(".visit-ghost")).ToBeVisibleAsync();
        await page.Mouse.UpAsync();
    }

    /// <summary>Returns when the schedule hears keys and pointers: its visits are drawn a moment before.</summary>
    private static async Task OpenAsync(IPage page, string address)
    {
        await page.GotoAsync(address);
        await Expect(page.Locator(".schedule[data-ready]")).ToBeVisibleAsync();
    }

    private async Task<DateOnly> DayAsync()
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("America/Denver");
        return LocalDay.Of(await Site.Clock.NowAsync(), zone);
    }

    /// <summary>A visit of today's, for one of the demo's jobs.</summary>
    private async Task<(string Day, Guid Visit)> PlanAsync(string technician, TimeOnly start)
    {
        var day = await DayAsync();
        var workspace = new Id<Workspace>(
            (Guid)(await Site.PeekAsync("select id from platform.workspaces where slug = 'summit-air' and closed_at is null"))!
        ); // The demo was told.
        var visit = Id<Appointment>.New();
        await Site.ActAsync(
            new Operator(workspace),
            async db =>
            {
                var job = await db.Jobs.Where(j => j.End == null && j.Stage == JobStage.Approved).OrderBy(j => j.Number).FirstAsync();
                var who = await db.Staff.SingleAsync(s => s.Email == technician);
                db.Appointments.Add(
                    Appointment.Book(
                        visit,
                        job,
                        Title,
                        day.ToDateTime(start),
                        TimeSpan.FromHours(1),
                        new TimeWindow(start, start.AddHours(2)),
                        TimeZoneInfo.FindSystemTimeZoneById("America/Denver"),
                        who.Id
                    )
                );
            }
        );
        return (day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), visit.Value);
    }
}
