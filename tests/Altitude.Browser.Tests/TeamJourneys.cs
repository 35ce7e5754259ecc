using System.Text.RegularExpressions;
using Altitude.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Altitude.Browser.Tests;

/// <summary>Somebody is asked to join the team, joins without scripts, becomes something else and leaves; everybody's open pages follow.</summary>
public sealed class TeamJourneys(MigratedCluster server, Chromium chromium) : Journey(server, chromium)
{
    [Fact]
    public async Task Somebody_joins_by_mail_and_whoever_is_removed_is_gone_within_two_seconds()
    {
        var owen = await AtDeskAsync();
        await SignInAsync(owen, "owen@summit-air.example");
        var page = owen.Page;
        await page.GotoAsync("/office/team");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "What each role may do" })).ToBeVisibleAsync();
        await AwakeAsync(page);
        await ShotAsync(page, "office-team");
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("Sam Reyes");
        await page.GetByLabel("E-mail").FillAsync("owen@summit-air.example");
        await page.GetByLabel("E-mail").PressAsync("Tab");
        var send = page.GetByRole(AriaRole.Button, new() { Name = "Send invitation" });
        await PressAsync(send, page.GetByText("Somebody with this address works here already."));
        await Expect(page.GetByLabel("Name", new() { Exact = true })).ToHaveValueAsync("Sam Reyes");
        await page.GetByLabel("E-mail").FillAsync("sam@example.com");
        await page.GetByLabel("E-mail").PressAsync("Tab");
        await page.GetByLabel("Role", new() { Exact = true }).SelectOptionAsync("Dispatcher");
        await PressAsync(send, page.GetByText("Sam Reyes is invited."));
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Invitations" })).ToContainTextAsync("sam@example.com");
        await ShotAsync(page, "office-team-invited");

        var mail = await MailAsync("sam@example.com", which: m => m.Links.Any(IsInvitation));
        Assert.Equal("Owen Hart invites you to Summit Air Heating & Cooling", mail.Subject);
        var sam = await OnPhoneAsync(o => o.JavaScriptEnabled = false);
        await sam.Page.GotoAsync(new Uri(mail.Links.First(IsInvitation)).PathAndQuery);
        await Expect(sam.Page.GetByRole(AriaRole.Heading, new() { Name = "Join Summit Air Heating & Cooling" })).ToBeVisibleAsync();
        await ShotAsync(sam.Page, "invitation");
        await sam.Page.GetByLabel("Choose a password").FillAsync("Dampers-and-Ducts-9");
        await MarkAsync(page);
        await sam.Page.GetByRole(AriaRole.Button, new() { Name = "Join the team" }).ClickAsync();
        await Expect(sam.Page).ToHaveURLAsync(new Regex("/office$"));
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "People" }).First).ToContainTextAsync("Sam Reyes");
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Invitations" })).ToHaveCountAsync(0);

        var dana = await AtDeskAsync();
        await SignInAsync(dana, "dana@summit-air.example");
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Who is signed in" }).First).ToContainTextAsync("Dana Whitfield");
        await page.GetByLabel("Role of Dana Whitfield").SelectOptionAsync("Dispatcher");
        await page.GetByRole(AriaRole.Button, new() { Name = "Change role" }).ClickAsync();
        await Expect(dana.Page.GetByText("You were signed out.")).ToBeVisibleAsync();
        await SignInAsync(dana, "dana@summit-air.example");
        await Expect(page.GetByLabel("Role of Dana Whitfield")).ToHaveValueAsync("Dispatcher");
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove Dana Whitfield" }).ClickAsync();
        await ShotAsync(page, "office-team-remove");
        var pressed = DateTime.UtcNow;
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove", Exact = true }).ClickAsync();
        await Expect(dana.Page.GetByText("You were signed out.")).ToBeVisibleAsync();
        TestContext.Current.TestOutputHelper?.WriteLine($"The page was gone after {(DateTime.UtcNow - pressed).TotalSeconds:F2} s.");
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "People" }).First).Not.ToContainTextAsync("Dana Whitfield");
        Assert.True(await IsSameAsync(page), "The team's page was loaded anew.");

        static bool IsInvitation(string link) => link.Contains("/office/invitation/", StringComparison.Ordinal);
    }

    private static async Task ShotAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("ALTITUDE_SHOTS") is { Length: > 0 } folder)
        {
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}.png"), FullPage = true });
        }
    }
}
