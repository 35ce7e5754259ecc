using System.Security.Claims;
using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Customers;
using Altitude.Testing;
using Altitude.Web.Features.Conversations;
using Altitude.Web.Features.Conversations.Office;
using Altitude.Web.Features.Workspaces;
using Altitude.Web.Layout;
using Altitude.Web.Live;
using Altitude.Web.Security;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Altitude.Web.Tests.Features.Conversations.Office;

/// <summary>The inbox and the rail's count hear of a message, keep what is being written, and let go when they are closed.</summary>
public sealed class MessagesPageTests(WorkspaceFixture data) : IClassFixture<WorkspaceFixture>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task An_open_inbox_hears_of_a_message_keeps_the_half_typed_answer_and_lets_go()
    {
        var cast = await data.GatherAsync();
        await using var context = Context(cast.Priya);
        var feed = context.Services.GetRequiredService<LiveFeed>();
        var send = new SendMessage(context.Services.GetRequiredService<WorkspaceDbFactory>());
        await send.RunAsync(cast.Maria.Actor, cast.Summit.JobNumber, "Is it serious?", [], RequestKey.New("t"), default);
        var talk = (await context.Services.GetRequiredService<ConversationInboxQuery>().RunAsync(cast.Priya, InboxFilter.All, default))
            .Lines.Single()
            .Id;
        var page = context.Render<MessagesPage>(p => p.Add(m => m.ConversationId, talk.Value));
        page.WaitForAssertion(() => Assert.Equal("Is it serious?", page.Find(".said .text").TextContent), Patience);
        page.Find("textarea").Input("We will");
        Assert.Equal(1, feed.CountSubscribers());

        await send.RunAsync(cast.Luis.Actor, cast.Summit.JobNumber, "And how long?", [], RequestKey.New("t"), default);

        page.WaitForAssertion(() => Assert.Equal("And how long?", page.FindAll(".said .text")[^1].TextContent), Patience);
        Assert.Equal("We will", page.Find("textarea").GetAttribute("value"));
        Assert.Contains("2 unread", page.Find(".inbox-line").TextContent, StringComparison.Ordinal);

        await page.Find("form.write").SubmitAsync();
        page.WaitForAssertion(() => Assert.Equal("We will", page.Find(".said.mine .text").TextContent), Patience);
        Assert.Equal("", page.Find("textarea").GetAttribute("value") ?? "");
        await context.DisposeComponentsAsync();
        Assert.Equal(0, feed.CountSubscribers());
    }

    [Fact]
    public async Task The_rail_counts_what_nobody_has_read()
    {
        var cast = await data.GatherAsync();
        await using var context = Context(cast.Dana);
        var feed = context.Services.GetRequiredService<LiveFeed>();
        var workspaces = context.Services.GetRequiredService<WorkspaceDbFactory>();
        var rail = context.Render<UnreadMessages>();
        page(0);

        await new SendMessage(workspaces).RunAsync(cast.Maria.Actor, null, "Hello", [], RequestKey.New("t"), default);
        rail.WaitForAssertion(
            () => Assert.Contains("1 unread", rail.Markup.Replace("<span class=\"hidden-text\">", ""), StringComparison.Ordinal),
            Patience
        );
        var talk = (await context.Services.GetRequiredService<ConversationInboxQuery>().RunAsync(cast.Priya, InboxFilter.All, default))
            .Lines.Single()
            .Id;
        await new MarkRead(workspaces).RunAsync(cast.Priya, talk, 1, default);
        rail.WaitForAssertion(() => page(0), Patience);

        await context.DisposeComponentsAsync();
        Assert.Equal(0, feed.CountSubscribers());

        void page(int count) => Assert.Equal(count, rail.FindAll(".count").Count);
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
        services.AddConversations();
        context.SetRendererInfo(new RendererInfo("Server", isInteractive: true));
        return context;
    }
}
