using Altitude.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Altitude.Browser.Tests;

/// <summary>S1, steps 2 and 6 without money: a visit is booked, confirmed, asked to be at another time, and taken up, both sides looking on.</summary>
public sealed class VisitJourneys(MigratedCluster server, Chromium chromium) : Journey(server, chromium)
{
    private const string Confirm = "Confirm appointment";
    private const string AskAnother = "Request another time";

    [Fact]
    public async Task Priya_books_Maria_confirms_and_the_office_sees_it_live()
    {
        var priya = await AtDeskAsync();
        await SignInAsync(priya, "priya@summit-air.example");
        var office = priya.Page;
        await office.GotoAsync("/office/jobs/JOB-1002");
        await PressAsync(office.GetByRole(AriaRole.Button, new() { Name = "Book a visit" }).First, office.GetByLabel("What for"));
        await office.GetByLabel("What for").FillAsync("Duct inspection");
        await office.GetByLabel("Day", new() { Exact = true }).FillAsync("2027-06-17");
        await office.GetByLabel("Begins").FillAsync("10:30");
        await office.GetByLabel("Ends", new() { Exact = true }).FillAsync("11:30");
        await office.GetByLabel("Arrival until").FillAsync("12:30");
        await office.GetByLabel("Technician").SelectOptionAsync(new SelectOptionValue { Label = "Dana Whitfield" });
        await office.GetByRole(AriaRole.Button, new() { Name = "Book the visit" }).ClickAsync();
        await Expect(office.GetByRole(AriaRole.Link, new() { Name = "Duct inspection" })).ToBeVisibleAsync();
        await office.GetByRole(AriaRole.Link, new() { Name = "Duct inspection" }).ClickAsync();
        await Expect(office.GetByRole(AriaRole.Heading, new() { Name = "Duct inspection" })).ToBeVisibleAsync();

        var maria = await OnPhoneAsync();
        await ComeInAsync(maria, about: "Duct inspection"); // The mail's own link, which leads to the visit.
        var portal = maria.Page;
        await Expect(portal.GetByRole(AriaRole.Heading, new() { Name = "Duct inspection" })).ToBeVisibleAsync();
        await Expect(portal.GetByText("Thu, June 17, 10:30 AM MDT, until about 11:30 AM").First).ToBeVisibleAsync();
        await Expect(portal.GetByText("between 10:30 AM and 12:30 PM")).ToBeVisibleAsync();
        await portal.GetByRole(AriaRole.Button, new() { Name = Confirm }).ClickAsync();

        await Expect(portal.Locator("h1 + .chip")).ToHaveTextAsync("Confirmed");
        await Expect(office.Locator(".visit-panel .chip").First).ToHaveTextAsync("Confirmed"); // Without a reload.
        await MailAsync("priya@summit-air.example", which: m => m.Subject.Contains("confirmed the visit", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Dana_sets_out_and_finishes_on_her_phone_and_Maria_and_the_office_see_each_step()
    {
        var priya = await AtDeskAsync();
        await SignInAsync(priya, "priya@summit-air.example");
        var office = priya.Page;
        await office.GotoAsync("/office/jobs/JOB-1002");
        await PressAsync(office.GetByRole(AriaRole.Button, new() { Name = "Book a visit" }).First, office.GetByLabel("What for"));
        await office.GetByLabel("What for").FillAsync("Repair");
        await office.GetByLabel("Day", new() { Exact = true }).FillAsync("2027-06-10");
        await office.GetByLabel("Begins").FillAsync("09:00");
        await office.GetByLabel("Ends", new() { Exact = true }).FillAsync("11:00");
        await office.GetByLabel("Arrival until").FillAsync("11:00");
        await office.GetByLabel("Technician").SelectOptionAsync(new SelectOptionValue { Label = "Dana Whitfield" });
        await office.GetByRole(AriaRole.Button, new() { Name = "Book the visit" }).ClickAsync();
        await office.GetByRole(AriaRole.Link, new() { Name = "Repair", Exact = true }).First.ClickAsync();
        await Expect(office.Locator(".visit-panel .chip").First).ToHaveTextAsync("Scheduled");
        var maria = await OnPhoneAsync();
        await ComeInAsync(maria, about: ": Repair");
        var portal = maria.Page;
        await Expect(portal.Locator("h1 + .chip")).ToHaveTextAsync("Scheduled");
        var dana = await OnPhoneAsync(o => o.JavaScriptEnabled = false);
        await SignInAsync(dana, "dana@summit-air.example");
        await dana.Page.GotoAsync("/office/my-day?day=2027-06-10");
        var mine = dana.Page.GetByRole(AriaRole.Article, new() { Name = "Repair" });

        await mine.GetByRole(AriaRole.Button, new() { Name = "On my way" }).ClickAsync();

        await Expect(portal.Locator("h1 + .chip")).ToHaveTextAsync("On my way"); // Without a reload, both.
        await Expect(portal.GetByText("Dana Whitfield is on the way to you.").First).ToBeVisibleAsync();
        await Expect(office.Locator(".visit-panel .chip").First).ToHaveTextAsync("On my way");
        await MailAsync(Maria, which: m => m.Subject.Contains("is on the way to you", StringComparison.Ordinal));
        await mine.GetByRole(AriaRole.Button, new() { Name = "Done" }).ClickAsync();
        await Expect(portal.Locator("h1 + .chip")).ToHaveTextAsync("Done");
        await Expect(office.Locator(".visit-panel .chip").First).ToHaveTextAsync("Done");
        await portal.GotoAsync("/portal/summit-air/appointments");
        await Expect(portal.GetByRole(AriaRole.Link).Filter(new() { HasText = "Repair" }).First).ToContainTextAsync("Done");
    }

    [Fact]
    public async Task Maria_asks_for_another_time_without_scripts_and_Priya_takes_it_up_with_one_click()
    {
        var maria = await OnPhoneAsync(o => o.JavaScriptEnabled = false);
        await ComeInAsync(maria);
        var portal = maria.Page;
        await portal.GotoAsync("/portal/summit-air/appointments");
        await portal.GetByRole(AriaRole.Link).Filter(new() { HasText = "Diagnostic visit" }).First.ClickAsync();
        var slot = portal.Locator("fieldset.slot-day label").Nth(1);
        await slot.ClickAsync();
        await portal.GetByLabel("Say in your own words when it suits you").FillAsync("The gate is open then.");
        await portal.GetByRole(AriaRole.Button, new() { Name = AskAnother }).ClickAsync();
        await Expect(portal.Locator("h1 + .chip")).ToHaveTextAsync("Requested");
        await Expect(portal.GetByText("The gate is open then.")).ToBeVisibleAsync();

        var priya = await AtDeskAsync();
        await SignInAsync(priya, "priya@summit-air.example");
        var asked = await MailAsync("priya@summit-air.example", which: m => m.Subject.Contains("asks for another time", StringComparison.Ordinal));
        await priya.Page.GotoAsync(new Uri(asked.Links.First(l => l.Contains("/office/appointments/", StringComparison.Ordinal))).PathAndQuery);
        await priya.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Accept ") }).ClickAsync();

        await Expect(priya.Page.Locator(".visit-panel .chip").First).ToHaveTextAsync("Confirmed");
        await MailAsync(Maria, which: m => m.Subject.Contains("Your appointment is now on", StringComparison.Ordinal));
        await portal.ReloadAsync();
        await Expect(portal.Locator("h1 + .chip")).ToHaveTextAsync("Confirmed");
    }
}
