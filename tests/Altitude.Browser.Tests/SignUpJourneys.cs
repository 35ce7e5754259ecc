using System.Text.RegularExpressions;
using Altitude.Testing;
using Altitude.Web.Email;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Altitude.Browser.Tests;

/// <summary>Somebody who has never been here signs a company up and sends its first estimate; counted is what they had to write and to press.</summary>
public sealed class SignUpJourneys(MigratedCluster server, Chromium chromium) : Journey(server, chromium)
{
    private const string Rosa = "rosa@peak.example";
    private const string First = "first.customer@example.com";

    private int _written;
    private int _pressed;

    [Fact]
    public async Task From_signing_up_to_the_first_estimate_in_a_customers_mail()
    {
        var rosa = await AtDeskAsync();
        var page = rosa.Page;
        await page.GotoAsync("/sign-up");
        await ShotAsync(page, "sign-up");
        await WriteAsync(page.GetByLabel("Your name"), "Rosa Lim");
        await WriteAsync(page.GetByLabel("E-mail"), Rosa);
        await WriteAsync(page.GetByLabel("Company name"), "Peak Plumbing");
        await ChooseAsync(page.GetByLabel("What you do"), "plumbing");
        await PressAsync(page.GetByRole(AriaRole.Button, new() { Name = "Sign up" }));
        await Expect(page.GetByRole(AriaRole.Link, new() { NameRegex = new Regex("time zone") })).ToBeVisibleAsync(); // The one thing that was left out.
        await ShotAsync(page, "sign-up-refused");
        await Expect(page.GetByLabel("Company name")).ToHaveValueAsync("Peak Plumbing");
        await ChooseAsync(page.GetByLabel("Time zone"), "America/Denver");
        await PressAsync(page.GetByRole(AriaRole.Button, new() { Name = "Sign up" }));
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Look in your mail" })).ToBeVisibleAsync();
        await ShotAsync(page, "sign-up-sent");

        await page.GotoAsync(await LinkAsync());
        _pressed++;
        await ShotAsync(page, "sign-up-open");
        await WriteAsync(page.GetByLabel("Choose a password"), "Dampers-and-Ducts-9");
        await PressAsync(page.GetByRole(AriaRole.Button, new() { Name = "Open your office" }));
        await Expect(page).ToHaveURLAsync(new Regex("/office/welcome$"));
        var steps = page.GetByRole(AriaRole.Region, new() { Name = "Your way to the first estimate" });
        await Expect(steps).ToContainTextAsync("0 of 5");
        await AwakeAsync(page);
        await ShotAsync(page, "welcome");

        await PressAsync(steps.GetByRole(AriaRole.Link, new() { Name = "Add a customer" }));
        var dialog = page.GetByRole(AriaRole.Dialog);
        await WriteAsync(dialog.GetByLabel("Customer"), "First household");
        await WriteAsync(dialog.GetByLabel("Contact"), "Sam First");
        await WriteAsync(dialog.GetByLabel("E-mail"), First);
        await dialog.GetByLabel("E-mail").PressAsync("Tab");
        await PressAsync(dialog.GetByRole(AriaRole.Button, new() { Name = "Add customer" }));
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "First household" })).ToBeVisibleAsync();
        await PressAsync(page.GetByRole(AriaRole.Navigation, new() { Name = "Office" }).GetByRole(AriaRole.Link, new() { Name = "Today" }));
        await Expect(steps).ToContainTextAsync("1 of 5");
        await ShotAsync(page, "today-first-steps");
        await PressAsync(steps.GetByRole(AriaRole.Link, new() { Name = "Open a job" }));
        await WriteAsync(page.GetByLabel("What for"), "Water heater");
        await page.GetByLabel("What for").PressAsync("Tab");
        await PressAsync(page.GetByRole(AriaRole.Button, new() { Name = "Open the job" }));
        await PressAsync(page.GetByRole(AriaRole.Link, new() { Name = "New estimate" }));
        await Expect(page.GetByLabel("Begin with")).Not.ToHaveValueAsync(""); // The trade's own template.
        await PressAsync(page.GetByRole(AriaRole.Button, new() { Name = "Make the estimate" }));
        await Expect(page.Locator(".totals .grand dd")).ToHaveTextAsync("$1,205.00");
        await PressAsync(page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^Send estimate") }));
        await PressAsync(page.GetByRole(AriaRole.Button, new() { Name = "Send now" }));
        await Expect(page.Locator(".page-head .chip").First).ToHaveTextAsync("Sent");

        var mail = await MailAsync(First, "peak-plumbing");
        Assert.Contains("Peak Plumbing", mail.Html, StringComparison.Ordinal);
        TestContext.Current.TestOutputHelper?.WriteLine($"{_written} fields and {_pressed} presses from the form to the customer's mail.");
        Assert.InRange(_written, 1, 11);
        Assert.InRange(_pressed, 1, 14);

        // The steps tick while the page stays open.
        await page.GotoAsync("/office/welcome");
        await Expect(steps).ToContainTextAsync("3 of 5");
        await AwakeAsync(page);
        await MarkAsync(page);
        var customer = await OnPhoneAsync(o => o.JavaScriptEnabled = false);
        await ComeInAsync(customer, First, "peak-plumbing");
        await Expect(steps).ToContainTextAsync("4 of 5");
        Assert.True(await IsSameAsync(page), "The page was loaded anew.");
        await ShotAsync(page, "welcome-later");
        await page.GetByRole(AriaRole.Button, new() { Name = "Hide them from Today" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Show them on Today" })).ToBeVisibleAsync();
        await page.GotoAsync("/office");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Waiting for an answer" })).ToBeVisibleAsync();
        await Expect(steps).ToHaveCountAsync(0);

        // And takes everything away again.
        await page.GotoAsync("/office/export");
        await AwakeAsync(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "Make an export" }).ClickAsync();
        var download = page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^Download") });
        await Expect(download).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await ShotAsync(page, "export");
        var file = await page.RunAndWaitForDownloadAsync(() => download.ClickAsync());
        Assert.StartsWith("peak-plumbing-", file.SuggestedFilename, StringComparison.Ordinal);
        await using var kept = File.OpenRead((await file.PathAsync())!); // It was waited for.
        using var zip = new System.IO.Compression.ZipArchive(kept);
        Assert.Contains(zip.Entries, e => e.FullName == "lists/estimates.csv");
        Assert.Contains(zip.Entries, e => e.FullName == "data/estimates.json");
    }

    private async Task WriteAsync(ILocator field, string text)
    {
        await field.FillAsync(text);
        _written++;
    }

    private async Task ChooseAsync(ILocator field, string value)
    {
        await field.SelectOptionAsync(value);
        _written++;
    }

    private async Task PressAsync(ILocator button)
    {
        await button.ClickAsync();
        _pressed++;
    }

    private async Task<string> LinkAsync()
    {
        string? path = null;
        await Patiently.HoldsAsync(
            async () =>
                (
                    path = (await Site.Service<CapturedMail>().ReadAsync(default))
                        .Where(m => m.To.Contains(Rosa, StringComparison.Ordinal))
                        .SelectMany(m => m.Links)
                        .Where(l => l.Contains("/sign-up/", StringComparison.Ordinal))
                        .Select(l => new Uri(l).PathAndQuery)
                        .FirstOrDefault()
                )
                    is not null,
            "the mail came"
        );
        return path!; // Waited for.
    }

    /// <summary>On a telephone and at a desk, by day and by night.</summary>
    private static async Task ShotAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("ALTITUDE_SHOTS") is not { Length: > 0 } folder)
        {
            return;
        }

        foreach (var (width, height) in new[] { (390, 844), (1280, 900) })
        {
            await page.SetViewportSizeAsync(width, height);
            foreach (var scheme in new[] { ColorScheme.Dark, ColorScheme.Light })
            {
                await page.EmulateMediaAsync(new() { ColorScheme = scheme });
                await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}-{width}-{scheme}.png"), FullPage = true });
            }
        }
    }
}
