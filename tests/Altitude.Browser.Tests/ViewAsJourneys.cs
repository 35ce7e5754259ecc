using System.Text.RegularExpressions;
using Altitude.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Altitude.Browser.Tests;

/// <summary>Staff look at the portal with a contact's eyes, on the telephone with them, and leave no trace in it.</summary>
public sealed class ViewAsJourneys(MigratedCluster server, Chromium chromium) : Journey(server, chromium)
{
    private const string View = "View as this contact named Maria Delgado";
    private const string Stop = "Stop viewing as Maria Delgado";

    [Fact]
    public async Task Staff_see_live_what_the_contact_sees_and_can_do_nothing()
    {
        var priya = await AtDeskAsync();
        await ComeInAsync(priya, Luis); // A contact's own session in the same browser.
        var luis = priya.Page;
        var office = await priya.Context.NewPageAsync();
        await OpenCustomerAsync(office);
        var marks = await MarksAsync();
        await MarkAsync(luis);

        await office.GetByRole(AriaRole.Button, new() { Name = View }).ClickAsync();

        await Expect(office).ToHaveURLAsync(new Regex("/portal/summit-air~"));
        await Expect(office.GetByRole(AriaRole.Region, new() { Name = "Viewing as a contact" })).ToContainTextAsync("Priya");
        await office.GetByRole(AriaRole.Link, new() { Name = "Estimates", Exact = true }).ClickAsync();
        await office.GetByRole(AriaRole.Link, new() { Name = "EST-1001" }).First.ClickAsync();
        await Expect(office).ToHaveURLAsync(new Regex("/portal/summit-air~[0-9a-f]+/estimates/EST-1001"));
        await Expect(office.GetByRole(AriaRole.Button, new() { Name = Approve })).ToBeDisabledAsync();
        await Expect(office.GetByRole(AriaRole.Textbox, new() { Name = NameBox })).ToBeDisabledAsync();
        await office.EvaluateAsync("() => scrollTo(0, document.body.scrollHeight)");
        await Expect(office.GetByRole(AriaRole.Button, new() { Name = Stop })).ToBeInViewportAsync();

        // Luis approves beside it, and it is seen at once.
        await luis.GotoAsync("/portal/summit-air/estimates/EST-1001");
        await luis.GetByRole(AriaRole.Textbox, new() { Name = NameBox }).FillAsync("Luis Delgado");
        await luis.GetByRole(AriaRole.Button, new() { Name = Approve }).ClickAsync();
        await Expect(luis.Locator("h1")).ToContainTextAsync("approved", new() { IgnoreCase = true });
        await Expect(office.Locator("h1")).ToContainTextAsync("approved", new() { IgnoreCase = true, Timeout = 10_000 });
        await Expect(office.GetByRole(AriaRole.Region, new() { Name = "Viewing as a contact" })).ToBeVisibleAsync();

        await office.GetByRole(AriaRole.Button, new() { Name = Stop }).ClickAsync();

        await Expect(office).ToHaveURLAsync(new Regex("/office/customers/"));
        await office.GoBackAsync();
        await Expect(office.GetByRole(AriaRole.Heading, new() { Name = "You no longer view this as Maria Delgado" })).ToBeVisibleAsync();
        await luis.ReloadAsync();
        await Expect(luis.Locator("h1")).ToContainTextAsync("approved", new() { IgnoreCase = true });
        Assert.Equal(marks, await MarksAsync());
    }

    [Fact]
    public async Task It_works_without_a_script_and_goes_with_the_sign_in()
    {
        var owen = await AtDeskAsync(o => o.JavaScriptEnabled = false);
        await OpenCustomerAsync(owen.Page, "owen@summit-air.example");
        await owen.Page.GetByRole(AriaRole.Button, new() { Name = View }).ClickAsync();
        await Expect(owen.Page.GetByRole(AriaRole.Region, new() { Name = "Viewing as a contact" })).ToBeVisibleAsync();
        var viewed = owen.Page.Url;
        await owen.Page.GotoAsync(viewed + "/estimates/EST-1001");
        await Expect(owen.Page.GetByRole(AriaRole.Button, new() { Name = Approve })).ToBeDisabledAsync();
        await owen.Page.GetByRole(AriaRole.Button, new() { Name = Stop }).ClickAsync();
        await Expect(owen.Page).ToHaveURLAsync(new Regex("/office/customers/"));
        await owen.Page.GetByRole(AriaRole.Button, new() { Name = View }).ClickAsync();
        viewed = owen.Page.Url;

        await Site.TamperAsync("update platform.staff_sessions set ended_at = altitude.now()");
        await owen.Page.GotoAsync(viewed);

        await Expect(owen.Page).ToHaveURLAsync(new Regex("/office/sign-in"));
    }

    private async Task OpenCustomerAsync(IPage page, string email = "priya@summit-air.example")
    {
        await page.GotoAsync("/office/sign-in");
        await page.GetByLabel("E-mail").FillAsync(email);
        await page.GetByLabel("Password").FillAsync(Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/office$"));
        var customer = (Guid)(await Site.PeekAsync("select customer_id from tenant.contacts where email = 'books@delgado-rentals.example' limit 1"))!; // The story has them.
        await page.GotoAsync($"/office/customers/{customer}");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = View })).ToBeVisibleAsync();
    }

    /// <summary>What Maria's own visits leave behind.</summary>
    private Task<long> MarksAsync() =>
        CountAsync(
            "select (select count(*) from tenant.estimate_views v join tenant.contacts c on c.id = v.contact_id where c.email = $1)"
                + " + (select count(*) from tenant.session_seen)",
            Maria
        );
}
