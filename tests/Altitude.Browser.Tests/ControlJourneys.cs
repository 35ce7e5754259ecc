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
        await OpenSettingsAsync(owen.Page);

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
        await OpenSettingsAsync(owen.Page);
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
        await AwakeAsync(owen.Page);
        await owen
            .Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Remove .*(Delgado Rentals|Books|[Bb]ook-?keeping)") })
            .First.ClickAsync();
        await owen.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { NameRegex = new("^Remove") }).ClickAsync();
        await Expect(books.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/portal/summit-air/sign-in"));
        await Expect(books.Page.GetByText("Your access was ended by Summit Air")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Ways_into_the_portal_are_watched_and_closed_while_one_looks()
    {
        var maria = await OnPhoneAsync();
        await ComeInAsync(maria);
        await Hears(maria.Page);
        var owen = await AtDeskAsync();
        await SignInAsync(owen, "owen@summit-air.example");
        await owen.Page.GetByRole(AriaRole.Navigation, new() { Name = "Office" }).GetByRole(AriaRole.Link, new() { Name = "Access" }).ClickAsync();
        var luis = owen
            .Page.GetByRole(
                AriaRole.Row,
                new() { NameRegex = new("Luis Delgado.*never opened", System.Text.RegularExpressions.RegexOptions.IgnoreCase) }
            )
            .First;
        await Expect(luis).ToBeVisibleAsync();
        await ShootAsync(owen.Page, "access-links");

        // Something opens a link and goes: it is told while one looks. A telephone reads it from the screen.
        var link = LinkIn(await MailAsync(Luis));
        var scanner = await AtDeskAsync();
        await scanner.Page.GotoAsync(link);
        await Expect(owen.Page.GetByRole(AriaRole.Row, new() { NameRegex = new("Luis Delgado.*Opened by something") }).First).ToBeVisibleAsync();
        await owen.Page.GetByRole(AriaRole.Button, new() { Name = "QR code for Luis Delgado" }).First.ClickAsync();
        await Expect(owen.Page.GetByRole(AriaRole.Img, new() { Name = "QR code that signs Luis Delgado in" })).ToBeVisibleAsync();
        await ShootAsync(owen.Page, "access-code");
        var shown = await owen.Page.GetByLabel("Setup link for Luis Delgado").InputValueAsync();
        await owen.Page.GetByRole(AriaRole.Button, new() { Name = "Close", Exact = true }).ClickAsync();
        await scanner.Page.GotoAsync(new Uri(shown).PathAndQuery);
        await scanner.Page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        await Expect(scanner.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/portal/summit-air"));
        await Hears(scanner.Page);

        // Many are invited, and it is told how it goes.
        await owen.Page.GetByRole(AriaRole.Link, new() { Name = "Invitations" }).ClickAsync();
        await owen.Page.GetByRole(AriaRole.Radio, new() { NameRegex = new("^Never invited") }).CheckAsync();
        await owen.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Invite [0-9]+ people") }).ClickAsync();
        await Expect(owen.Page.GetByText("Done", new() { Exact = true })).ToBeVisibleAsync();
        await Expect(owen.Page.GetByText(new System.Text.RegularExpressions.Regex(" 0 on the way"))).ToBeVisibleAsync();
        await ShootAsync(owen.Page, "access-invitations");

        // Everybody goes, once the name is typed.
        await owen.Page.GetByRole(AriaRole.Link, new() { Name = "Sessions" }).ClickAsync();
        await Expect(owen.Page.GetByRole(AriaRole.Row, new() { NameRegex = new("Maria Delgado.*Signed in") }).First).ToBeVisibleAsync();
        await ShootAsync(owen.Page, "access-sessions");
        await owen.Page.GetByRole(AriaRole.Button, new() { Name = "Revoke everybody's access" }).ClickAsync();
        var dialog = owen.Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByRole(AriaRole.Textbox).FillAsync("Summit");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Revoke everybody's access" }).ClickAsync();
        await Expect(dialog.GetByRole(AriaRole.Alert)).ToContainTextAsync("Type Summit Air Heating & Cooling");
        await dialog.GetByRole(AriaRole.Textbox).FillAsync("Summit Air Heating & Cooling");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Revoke everybody's access" }).ClickAsync();
        foreach (var page in new[] { maria.Page, scanner.Page })
        {
            await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/portal/summit-air/sign-in"));
        }

        await Expect(owen.Page.GetByRole(AriaRole.Row, new() { NameRegex = new("Maria Delgado.*Ended") }).First).ToBeVisibleAsync();
    }

    private static Task Hears(IPage page) => page.WaitForLoadStateAsync(LoadState.NetworkIdle); // Its circuit listens.

    private static async Task OpenSettingsAsync(IPage page)
    {
        await Expect(page.GetByRole(AriaRole.Article).First).ToBeVisibleAsync(); // The cards come with the circuit.
        await page.GetByRole(AriaRole.Link, new() { Name = "Settings" }).ClickAsync();
        await Expect(page.GetByLabel("Longest session (hours)")).ToBeVisibleAsync();
    }

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
