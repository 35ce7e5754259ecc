using Altitude.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Altitude.Browser.Tests;

/// <summary>An owner closes the company while a customer and a dispatcher have their pages open, thinks better of it, and finds everything as it was.</summary>
public sealed class ClosingJourneys(MigratedCluster server, Chromium chromium) : Journey(server, chromium)
{
    private const string Name = "Summit Air Heating & Cooling";

    [Fact]
    public async Task A_company_is_closed_after_its_export_and_opened_again()
    {
        var maria = await ReadEstimateAsync(await OnPhoneAsync());
        await maria.Page.WaitForLoadStateAsync(LoadState.NetworkIdle); // Its circuit listens.
        var priya = await AtDeskAsync();
        await SignInAsync(priya, "priya@summit-air.example");
        var owen = await AtDeskAsync();
        await SignInAsync(owen, "owen@summit-air.example");

        // What it does is said beforehand; an export comes first.
        await owen.Page.GotoAsync("/office/settings/company");
        await AwakeAsync(owen.Page);
        await owen.Page.GetByRole(AriaRole.Link, new() { Name = "Close the company" }).ClickAsync();
        var close = owen.Page.GetByRole(AriaRole.Button, new() { Name = "Close the company" });
        await Expect(close).ToBeDisabledAsync();
        await Expect(owen.Page.GetByText("Needed", new() { Exact = true })).ToBeVisibleAsync();
        await ShootAsync(owen.Page, "closing-needs-an-export");
        await owen.Page.GetByRole(AriaRole.Link, new() { Name = "Make an export" }).ClickAsync();
        await PressAsync(
            owen.Page.GetByRole(AriaRole.Button, new() { Name = "Make an export" }),
            owen.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Download") })
        );
        await owen.Page.GetByRole(AriaRole.Link, new() { Name = "Close the company" }).ClickAsync();
        await Expect(owen.Page.GetByText("Nothing on its way")).ToBeVisibleAsync();
        await Expect(close).ToBeEnabledAsync();
        await owen.Page.GetByLabel($"Type {Name} to confirm").FillAsync("Summit Air");
        await close.ClickAsync();
        await Expect(owen.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync($"Type {Name} to confirm");
        await ShootAsync(owen.Page, "closing");
        await owen.Page.GetByLabel($"Type {Name} to confirm").FillAsync(Name);
        await close.ClickAsync();

        // Everybody's page goes by itself.
        var closed = new PageGetByRoleOptions { Name = $"{Name} is closed" };
        await Expect(owen.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/office/closed$"));
        await Expect(owen.Page.GetByRole(AriaRole.Heading, closed)).ToBeVisibleAsync();
        await Expect(owen.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Download the export") })).ToBeVisibleAsync();
        await Expect(maria.Page.GetByRole(AriaRole.Heading, closed)).ToBeVisibleAsync();
        await Expect(maria.Page.Locator("#main").GetByRole(AriaRole.Link, new() { NameRegex = new("303") })).ToBeVisibleAsync();
        await Expect(priya.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/office/sign-in"));
        await ShootAsync(owen.Page, "closed-office");
        await ShootAsync(maria.Page, "closed-portal");
        await priya.Page.GetByLabel("E-mail").FillAsync("priya@summit-air.example");
        await priya.Page.GetByLabel("Password").FillAsync(Password);
        await priya.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(priya.Page.GetByText($"{Name} has closed its office. Its owners can open it again.")).ToBeVisibleAsync();

        // And back.
        await owen.Page.GetByRole(AriaRole.Button, new() { Name = "Open it again" }).ClickAsync();
        await Expect(owen.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/office$"));
        await SignInAsync(priya, "priya@summit-air.example");
        await Expect(priya.Page.GetByRole(AriaRole.Article).First).ToBeVisibleAsync();
        await maria.Page.GotoAsync("/portal/summit-air/sign-in");
        await maria.Page.GetByLabel("E-mail").FillAsync(Maria);
        await maria.Page.GetByRole(AriaRole.Button, new() { Name = "Send me a new link" }).ClickAsync();
        var link = LinkIn(
            await MailAsync(
                Maria,
                which: m =>
                    m.Subject.Contains("link", StringComparison.OrdinalIgnoreCase)
                    && m.Links.Any(l => l.Contains("/start/", StringComparison.Ordinal))
            )
        );
        await maria.Page.GotoAsync(link);
        await maria.Page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        await maria.Page.GotoAsync("/portal/summit-air/estimates/EST-1001");
        await Expect(maria.Page.GetByRole(AriaRole.Button, new() { Name = Approve })).ToBeVisibleAsync();
    }

    private static async Task ShootAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("ALTITUDE_SHOTS") is { Length: > 0 } folder)
        {
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, name + ".png"), FullPage = true });
        }
    }
}
