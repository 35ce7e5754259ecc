using Altitude.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Altitude.Browser.Tests;

/// <summary>The company chooses its colours beside a true preview, and every open page of its customers follows.</summary>
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
}
