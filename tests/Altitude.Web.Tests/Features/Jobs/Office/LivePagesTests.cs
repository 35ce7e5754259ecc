using System.Security.Claims;
using Altitude.Data;
using Altitude.Domain.Activity;
using Altitude.Domain.Jobs;
using Altitude.Testing;
using Altitude.Web.Features.Activity;
using Altitude.Web.Features.Activity.Office;
using Altitude.Web.Features.Conversations;
using Altitude.Web.Features.Customers;
using Altitude.Web.Features.Estimates;
using Altitude.Web.Features.Estimates.Office;
using Altitude.Web.Features.Home;
using Altitude.Web.Features.Home.Office;
using Altitude.Web.Features.Jobs;
using Altitude.Web.Features.Jobs.Office;
using Altitude.Web.Features.Workspaces;
using Altitude.Web.Files;
using Altitude.Web.Live;
using Altitude.Web.Security;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Altitude.Web.Tests.Features.Jobs.Office;

/// <summary>Board, job and estimate hear of a change and let go when they are closed.</summary>
public sealed class LivePagesTests(WorkspaceFixture data) : IClassFixture<WorkspaceFixture>
{
    [Fact]
    public async Task An_open_board_hears_of_a_change_and_lets_go() =>
        await HearsAndLetsGoAsync<BoardView>(_ => { }, page => page.Find("section[aria-label='Lead'] article[aria-label='JOB-1001']"));

    [Fact]
    public async Task An_open_job_hears_of_a_change_and_lets_go() =>
        await HearsAndLetsGoAsync<JobPage>(
            p => p.Add(j => j.Number, "JOB-1001"),
            page => Assert.Equal("Lead", page.Find(".stages [aria-current]").TextContent)
        );

    [Fact]
    public async Task An_open_estimate_hears_of_a_change_and_lets_go() =>
        await HearsAndLetsGoAsync<EstimatePage>(
            p => p.Add(e => e.Number, "EST-1001"),
            page => Assert.Equal("Withdrawn", page.Find(".page-head .chip").TextContent)
        );

    [Fact]
    public async Task What_one_types_stays_while_a_colleague_ticks_and_notes()
    {
        var cast = await data.GatherAsync();
        await using var context = Context(cast.Priya);
        var workspaces = context.Services.GetRequiredService<WorkspaceDbFactory>();
        var number = cast.Summit.JobNumber;
        var item = await new AddChecklistItem(workspaces).RunAsync(cast.Priya, number, "Bring the capacitor", RequestKey.New("test"), default);
        var page = context.Render<JobPage>(p => p.Add(j => j.Number, number));
        page.WaitForAssertion(() => page.Find("#new-note"), TimeSpan.FromSeconds(30));
        page.Find("#new-note").Change("Half a thou");
        page.Find("#new-tag").Input("warr");

        await new TickChecklistItem(workspaces).RunAsync(cast.Dana, number, item, true, RequestKey.New("test"), default);
        await new WriteNote(workspaces).RunAsync(cast.Dana, number, "The gate code is 4711", RequestKey.New("test"), default);

        page.WaitForAssertion(
            () =>
            {
                Assert.Contains("1 of 1 done", page.Markup, StringComparison.Ordinal);
                Assert.Contains("Dana Whitfield, ", page.Find(".checklist .hint").TextContent, StringComparison.Ordinal);
                Assert.Contains("The gate code is 4711", page.Find(".notes").TextContent, StringComparison.Ordinal);
            },
            TimeSpan.FromSeconds(30)
        );
        Assert.Equal("Half a thou", page.Find("#new-note").GetAttribute("value"));
        Assert.Equal("warr", page.Find("#new-tag").GetAttribute("value"));
        page.Find("form:has(#new-note)").Submit();
        page.WaitForAssertion(
            () => Assert.Contains("Half a thou", page.Find(".notes").TextContent, StringComparison.Ordinal),
            TimeSpan.FromSeconds(30)
        );
    }

    [Fact]
    public async Task A_customer_is_answered_on_the_jobs_page_and_what_is_half_typed_stays()
    {
        var cast = await data.GatherAsync();
        await using var context = Context(cast.Priya);
        var workspaces = context.Services.GetRequiredService<WorkspaceDbFactory>();
        var number = cast.Summit.JobNumber;
        var page = context.Render<JobPage>(p => p.Add(j => j.Number, number));
        page.WaitForAssertion(() => page.Find(".office-thread textarea"), TimeSpan.FromSeconds(30));
        page.Find(".office-thread textarea").Input("We come");

        await new SendMessage(workspaces).RunAsync(cast.Maria.Actor, number, "Is it serious?", [], RequestKey.New("test"), default);

        page.WaitForAssertion(
            () =>
            {
                Assert.Equal("Is it serious?", page.Find(".said .text").TextContent);
                Assert.StartsWith("Next The customer wrote", page.Find(".next-act p").TextContent, StringComparison.Ordinal);
            },
            TimeSpan.FromSeconds(30)
        );
        Assert.Equal("We come", page.Find(".office-thread textarea").GetAttribute("value"));
        await page.Find(".office-thread form.write").SubmitAsync();
        page.WaitForAssertion(() => Assert.Equal("We come", page.Find(".said.mine .text").TextContent), TimeSpan.FromSeconds(30));
        Assert.DoesNotContain("The customer wrote", page.Find(".next-act").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_board_is_filtered_by_a_tag()
    {
        var cast = await data.GatherAsync();
        await using var context = Context(cast.Priya);
        var workspaces = context.Services.GetRequiredService<WorkspaceDbFactory>();
        await new OpenJob(workspaces).RunAsync(
            cast.Priya,
            new NewJob(cast.Summit.Customer, "Leaking unit", null, null),
            RequestKey.New("test"),
            default
        );
        await new TagJob(workspaces).RunAsync(cast.Priya, cast.Summit.JobNumber, "Warranty", TagTone.Neutral, RequestKey.New("test"), default);
        var board = context.Render<BoardView>();
        board.WaitForAssertion(() => Assert.Equal(2, board.FindAll("article.job-card").Count), TimeSpan.FromSeconds(30));

        board.Find("#board-tag").Change(board.FindAll("#board-tag option").Single(o => o.TextContent == "Warranty").GetAttribute("value"));

        board.WaitForAssertion(
            () => Assert.Equal([cast.Summit.JobNumber], board.FindAll("article.job-card").Select(c => c.GetAttribute("aria-label"))),
            TimeSpan.FromSeconds(30)
        );
    }

    [Fact]
    public async Task An_empty_column_says_what_comes_there()
    {
        var cast = await data.GatherAsync();
        await using var context = Context(cast.Priya);
        var board = context.Render<BoardView>();

        board.WaitForAssertion(
            () => Assert.Equal("Invoices that wait to be paid.", board.Find("[data-stage=Invoiced] .column-cards").TextContent.Trim()),
            TimeSpan.FromSeconds(30)
        );
        Assert.Empty(board.FindAll("[data-stage=EstimateSent] .column-empty")); // The story's one card is there.
    }

    [Fact]
    public async Task A_job_is_for_the_customer_whom_one_came_from_however_many_there_are()
    {
        var cast = await data.GatherAsync();
        await using var context = Context(cast.Priya);
        var register = new RegisterCustomer(context.Services.GetRequiredService<WorkspaceDbFactory>());
        for (var i = 0; i < 20; i++)
        {
            await register.RunAsync(cast.Priya, new NewCustomer($"Aspen {i}", "", "", "", ""), RequestKey.New("test"), default);
        }

        var dialog = context.Render<NewJobDialog>(p => p.Add(d => d.For, cast.Summit.Customer.ToString()));

        dialog.WaitForAssertion(() => Assert.Equal("Delgado household", dialog.Find("form strong").TextContent), TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Whoever_has_no_such_customer_is_led_to_write_them_down()
    {
        var cast = await data.GatherAsync();
        await using var context = Context(cast.Priya);
        var dialog = context.Render<NewJobDialog>();
        dialog.WaitForAssertion(() => dialog.Find(".choices button"), TimeSpan.FromSeconds(30));

        await dialog.Find("#job-customer").InputAsync("Nobody of this name");

        dialog.WaitForAssertion(
            () => Assert.Equal("/office/customers?new=customer", dialog.Find(".hint a").GetAttribute("href")),
            TimeSpan.FromSeconds(30)
        );
        Assert.StartsWith("No customer of that name.", dialog.Find(".hint").TextContent, StringComparison.Ordinal);
    }

    private async Task HearsAndLetsGoAsync<TPage>(
        Action<ComponentParameterCollectionBuilder<TPage>> parameters,
        Action<IRenderedComponent<TPage>> shows,
        Action<IRenderedComponent<TPage>>? ready = null,
        Func<Cast, Task>? before = null
    )
        where TPage : IComponent
    {
        var cast = await data.GatherAsync();
        await (before?.Invoke(cast) ?? Task.CompletedTask);
        await using var context = Context(cast.Priya);
        var feed = context.Services.GetRequiredService<LiveFeed>();
        var page = context.Render(parameters);
        ready ??= drawn => Assert.Contains("812.26", drawn.Markup, StringComparison.Ordinal);
        page.WaitForAssertion(() => ready(page), TimeSpan.FromSeconds(30));
        Assert.Equal(1, feed.CountSubscribers());

        await new WithdrawEstimate(context.Services.GetRequiredService<WorkspaceDbFactory>()).RunAsync(
            cast.Owen,
            cast.Summit.EstimateNumber,
            "",
            RequestKey.New("test"),
            default
        );
        page.WaitForAssertion(() => shows(page), TimeSpan.FromSeconds(20));

        await context.DisposeComponentsAsync();
        Assert.Equal(0, feed.CountSubscribers());
    }

    [Fact]
    public async Task Today_hears_of_a_change_and_lets_go() =>
        await HearsAndLetsGoAsync<TodayPage>(
            _ => { },
            page => Assert.Contains("Nobody waits for an answer.", page.Markup, StringComparison.Ordinal),
            ready: page => Assert.Contains("Asks for changes", page.Markup, StringComparison.Ordinal),
            before: cast => new RequestChanges(data.Workspaces).RunAsync(cast.Maria.Actor, "EST-1001", "Cheaper?", RequestKey.New("test"), default)
        );

    [Fact]
    public async Task The_bell_rings_without_a_reload_and_lets_go()
    {
        var cast = await data.GatherAsync();
        await using var context = Context(cast.Owen);
        var feed = context.Services.GetRequiredService<LiveFeed>();
        var workspaces = context.Services.GetRequiredService<WorkspaceDbFactory>();
        var bell = context.Render<NoticeBell>();
        await Patiently.HoldsAsync(() => bell.Instance.Position > 0); // It was read once.

        await new RequestChanges(workspaces).RunAsync(cast.Maria.Actor, "EST-1001", "Cheaper?", RequestKey.New("test"), default);

        bell.WaitForAssertion(
            () =>
            {
                Assert.Contains("Notices, 1 unread", bell.Markup, StringComparison.Ordinal);
                Assert.StartsWith("Maria Delgado asks for changes", bell.Find("[role=status]").TextContent, StringComparison.Ordinal);
            },
            TimeSpan.FromSeconds(30)
        );
        bell.Find("button.bell").Click();
        bell.Find("header button").Click();
        bell.WaitForAssertion(() => Assert.Equal("Notices", bell.Find("button.bell .hidden-text").TextContent), TimeSpan.FromSeconds(30));
        await context.DisposeComponentsAsync();
        Assert.Equal(0, feed.CountSubscribers());
    }

    private BunitContext Context(Staff staff)
    {
        var context = new BunitContext();
        context.JSInterop.Mode = JSRuntimeMode.Loose;
        var services = context.Services;
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<Rhythm>();
        services.AddSingleton(new FeedPositions(data.App));
        services.AddSingleton<ILogger<LiveFeed>>(NullLogger<LiveFeed>.Instance);
        services.AddSingleton<ILogger<BoardSnapshots>>(NullLogger<BoardSnapshots>.Instance);
        services.AddSingleton<LiveFeed>();
        services.AddSingleton(provider => new WorkspaceDbFactory(data.App, provider.GetRequiredService<LiveFeed>(), FollowUps.None));
        services.AddSingleton<AuthenticationStateProvider>(new SignedInAs(staff));
        services.AddScoped<CurrentStaff>();
        services.AddJobs();
        services.AddEstimates();
        services.AddConversations();
        services.AddFiles();
        services.AddHome();
        services.AddSingleton<NoticesQuery>();
        services.AddSingleton<MarkNoticesRead>();
        context.SetRendererInfo(new RendererInfo("Server", isInteractive: true));
        return context;
    }
}
