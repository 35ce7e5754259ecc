using System.Text.RegularExpressions;
using Altitude.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Altitude.Browser.Tests;

/// <summary>Staff sign in with more than a password: a passkey in place of it, an authenticator app after it; and a company that asks for either leads open pages there.</summary>
public sealed class SecondStepJourneys(MigratedCluster server, Chromium chromium) : Journey(server, chromium)
{
    /// <summary>By name: a browser makes no passkey for a number.</summary>
    protected override Uri Address => new UriBuilder(Site.Url) { Host = "localhost" }.Uri;

    [Fact]
    public async Task A_passkey_signs_in_without_a_password_and_whoever_has_no_second_step_is_led_to_one_within_two_seconds()
    {
        var owen = await AtDeskAsync();
        var page = owen.Page;
        await GiveAuthenticatorAsync(page);
        await SignInAsync(owen, "owen@summit-air.example");
        await page.GotoAsync("/office/profile");
        await page.GetByRole(AriaRole.Link, new() { Name = "Set up a second step" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Passkeys" })).ToBeVisibleAsync();
        await ShotsAsync(page, "second-step-none");
        await page.GetByLabel("Name of the new passkey").FillAsync("Desk computer");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add a passkey" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Keep your recovery codes" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.List, new() { Name = "Recovery codes" }).GetByRole(AriaRole.Listitem)).ToHaveCountAsync(10);
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Print" })).ToBeVisibleAsync();
        var file = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Download" }).ClickAsync());
        Assert.Equal("altitude-recovery-codes.txt", file.SuggestedFilename);
        await ShotsAsync(page, "second-step-codes");
        await page.GetByRole(AriaRole.Link, new() { Name = "I have kept them" }).ClickAsync();
        await page.GotoAsync("/office/second-step");
        await Expect(page.GetByText("Desk computer")).ToBeVisibleAsync();
        await Expect(page.GetByText("Not used yet.")).ToBeVisibleAsync();
        await ShotsAsync(page, "second-step-passkey");

        await page.GotoAsync("/office/profile");
        await page.GetByRole(AriaRole.Button, new() { Name = "Owen Hart" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Sign in to your office" })).ToBeVisibleAsync();
        await ShotsAsync(page, "sign-in-passkey");
        await page.GetByRole(AriaRole.Button, new() { Name = "Use a passkey" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/office$"));

        var priya = await AtDeskAsync();
        await SignInAsync(priya, "priya@summit-air.example");
        await AwakeAsync(priya.Page);
        await page.GotoAsync("/office/team");
        await AwakeAsync(page);
        await ShotsAsync(page, "team-second-step");
        await page.GetByRole(AriaRole.Switch, new() { Name = "Ask everybody for a second step" }).ClickAsync();
        var ask = page.GetByRole(AriaRole.Button, new() { Name = "Ask everybody", Exact = true });
        await Expect(ask).ToBeVisibleAsync();
        await ShotsAsync(page, "team-second-step-asks");
        var pressed = DateTime.UtcNow;
        await ask.ClickAsync();
        await Expect(priya.Page.GetByRole(AriaRole.Heading, new() { Name = "One more step to your office" })).ToBeVisibleAsync();
        TestContext.Current.TestOutputHelper?.WriteLine($"The open page was led there after {(DateTime.UtcNow - pressed).TotalSeconds:F2} s.");
        await ShotsAsync(priya.Page, "second-step-owed");
        await priya.Page.GetByRole(AriaRole.Button, new() { Name = "Set up an authenticator app" }).ClickAsync();
        await priya.Page.GetByText("Type the key instead").ClickAsync();
        var app = new Authenticator(await priya.Page.GetByLabel("Key", new() { Exact = true }).InputValueAsync());
        await ShotsAsync(priya.Page, "second-step-app");
        await priya.Page.GetByLabel("Code", new() { Exact = true }).FillAsync(app.Code());
        await priya.Page.GetByRole(AriaRole.Button, new() { Name = "Turn it on" }).ClickAsync();
        await priya.Page.GetByRole(AriaRole.Link, new() { Name = "I have kept them" }).ClickAsync();
        await Expect(priya.Page).ToHaveURLAsync(new Regex("/office/board$")); // Where she was.
    }

    /// <summary>A fingerprint reader that always agrees.</summary>
    private static async Task GiveAuthenticatorAsync(IPage page)
    {
        var devtools = await page.Context.NewCDPSessionAsync(page);
        await devtools.SendAsync("WebAuthn.enable");
        await devtools.SendAsync(
            "WebAuthn.addVirtualAuthenticator",
            new()
            {
                ["options"] = new Dictionary<string, object>
                {
                    ["protocol"] = "ctap2",
                    ["transport"] = "internal",
                    ["hasResidentKey"] = true,
                    ["hasUserVerification"] = true,
                    ["isUserVerified"] = true,
                    ["automaticPresenceSimulation"] = true,
                },
            }
        );
    }

    private static async Task ShotsAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("ALTITUDE_SHOTS") is not { Length: > 0 } folder)
        {
            return;
        }

        foreach (var (scheme, called) in new[] { (ColorScheme.Light, "light"), (ColorScheme.Dark, "dark") })
        {
            await page.EmulateMediaAsync(new() { ColorScheme = scheme });
            foreach (var width in new[] { 1280, 390 })
            {
                await page.SetViewportSizeAsync(width, 900);
                await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}-{width}-{called}.png"), FullPage = true });
            }
        }

        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        await page.SetViewportSizeAsync(1280, 900);
    }
}
