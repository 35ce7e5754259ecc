using Altitude.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Altitude.Browser.Tests;

/// <summary>S10, S11 and S14 as people meet them: scanners, forwarded mail, ended sessions, two companies in one browser.</summary>
public sealed class AccessJourneys(MigratedCluster server, Chromium chromium) : Journey(server, chromium)
{
    private const string Dead = "This link no longer opens";

    [Fact]
    public async Task Scanners_use_nothing_up_and_a_used_link_opens_nothing()
    {
        var link = LinkIn(await MailAsync(Maria));
        var before = await AccessAsync();
        var scripted = await AtDeskAsync();
        var plain = await AtDeskAsync(o => o.JavaScriptEnabled = false);
        await scripted.Page.GotoAsync(link);
        await plain.Page.GotoAsync(link);
        await Expect(scripted.Page.GetByRole(AriaRole.Button, new() { Name = "Continue" })).ToBeVisibleAsync();
        Assert.Equal(before, await AccessAsync());

        var maria = await OnPhoneAsync();
        await maria.Page.GotoAsync(link);
        await maria.Page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        await Expect(maria.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/jobs/"));
        var record = maria.Page.Url;
        await maria.Page.GotoAsync(link);
        var used = await DeadTextAsync(maria.Page);

        var neighbour = await AtDeskAsync();
        await neighbour.Page.GotoAsync(link);
        Assert.Equal(used, await DeadTextAsync(neighbour.Page));
        await neighbour.Page.GotoAsync("/start/" + new string('A', 43));
        Assert.Equal(used, await DeadTextAsync(neighbour.Page));
        await neighbour.Page.GotoAsync(record);
        await Expect(neighbour.Page.GetByRole(AriaRole.Heading, new() { Name = "Sign in" })).ToBeVisibleAsync();

        var luis = LinkIn(await MailAsync(Luis));
        await Site.TamperAsync("update tenant.setup_links set revoked_at = altitude.now() where used_at is null");
        await neighbour.Page.GotoAsync(luis);
        Assert.Equal(used, await DeadTextAsync(neighbour.Page));
        await Site.TamperAsync("update tenant.setup_links set revoked_at = null");
        await Site.Clock.AdvanceAsync(TimeSpan.FromHours(73));
        await neighbour.Page.GotoAsync(luis);
        Assert.Equal(used, await DeadTextAsync(neighbour.Page));
    }

    [Fact]
    public async Task A_session_that_the_office_ends_closes_its_page_and_no_other()
    {
        var maria = await AtDeskAsync();
        await ComeInAsync(maria, Maria, "bright-spark");
        var spark = maria.Page;
        var summit = await maria.Context.NewPageAsync();
        await summit.GotoAsync(LinkIn(await MailAsync(Maria)));
        await summit.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        await Expect(summit.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeVisibleAsync();
        var office = await maria.Context.NewPageAsync();
        await office.GotoAsync("/office/sign-in");
        await office.GetByLabel("E-mail").FillAsync("owen@summit-air.example");
        await office.GetByLabel("Password").FillAsync(Password);
        await office.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(office.GetByRole(AriaRole.Heading, new() { Name = "Today", Exact = true })).ToBeVisibleAsync();
        await spark.ReloadAsync();
        await Expect(spark.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeVisibleAsync();
        await MarkAsync(spark);

        var customer = (Guid)(await Site.PeekAsync("select customer_id from tenant.contacts where email = 'books@delgado-rentals.example' limit 1"))!;
        await office.GotoAsync($"/office/customers/{customer}");
        var panel = office.GetByRole(AriaRole.Region, new() { Name = "Maria Delgado", Exact = true });
        await panel.GetByRole(AriaRole.Button, new() { NameRegex = new("^End the session|^End") }).First.ClickAsync();

        await Expect(summit).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/portal/summit-air/sign-in"));
        Assert.True(await IsSameAsync(spark), "The other company's page went, too.");
        await spark.ReloadAsync();
        await Expect(spark).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/portal/bright-spark(?!/sign-in)"));
        await office.ReloadAsync();
        await Expect(panel).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Whoever_signs_out_is_told_so_though_the_page_hears_of_it_too()
    {
        for (var i = 0; i < 3; i++)
        {
            var maria = await AtDeskAsync();
            await ComeInAsync(maria, i == 1 ? Luis : Maria, i == 2 ? "bright-spark" : "summit-air");
            await maria.Page.WaitForLoadStateAsync(LoadState.NetworkIdle); // Its circuit listens.

            await maria.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).First.ClickAsync();

            await Expect(maria.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("You are signed out");
        }
    }

    [Fact]
    public async Task The_office_is_skipped_to_its_work_by_keyboard()
    {
        var priya = await AtDeskAsync();
        await SignInAsync(priya, "priya@summit-air.example");
        await Expect(priya.Page.GetByRole(AriaRole.Article).First).ToBeVisibleAsync();
        var skip = priya.Page.GetByRole(AriaRole.Link, new() { Name = "Skip to content" });
        await Expect(skip).Not.ToBeInViewportAsync();

        await skip.FocusAsync();
        await Expect(skip).ToBeInViewportAsync();
        await priya.Page.Keyboard.PressAsync("Enter");

        await Expect(priya.Page.Locator("main#work")).ToBeFocusedAsync();
        await Expect(priya.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/office/board"));
    }

    /// <summary>Links that were used, and sessions.</summary>
    private async Task<(long Used, long Sessions)> AccessAsync() =>
        (
            await CountAsync("select count(*) from tenant.setup_links where used_at is not null"),
            await CountAsync("select count(*) from tenant.portal_sessions")
        );

    private static async Task<string> DeadTextAsync(IPage page)
    {
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = Dead })).ToBeVisibleAsync();
        return await page.InnerTextAsync("body");
    }
}
