using System.Diagnostics;
using System.Text.RegularExpressions;
using Altitude.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Altitude.Browser.Tests;

/// <summary>Two programs on one database behind a proxy that gives each connection to the next of them: nobody is bound to one, and one may die.</summary>
public sealed class TwoNodesJourneys(MigratedCluster server, Chromium chromium) : Journey(server, chromium)
{
    private AppProcess _one = null!; // InitializeAsync sets these.
    private AppProcess _two = null!;
    private RoundRobinRelay? _proxy;

    protected override Uri Address => _proxy?.Url ?? Site.Url;

    private static readonly TimeSpan s_back = Soak.Within(TimeSpan.FromSeconds(10));
    private static int OpenPages => Soak.IsOn ? 50 : 8;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await MailAsync(Maria); // The letters are in the first node's box before there is another.
        await MailAsync(Luis);
        var nodes = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => AppProcess.StartAsync(Site.Database.Connections, Site.Cluster.MasterKey)));
        (_one, _two) = (nodes[0], nodes[1]);
        _proxy = new RoundRobinRelay(_one.Url.Port, _two.Url.Port);
    }

    protected override async ValueTask LeaveAsync()
    {
        if (_proxy is not null)
        {
            await _proxy.DisposeAsync();
            await _one.DisposeAsync();
            await _two.DisposeAsync();
        }
    }

    [Fact]
    public async Task The_whole_journey_goes_over_both_nodes_and_is_live_both_ways()
    {
        var priya = await AtDeskAsync();
        await SignInAsync(priya, "priya@summit-air.example");
        var card = (string column) =>
            priya
                .Page.GetByRole(AriaRole.Region, new() { Name = column, Exact = true })
                .GetByRole(AriaRole.Article, new() { Name = "JOB-1001", Exact = true });
        await Expect(card("Estimate sent")).ToBeVisibleAsync();
        await MarkAsync(priya.Page);
        var luis = await ReadEstimateAsync(await AtDeskAsync(), Luis, "EST-1002");
        await MarkAsync(luis.Page);

        var maria = await ReadEstimateAsync(await OnPhoneAsync());
        await maria.Page.GetByRole(AriaRole.Textbox, new() { Name = NameBox }).FillAsync("Maria Delgado");
        await maria.Page.GetByRole(AriaRole.Button, new() { Name = Approve }).ClickAsync();
        await Expect(maria.Page.Locator("h1")).ToContainTextAsync("approved", new() { IgnoreCase = true });
        await Expect(card("Approved")).ToBeVisibleAsync();
        Assert.True(await IsSameAsync(priya.Page), "The board was loaded anew.");

        await priya.Page.GotoAsync("/office/estimates/EST-1002");
        var confirm = priya.Page.GetByRole(AriaRole.Button, new() { Name = "Withdraw estimate" });
        await PressAsync(priya.Page.GetByRole(AriaRole.Button, new() { Name = "Withdraw", Exact = true }), confirm);
        await confirm.ClickAsync();
        await Expect(luis.Page.Locator(".chip").First).ToHaveTextAsync("Withdrawn");
        Assert.True(await IsSameAsync(luis.Page), "The customer's page was loaded anew.");
        Assert.All(_proxy!.Connections, n => Assert.True(n > 3, $"A node had {n} connections."));
    }

    [Fact]
    public async Task A_killed_node_is_missed_by_nobody()
    {
        var priya = await AtDeskAsync();
        priya.LosesTheLine = true;
        await SignInAsync(priya, "priya@summit-air.example");
        await priya.Page.GotoAsync("/office/jobs/JOB-1001");
        await Expect(priya.Page.GetByText("EST-1001").First).ToBeVisibleAsync();
        var maria = await ReadEstimateAsync(await OnPhoneAsync());
        maria.LosesTheLine = true;
        List<IPage> pages = [maria.Page];
        while (pages.Count < OpenPages)
        {
            var page = await maria.Context.NewPageAsync();
            await page.GotoAsync("/portal/summit-air/estimates/EST-1001");
            pages.Add(page);
        }

        foreach (var page in pages)
        {
            await page.GetByRole(AriaRole.Textbox, new() { Name = NameBox }).FillAsync("Maria Del");
            await page.WaitForFunctionAsync("() => performance.getEntriesByType('resource').some(e => e.name.includes('blazor.web'))");
        }

        var luis = await ReadEstimateAsync(await AtDeskAsync(), Luis);
        luis.LosesTheLine = true;

        await _one.KillAsync();
        var since = Stopwatch.StartNew();
        foreach (var page in pages)
        {
            await Expect(page.Locator("html[data-offline]")).ToHaveCountAsync(0, new() { Timeout = (float)s_back.TotalMilliseconds });
            await Expect(page.GetByRole(AriaRole.Textbox, new() { Name = NameBox })).ToHaveValueAsync("Maria Del");
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{pages.Count} pages were back after {since.Elapsed.TotalSeconds:N1} s.");
        Assert.True(since.Elapsed < s_back, $"The pages took {since.Elapsed.TotalSeconds:N1} s.");
        await luis.Page.Locator("summary", new() { HasText = "Decline" }).ClickAsync();
        await luis.Page.GetByRole(AriaRole.Button, new() { Name = "Decline estimate" }).ClickAsync();
        foreach (var page in pages)
        {
            await Expect(page.Locator(".chip").First).ToHaveTextAsync("Declined");
        }

        await Expect(priya.Page).ToHaveURLAsync(new Regex("/office/jobs/JOB-1001$"));
        await Expect(priya.Page.Locator("main, .work").GetByText("Declined").First).ToBeVisibleAsync();
    }
}
