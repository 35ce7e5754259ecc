using Altitude.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Altitude.Browser.Tests;

/// <summary>S14, a day of access control: the company changes its mind in the office, and every open page obeys.</summary>
public sealed class ControlJourneys(MigratedCluster server, Chromium chromium) : Journey(server, chromium)
{
    private const string Books = "books@delgado-rentals.example";

    [Fact]
    public async Task A_day_of_access_control()
    {
        var maria = await OnPhoneAsync();
        await ComeInAsync(maria);
        await Site.TamperAsync("update tenant.portal_sessions set started_at = started_at - interval '3 hours'");
        var luis = await AtDeskAsync();
        await ComeInAsync(luis, Luis);
        await Hears(luis.Page);
        var books = await AtDeskAsync();
        await ComeInAsync(books, Books);
        var owen = await AtDeskAsync();
        await SignInAsync(owen, "owen@summit-air.example");
        await owen.Page.GotoAsync("/office/settings/portal");

        // A session of an hour: the one that has lasted three is over, and says so.
        var session = owen.Page.GetByLabel("Longest session (hours)");
        await session.FillAsync("1");
        await Expect(owen.Page.GetByText(new System.Text.RegularExpressions.Regex("signed in; 1 would have to come back by a new link")))
            .ToBeVisibleAsync();
        await ShootAsync(owen.Page, "settings-portal");
        await SaveAsync(owen.Page);
        await Expect(maria.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/portal/summit-air/sign-in"));
        await Expect(maria.Page.GetByText("a session lasts only so long")).ToBeVisibleAsync();
        await Expect(luis.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/jobs/"));

        // What is hidden leaves the open page, which stays; its address says so.
        await MarkAsync(luis.Page);
        var nav = luis.Page.GetByRole(AriaRole.Navigation).GetByRole(AriaRole.Link, new() { Name = "Appointments" });
        await Expect(nav).ToBeVisibleAsync();
        await owen.Page.GetByRole(AriaRole.Checkbox, new() { NameRegex = new("^Appointments") }).UncheckAsync();
        await SaveAsync(owen.Page);
        await Expect(nav).ToHaveCountAsync(0);
        Assert.True(await IsSameAsync(luis.Page));
        await luis.Page.GotoAsync("/portal/summit-air/appointments");
        await Expect(luis.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("There is nothing here at the moment");
        await ShootAsync(luis.Page, "section-closed");
        await Hears(luis.Page);
        await owen.Page.GetByRole(AriaRole.Checkbox, new() { NameRegex = new("^Appointments") }).CheckAsync();
        await SaveAsync(owen.Page);
        await Expect(luis.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Appointments");

        // The billing contact sees invoices, not estimates.
        await books.Page.GotoAsync("/portal/summit-air/invoices");
        await Expect(books.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Invoices");
        await books.Page.GotoAsync("/portal/summit-air/estimates/EST-1001");
        await Expect(books.Page.GetByText("404")).ToBeVisibleAsync();

        // Off: a page with the company's phone number, while the office works on.
        await owen.Page.GetByRole(AriaRole.Switch, new() { Name = "Portal is on" }).UncheckAsync();
        await SaveAsync(owen.Page);
        await Expect(luis.Page.GetByRole(AriaRole.Link, new() { NameRegex = new("303 555") }).First).ToBeVisibleAsync();
        await Expect(luis.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("The portal is closed for now");
        await ShootAsync(luis.Page, "portal-off");
        await owen.Page.GetByRole(AriaRole.Link, new() { Name = "Board" }).First.ClickAsync();
        await Expect(owen.Page.GetByRole(AriaRole.Article).First).ToBeVisibleAsync();
        await owen.Page.GotoAsync("/office/settings/portal");
        await owen.Page.GetByRole(AriaRole.Switch, new() { Name = "Portal is on" }).CheckAsync();
        await SaveAsync(owen.Page);
        await luis.Page.GotoAsync("/portal/summit-air");
        await Expect(luis.Page.GetByRole(AriaRole.Navigation).GetByRole(AriaRole.Link, new() { Name = "Home" })).ToBeVisibleAsync();
        await Hears(luis.Page);

        // A contact is removed: the open page goes.
        var customer = await Site.PeekAsync("select customer_id from tenant.contacts where email = $1 order by id desc limit 1", Books);
        await books.Page.GotoAsync("/portal/summit-air/invoices");
        await Expect(books.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Invoices");
        await Hears(books.Page);
        await owen.Page.GotoAsync($"/office/customers/{customer}");
        await PressAsync(
            owen.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Remove .*(Delgado Rentals|Books|[Bb]ook-?keeping)") }).First,
            owen.Page.GetByRole(AriaRole.Dialog)
        );
        await owen.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { NameRegex = new("^Remove") }).ClickAsync();
        await Expect(books.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/portal/summit-air/sign-in"));
        await Expect(books.Page.GetByText("Your access was ended by Summit Air")).ToBeVisibleAsync();
    }

    private static Task Hears(IPage page) => page.WaitForLoadStateAsync(LoadState.NetworkIdle); // Its circuit listens.

    private static async Task SaveAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Save changes" }).ClickAsync();
        await Expect(page.Locator(".saved")).ToHaveTextAsync("Saved");
    }

    private static async Task ShootAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("ALTITUDE_SHOTS") is { Length: > 0 } folder)
        {
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, name + ".png"), FullPage = true });
        }
    }
}
