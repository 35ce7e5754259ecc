using Altitude.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Altitude.Browser.Tests;

/// <summary>The line is lost, or not there yet, while somebody types: nothing covers the page, what they wrote stays, and it comes alive by itself.</summary>
public sealed class LostLineJourneys(MigratedCluster server, Chromium chromium) : Journey(server, chromium)
{
    private AppProcess? _app;

    protected override Uri Address => _app?.Url ?? Site.Url;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await MailAsync(Maria); // Both letters are in the first node's box before there is a second.
        await MailAsync(Luis);
        _app = await AppProcess.StartAsync(Site.Database.Connections, Site.Cluster.MasterKey);
    }

    protected override async ValueTask LeaveAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }
    }

    [Fact]
    public async Task What_is_typed_before_an_office_page_hears_goes_along_and_is_saved()
    {
        var owen = await AtDeskAsync();
        await SignInAsync(owen, "owen@summit-air.example");
        var page = owen.Page;
        var (held, isSlow, answers) = (new Queue<byte[]>(), true, (IWebSocketRoute?)null);
        await page.RouteWebSocketAsync(
            new System.Text.RegularExpressions.Regex("/_blazor"),
            socket =>
            {
                answers = socket;
                socket
                    .ConnectToServer()
                    .OnMessage(frame =>
                    {
                        var said = frame.Binary ?? System.Text.Encoding.UTF8.GetBytes(frame.Text ?? "");
                        lock (held)
                        {
                            if (isSlow)
                            {
                                held.Enqueue(said);
                                return;
                            }
                        }

                        socket.Send(said);
                    });
            }
        );
        await page.GotoAsync("/office/settings/company");
        await page.GetByLabel("Phone").FillAsync("(303) 555-0177");
        await page.GetByLabel("Company name").FillAsync("Summit Air Comfort");
        await page.GetByLabel("Company name").PressAsync("Enter"); // Nobody hears it yet.
        await Expect(page.Locator("html[data-hears]")).ToHaveCountAsync(0);

        lock (held)
        {
            isSlow = false;
            while (held.TryDequeue(out var said))
            {
                answers!.Send(said); // The page has connected before it was answered.
            }
        }

        await Expect(page.Locator("html[data-hears]")).ToHaveCountAsync(1);
        await Expect(page.GetByLabel("Company name")).ToBeFocusedAsync();
        await Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasText = "Saved" })).ToBeVisibleAsync();
        Assert.True(
            await page.EvaluateAsync<bool>(
                    """
                    () => new Promise(done => {
                      document.activeElement.blur();
                      const news = document.body.appendChild(document.createElement('p'));
                      setTimeout(() => { news.remove(); done(document.activeElement === document.body); });
                    })
                    """
                )
                .WaitAsync(Patience),
            "Whoever left the field was called back to it."
        );
        await Expect(page.GetByLabel("Company name")).ToHaveValueAsync("Summit Air Comfort");
        Assert.Equal(1, await CountAsync("select count(*) from tenant.workspaces where name = 'Summit Air Comfort'"));
        await page.ReloadAsync();
        await Expect(page.GetByLabel("Phone")).ToHaveValueAsync("(303) 555-0177");
    }

    [Fact]
    public async Task A_killed_server_costs_nothing_that_was_typed()
    {
        var maria = await OnPhoneAsync();
        maria.LosesTheLine = true;
        await ReadEstimateAsync(maria);
        var (page, name) = (maria.Page, maria.Page.GetByRole(AriaRole.Textbox, new() { Name = NameBox }));
        await page.WaitForFunctionAsync("() => performance.getEntriesByType('resource').some(e => e.name.includes('blazor.web'))");
        await page.GetByRole(AriaRole.Checkbox, new() { Name = "Surge protector" }).CheckAsync();
        await name.FillAsync("Maria Del");

        await _app!.KillAsync();
        await Expect(page.Locator("html[data-offline]")).ToHaveCountAsync(1);
        await name.ScrollIntoViewIfNeededAsync();
        Assert.True(
            await name.EvaluateAsync<bool>(
                "e => { const b = e.getBoundingClientRect(); return document.elementFromPoint(b.x + b.width / 2, b.y + b.height / 2) === e; }"
            ),
            "Something covers the page."
        );
        await name.PressSequentiallyAsync("gado");
        await _app.StartAgainAsync();

        await Expect(page.Locator("html[data-offline]")).ToHaveCountAsync(0, new() { Timeout = 60_000 });
        await Expect(name).ToHaveValueAsync("Maria Delgado");
        await Expect(page.GetByRole(AriaRole.Checkbox, new() { Name = "Surge protector" })).ToBeCheckedAsync();
        await MarkAsync(page);
        var luis = await AtDeskAsync();
        await ReadEstimateAsync(luis, Luis);
        await luis.Page.Locator("summary", new() { HasText = "Decline" }).ClickAsync();
        await luis.Page.GetByRole(AriaRole.Button, new() { Name = "Decline estimate" }).ClickAsync();
        await Expect(page.Locator(".chip").First).ToHaveTextAsync("Declined");
        Assert.True(await IsSameAsync(page), "The page was not live again.");
    }

    [Fact]
    public async Task A_page_that_nobody_looks_at_rests_and_is_up_to_date_when_somebody_comes_back()
    {
        var maria = await OnPhoneAsync();
        maria.LosesTheLine = true;
        // Five minutes pass in no time; a clock put forward would tear the line first.
        await maria.Page.AddInitScriptAsync(
            "(wait => window.setTimeout = (act, ms, ...rest) => wait(act, ms === 300000 ? 0 : ms, ...rest))(window.setTimeout)"
        );
        IWebSocket? line = null;
        maria.Page.WebSocket += (_, newest) => line = newest;
        await ReadEstimateAsync(maria);
        var (page, name) = (maria.Page, maria.Page.GetByRole(AriaRole.Textbox, new() { Name = NameBox }));
        await page.WaitForFunctionAsync("() => window.Blazor?.pauseCircuit");
        await Patiently.HoldsAsync(() => line is { IsClosed: false }, "the page has its line");
        await name.FillAsync("Maria Del");
        await MarkAsync(page);

        await ShowAsync(page, "hidden");
        await Patiently.HoldsAsync(() => line is { IsClosed: true }, "the page let go of its line");
        var luis = await AtDeskAsync();
        await ReadEstimateAsync(luis, Luis);
        await luis.Page.Locator("summary", new() { HasText = "Decline" }).ClickAsync();
        await luis.Page.GetByRole(AriaRole.Button, new() { Name = "Decline estimate" }).ClickAsync();
        await Expect(luis.Page.Locator(".chip").First).ToHaveTextAsync("Declined");
        await Expect(page.Locator(".chip").First).Not.ToHaveTextAsync("Declined");
        await Expect(page.Locator("html[data-offline]")).ToHaveCountAsync(0);

        await ShowAsync(page, "visible");
        await Expect(page.Locator(".chip").First).ToHaveTextAsync("Declined");
        Assert.True(await IsSameAsync(page), "The page was loaded anew.");
    }

    /// <summary>A browser without a window never hides a page by itself.</summary>
    private static async Task ShowAsync(IPage page, string state) =>
        await page.EvaluateAsync(
                "state => { Object.defineProperty(document, 'visibilityState', { value: state, configurable: true }); document.dispatchEvent(new Event('visibilitychange')); }",
                state
            )
            .WaitAsync(Patience);
}
