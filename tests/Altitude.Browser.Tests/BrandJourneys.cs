using Altitude.Testing;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using SkiaSharp;
using static Microsoft.Playwright.Assertions;

namespace Altitude.Browser.Tests;

/// <summary>The company chooses how it looks beside a true preview, and every open page of its customers follows.</summary>
public sealed class BrandJourneys(MigratedCluster server, Chromium chromium) : Journey(server, chromium)
{
    private const string Wine = "rgb(122, 31, 61)";

    [Fact]
    public async Task A_saved_brand_reaches_an_open_page_without_loading_it_anew()
    {
        var maria = await ReadEstimateAsync(await OnPhoneAsync());
        await maria.Page.GetByRole(AriaRole.Textbox, new() { Name = NameBox }).FillAsync("Maria Del");
        await MarkAsync(maria.Page);
        var bar = maria.Page.Locator("header.bar");
        await Expect(bar).ToHaveCSSAsync("background-color", "rgb(11, 95, 165)");
        var owen = await AtDeskAsync();
        await SignInAsync(owen, "owen@summit-air.example");
        await Expect(owen.Page.GetByRole(AriaRole.Article).First).ToBeVisibleAsync(); // The cards come with the circuit.
        await owen.Page.GetByRole(AriaRole.Link, new() { Name = "Settings" }).ClickAsync();
        await owen.Page.GetByRole(AriaRole.Navigation, new() { Name = "Settings" }).GetByRole(AriaRole.Link, new() { Name = "Brand" }).ClickAsync();

        await owen.Page.GetByLabel("Main colour", new() { Exact = true }).FillAsync("#7A1F3D");
        var preview = owen.Page.FrameLocator("iframe[title='A page of the portal in these colours']");
        await Expect(preview.Locator("header.bar")).ToHaveCSSAsync("background-color", Wine);
        await Expect(owen.Page.GetByText("Text on it is white")).ToBeVisibleAsync();
        await Expect(bar).Not.ToHaveCSSAsync("background-color", Wine); // Not before it is saved.
        await owen.Page.GetByRole(AriaRole.Button, new() { Name = "Save changes" }).ClickAsync();

        await Expect(bar).ToHaveCSSAsync("background-color", Wine);
        Assert.True(await IsSameAsync(maria.Page));
        await Expect(maria.Page.GetByRole(AriaRole.Textbox, new() { Name = NameBox })).ToHaveValueAsync("Maria Del");
    }

    [Fact]
    public async Task A_logo_letters_and_light_or_dark_reach_an_open_page_and_a_customer_chooses_where_they_may()
    {
        var maria = await ReadEstimateAsync(await OnPhoneAsync());
        await maria.Page.GetByRole(AriaRole.Textbox, new() { Name = NameBox }).FillAsync("Maria Del");
        await MarkAsync(maria.Page);
        var (html, logo) = (maria.Page.Locator("html"), maria.Page.Locator("header.bar .brand img"));
        var owen = await AtDeskAsync();
        await SignInAsync(owen, "owen@summit-air.example");
        await owen.Page.GotoAsync("/office/settings/brand");
        await AwakeAsync(owen.Page);

        await owen
            .Page.Locator("#picture-Logo")
            .SetInputFilesAsync(
                new FilePayload
                {
                    Name = "logo.png",
                    MimeType = "image/png",
                    Buffer = Wordmark(),
                }
            );
        var right = owen.Page.GetByRole(AriaRole.Slider, new() { Name = "From the right" });
        await right.PressAsync("PageUp");
        await Expect(right).Not.ToHaveAttributeAsync("aria-valuetext", "0 %");
        await ShootAsync(owen.Page, "brand-cut");
        await CheckAsync(owen.Page);
        await owen.Page.GetByRole(AriaRole.Button, new() { Name = "Use this part" }).ClickAsync();
        await Expect(owen.Page.FrameLocator("iframe[title='A page of the portal in these colours']").Locator(".brand-logo")).ToBeVisibleAsync();
        await Expect(owen.Page.FrameLocator("iframe[title='A mail in these colours']").Locator("table.sheet img")).ToBeVisibleAsync();
        await owen.Page.GetByRole(AriaRole.Button, new() { Name = "Make it from the logo" }).ClickAsync();
        await owen.Page.GetByRole(AriaRole.Button, new() { Name = "Use this part" }).ClickAsync();
        await Expect(owen.Page.GetByAltText("Icon, as chosen")).ToBeVisibleAsync();
        var icon = (await owen.Page.GetByAltText("Icon, as chosen").GetAttributeAsync("src"))!.Split('/')[^1].Split('.')[0]; // It was just seen.
        await owen.Page.GetByLabel("Letters").SelectOptionAsync("Serif");
        await owen.Page.GetByLabel("Light or dark").SelectOptionAsync("Dark");
        await Expect(logo).ToHaveCountAsync(0); // Not before it is saved.
        await owen.Page.GetByRole(AriaRole.Button, new() { Name = "Save changes" }).ClickAsync();

        await Expect(logo).ToBeVisibleAsync();
        await Expect(logo).ToHaveJSPropertyAsync("complete", true);
        Assert.True(await logo.EvaluateAsync<int>("image => image.naturalWidth") > 100);
        await Expect(html).ToHaveAttributeAsync("data-scheme", "dark");
        await Expect(maria.Page.Locator("body")).ToHaveCSSAsync("font-family", new System.Text.RegularExpressions.Regex("^\"Source Serif\""));
        await maria.Page.WaitForFunctionAsync("() => document.fonts.check('16px \"Source Serif\"')");
        await Expect(maria.Page.Locator("link[rel=icon]")).ToHaveAttributeAsync("href", $"/portal/summit-air/icon.png?v={icon}");
        await CheckAsync(maria.Page);
        await ShootAsync(owen.Page, "brand");
        await ShootAsync(maria.Page, "branded-dark");
        await ShootAllAsync(owen, maria);

        await owen.Page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(logo).ToHaveCountAsync(0);
        await Expect(html).Not.ToHaveAttributeAsync("data-scheme", "dark");

        await owen.Page.GetByLabel("Light or dark").SelectOptionAsync("Customer");
        await owen.Page.GetByRole(AriaRole.Button, new() { Name = "Save changes" }).ClickAsync();
        await maria.Page.GetByRole(AriaRole.Button, new() { Name = "Dark", Exact = true }).ClickAsync();
        await Expect(html).ToHaveAttributeAsync("data-scheme", "dark");
        await Expect(maria.Page.GetByRole(AriaRole.Button, new() { Name = "Dark", Exact = true })).ToHaveAttributeAsync("aria-pressed", "true");
        await ShootAsync(maria.Page, "chosen-dark");

        Assert.True(await IsSameAsync(maria.Page));
        await Expect(maria.Page.GetByRole(AriaRole.Textbox, new() { Name = NameBox })).ToHaveValueAsync("Maria Del");
        await maria.Page.ReloadAsync();
        await Expect(html).ToHaveAttributeAsync("data-scheme", "dark");
    }

    private static async Task CheckAsync(IPage page)
    {
        var axe = await page.RunAxe(new AxeRunOptions { RunOnly = RunOnlyOptions.Tags("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa") });
        Assert.True(
            axe.Violations.Length == 0,
            string.Join(Environment.NewLine, axe.Violations.SelectMany(v => v.Nodes.Select(n => $"{v.Id}: {n.Target} {n.Html}")))
        );
    }

    /// <summary>For whoever wants to look: the branded pages at both widths, in both schemes.</summary>
    private async Task ShootAllAsync(Person owen, Person maria)
    {
        if (Environment.GetEnvironmentVariable("ALTITUDE_SHOTS") is not { Length: > 0 })
        {
            return;
        }

        await owen.Page.SetViewportSizeAsync(390, 844);
        await ShootAsync(owen.Page, "brand-390");
        await owen.Page.SetViewportSizeAsync(1280, 900);
        await maria.Page.SetViewportSizeAsync(1280, 900);
        await ShootAsync(maria.Page, "branded-dark-1280");
        await maria.Page.SetViewportSizeAsync(390, 844);
        foreach (var (name, scheme) in new[] { ("light", ColorScheme.Light), ("dark", ColorScheme.Dark) })
        {
            await owen.Page.GetByLabel("Shown", new() { Exact = true }).SelectOptionAsync(name);
            await ShootAsync(owen.Page, $"brand-shown-{name}");
            var door = await OnPhoneAsync(o => o.ColorScheme = scheme);
            await door.Page.GotoAsync("/portal/summit-air/sign-in");
            await ShootAsync(door.Page, $"branded-sign-in-{name}");
            await door.Page.SetViewportSizeAsync(1280, 900);
            await door.Page.GotoAsync("/demo/mail");
            await door.Page.Locator("nav a").First.ClickAsync();
            await ShootAsync(door.Page, $"branded-mail-{name}");
        }
    }

    private static async Task ShootAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("ALTITUDE_SHOTS") is { Length: > 0 } folder)
        {
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, name + ".png"), FullPage = true });
        }
    }

    /// <summary>A sun and a bar beside it, clear around them.</summary>
    private static byte[] Wordmark()
    {
        using var surface = SKSurface.Create(new SKImageInfo(640, 160, SKColorType.Rgba8888, SKAlphaType.Premul));
        surface.Canvas.Clear(SKColors.Transparent);
        using var ink = new SKPaint { Color = new SKColor(11, 95, 165), IsAntialias = true };
        surface.Canvas.DrawCircle(90, 80, 60, ink);
        surface.Canvas.DrawRect(190, 60, 300, 40, ink);
        using var image = surface.Snapshot();
        using var png = image.Encode(SKEncodedImageFormat.Png, 100);
        return png.ToArray();
    }
}
