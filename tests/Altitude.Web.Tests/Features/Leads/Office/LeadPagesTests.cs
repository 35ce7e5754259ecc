using System.Security.Claims;
using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Leads;
using Altitude.Testing;
using Altitude.Web.Features.Leads;
using Altitude.Web.Features.Leads.Office;
using Altitude.Web.Features.Workspaces;
using Altitude.Web.Live;
using Altitude.Web.Security;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Altitude.Web.Tests.Features.Leads.Office;

/// <summary>Inbox and request hear of a change and let go when they are closed.</summary>
public sealed class LeadPagesTests(WorkspaceFixture data) : IClassFixture<WorkspaceFixture>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task An_open_inbox_hears_of_a_request_and_lets_go()
    {
        var cast = await data.GatherAsync();
        await using var context = Context(cast.Priya);
        var feed = context.Services.GetRequiredService<LiveFeed>();
        var page = context.Render<LeadInboxPage>();
        page.WaitForAssertion(() => Assert.Contains("No open requests", page.Markup, StringComparison.Ordinal), Patience);
        Assert.Equal(1, feed.CountSubscribers());

        await AskAsync(context, cast);
        page.WaitForAssertion(() => Assert.Contains("AC blows warm air", page.Find("tbody tr").TextContent, StringComparison.Ordinal), Patience);

        await context.DisposeComponentsAsync();
        Assert.Equal(0, feed.CountSubscribers());
    }

    [Fact]
    public async Task An_open_request_hears_that_it_was_lost_keeps_what_is_typed_and_lets_go()
    {
        var cast = await data.GatherAsync();
        await using var context = Context(cast.Priya);
        var feed = context.Services.GetRequiredService<LiveFeed>();
        var number = await AskAsync(context, cast);
        var page = context.Render<LeadPage>(p => p.Add(l => l.Number, number));
        page.WaitForAssertion(() => Assert.Equal("AC blows warm air", page.Find("h1").TextContent), Patience);
        page.Find("#follow-note").Change("Call after lunch");
        var workspaces = context.Services.GetRequiredService<WorkspaceDbFactory>();

        await new FollowUpLead(workspaces).RunAsync(cast.Owen, number, new DateOnly(2027, 6, 10), "", RequestKey.New("test"), default);
        await new LoseLead(workspaces).RunAsync(cast.Owen, number, "Chose somebody else", RequestKey.New("test"), default);
        page.WaitForAssertion(() => Assert.Contains("Chose somebody else", page.Markup, StringComparison.Ordinal), Patience);
        await new ReopenLead(workspaces).RunAsync(cast.Owen, number, RequestKey.New("test"), default);
        page.WaitForAssertion(() => Assert.Equal("Call after lunch", page.Find("#follow-note").GetAttribute("value")), Patience);

        await context.DisposeComponentsAsync();
        Assert.Equal(0, feed.CountSubscribers());
    }

    private static async Task<string> AskAsync(BunitContext context, Cast cast)
    {
        var lead = "";
        await context
            .Services.GetRequiredService<WorkspaceDbFactory>()
            .ActAsync(
                cast.Summit.Sweep,
                RequestKey.New("test"),
                async db =>
                {
                    var wanted = new LeadRequest("Nina Park", "nina@example.com", "", "", "AC blows warm air", "", "", LeadSource.Unknown);
                    lead = $"REQ-{await db.NextNumberAsync("REQ", 1001, default)}";
                    db.Leads.Add(Lead.Receive(Id<Lead>.New(), db.WorkspaceId, lead, wanted, "", db.Now));
                },
                default
            );
        return lead;
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
        services.AddSingleton<LiveFeed>();
        services.AddSingleton(provider => new WorkspaceDbFactory(data.App, provider.GetRequiredService<LiveFeed>(), FollowUps.None));
        services.AddSingleton<AuthenticationStateProvider>(new SignedInAs(staff));
        services.AddScoped<CurrentStaff>();
        services.AddLeads();
        context.SetRendererInfo(new RendererInfo("Server", isInteractive: true));
        return context;
    }
}
