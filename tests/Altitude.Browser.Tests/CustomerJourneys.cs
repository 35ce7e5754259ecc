using System.Text.RegularExpressions;
using Altitude.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Altitude.Browser.Tests;

/// <summary>A customer as the office keeps them: the places where the work is, and one customer out of two who were written down twice.</summary>
public sealed class CustomerJourneys(MigratedCluster server, Chromium chromium) : Journey(server, chromium)
{
    private static readonly string? s_shots = Environment.GetEnvironmentVariable("ALTITUDE_SHOTS");

    [Fact]
    public async Task Places_are_added_changed_and_removed_and_a_refusal_keeps_what_was_typed()
    {
        var priya = await AtDeskAsync();
        await SignInAsync(priya, "priya@summit-air.example");
        var page = priya.Page;
        await page.GotoAsync($"/office/customers/{await DelgadosAsync()}");
        var places = page.GetByRole(AriaRole.Region, new() { Name = "Places", Exact = true });
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Expect(places.GetByRole(AriaRole.Button, new() { Name = "Edit 1420 Pearl St" })).ToHaveCountAsync(1);

        await PressAsync(places.GetByRole(AriaRole.Button, new() { Name = "Add a place" }), dialog.GetByLabel("Address"));
        await dialog.GetByLabel("Called").FillAsync("Cabin");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Add place" }).ClickAsync();
        await Expect(dialog.GetByText("Write the address")).ToBeVisibleAsync();
        await Expect(dialog.GetByLabel("Called")).ToHaveValueAsync("Cabin");
        await dialog.GetByLabel("Address").FillAsync("8 Pine Rd, Nederland CO 80466");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Add place" }).ClickAsync();
        await Expect(dialog).ToHaveCountAsync(0);
        await Expect(places).ToContainTextAsync("8 Pine Rd, Nederland CO 80466");
        await Expect(places.GetByText("Cabin")).ToBeVisibleAsync();

        await places.GetByRole(AriaRole.Button, new() { Name = "Edit 8 Pine Rd" }).ClickAsync();
        await Expect(dialog.GetByLabel("Called")).ToHaveValueAsync("Cabin");
        await dialog.GetByLabel("Address").FillAsync("18 Pine Rd, Nederland CO 80466");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(dialog).ToHaveCountAsync(0);
        await Expect(places).ToContainTextAsync("18 Pine Rd");
        await ShootAsync(page, "customer-places", places);

        await places.GetByRole(AriaRole.Button, new() { Name = "Remove 18 Pine Rd" }).ClickAsync();
        await Expect(dialog).ToContainTextAsync("Jobs and visits that were there keep it.");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await Expect(dialog).ToHaveCountAsync(0);
        await Expect(places).ToContainTextAsync("18 Pine Rd");
        await places.GetByRole(AriaRole.Button, new() { Name = "Remove 18 Pine Rd" }).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await Expect(page.GetByText("The place was removed.")).ToBeVisibleAsync();
        await Expect(places.GetByText("18 Pine Rd")).ToHaveCountAsync(0);

        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(places.GetByText("18 Pine Rd").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task What_was_searched_for_is_still_there_on_the_way_back_and_gone_from_the_rail()
    {
        var priya = await AtDeskAsync();
        await SignInAsync(priya, "priya@summit-air.example");
        var page = priya.Page;
        await page.GotoAsync("/office/customers");
        var search = page.GetByRole(AriaRole.Searchbox, new() { Name = "Search customers" });
        var found = page.GetByRole(AriaRole.Region, new() { Name = "Customers" }).GetByRole(AriaRole.Link);

        // The page answers once its dialog does.
        var dialog = page.GetByRole(AriaRole.Dialog);
        await PressAsync(page.GetByRole(AriaRole.Button, new() { Name = "New customer" }), dialog.GetByLabel("Customer"));
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await Expect(dialog).ToHaveCountAsync(0);
        await search.PressSequentiallyAsync("delgado");
        await Expect(found).ToHaveCountAsync(1);
        await Expect(page).ToHaveURLAsync(new Regex("[?]q=delgado$"));
        await found.ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/office/customers/[0-9a-f-]{36}$"));
        await page.GoBackAsync();

        await Expect(search).ToHaveValueAsync("delgado");
        await Expect(found).ToHaveCountAsync(1);
        await page.GetByRole(AriaRole.Navigation).GetByRole(AriaRole.Link, new() { Name = "Customers" }).First.ClickAsync();
        await Expect(search).ToHaveValueAsync("");
        await Expect(found).Not.ToHaveCountAsync(1);
    }

    [Fact]
    public async Task Who_was_written_down_twice_is_merged_and_nothing_of_theirs_is_lost()
    {
        var priya = await AtDeskAsync();
        await SignInAsync(priya, "priya@summit-air.example");
        var page = priya.Page;
        await page.GotoAsync("/office/customers");
        var dialog = page.GetByRole(AriaRole.Dialog);
        await PressAsync(page.GetByRole(AriaRole.Button, new() { Name = "New customer" }), dialog.GetByLabel("Customer"));
        await dialog.GetByLabel("Customer").FillAsync("M. Delgado");
        await dialog.GetByLabel("Where the work is").FillAsync("5 Cedar Ct, Golden CO 80401");
        await dialog.GetByLabel("Contact").FillAsync("Marie Delgado");
        await dialog.GetByLabel("E-mail").FillAsync(Maria);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Add customer" }).ClickAsync();
        await Expect(dialog).ToHaveCountAsync(0);

        await page.GotoAsync($"/office/customers/{await DelgadosAsync()}");
        var twice = page.GetByRole(AriaRole.Region, new() { Name = "Written down twice?" });
        await Expect(twice).ToContainTextAsync("the same e-mail address");
        await PressAsync(twice.GetByRole(AriaRole.Button, new() { NameRegex = new("^Merge into this.*M. Delgado") }), dialog);
        await Expect(dialog).ToContainTextAsync("This cannot be undone.");
        await ShootAsync(page, "customer-merge", dialog);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Merge" }).ClickAsync();

        await Expect(page.GetByText("M. Delgado is part of")).ToBeVisibleAsync();
        await Expect(twice).ToHaveCountAsync(0);
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Places", Exact = true })).ToContainTextAsync("5 Cedar Ct, Golden");
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Places", Exact = true })).ToContainTextAsync("1420 Pearl St");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Maria Delgado", Exact = true }).First).ToBeVisibleAsync();
    }

    private async Task<Guid> DelgadosAsync() =>
        (Guid)
            (
                await Site.PeekAsync(
                    $"select k.customer_id from tenant.contacts k join platform.workspaces w on w.id = k.workspace_id where k.email = '{Maria}' and w.slug = 'summit-air' and w.closed_at is null order by k.id limit 1"
                )
            )!; // The story has her.

    private static async Task ShootAsync(IPage page, string name, ILocator what)
    {
        if (s_shots is null)
        {
            return;
        }

        foreach (var (width, height) in new[] { (390, 844), (1280, 900) })
        {
            await page.SetViewportSizeAsync(width, height);
            await what.ScrollIntoViewIfNeededAsync();
            await page.ScreenshotAsync(new() { Path = Path.Combine(s_shots, $"{name}-{width}.png") });
        }
    }
}
