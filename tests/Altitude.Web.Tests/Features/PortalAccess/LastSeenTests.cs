using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Testing;
using Altitude.Web.Features.PortalAccess;
using Altitude.Web.Features.Workspaces;
using Altitude.Web.Live;
using Altitude.Web.Security;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Altitude.Web.Tests.Features.PortalAccess;

/// <summary>When a session was last in use: written beside the requests of contacts and staff, seldom, and only for who is signed in.</summary>
public sealed class LastSeenTests(AppFixture site) : IClassFixture<AppFixture>
{
    [Fact]
    public async Task A_page_that_a_contact_opened_is_seen_by_them_and_by_the_office()
    {
        var cast = await site.GatherAsync();
        using var maria = site.VisitAs(cast.Maria);
        Assert.Null(await SeenAsync(cast.Maria));
        await site.Clock.AdvanceAsync(TimeSpan.FromMinutes(20));

        await maria.GetAsync($"/portal/{cast.Summit.Slug}");

        await Patiently.HoldsAsync(async () => await SeenAsync(cast.Maria) is not null, "the visit was written down");
        var own = await site.Service<PortalSessionsQuery>().RunAsync(cast.Maria.Actor, default);
        var office = await site.Service<ContactAccessQuery>().RunAsync(cast.Owen, cast.Maria.Actor.ContactId, default);
        Assert.True(own.Single(s => s.IsThis) is { LastSeenAt: { } seen } mine && seen >= mine.StartedAt.AddMinutes(19));
        Assert.Equal(own.Single(s => s.IsThis).LastSeenAt, office.Sessions.Single(s => s.Id == cast.Maria.Actor.Session).LastSeenAt);
    }

    [Fact]
    public async Task It_is_written_once_in_five_minutes_whichever_node_is_asked()
    {
        var cast = await site.GatherAsync();
        await NoteOnANodeOfItsOwnAsync(cast.Maria);
        var first = await SeenAsync(cast.Maria);

        await site.Clock.AdvanceAsync(TimeSpan.FromMinutes(4));
        await NoteOnANodeOfItsOwnAsync(cast.Maria);
        Assert.Equal(first, await SeenAsync(cast.Maria));

        await site.Clock.AdvanceAsync(TimeSpan.FromMinutes(2));
        await NoteOnANodeOfItsOwnAsync(cast.Maria);
        Assert.True(await SeenAsync(cast.Maria) >= first + TimeSpan.FromMinutes(6));
    }

    [Fact]
    public async Task A_page_that_one_of_the_staff_opened_is_seen_among_their_own_sign_ins_only()
    {
        var cast = await site.GatherAsync();
        using var priya = site.VisitAs(cast.Priya, cast.Summit);
        await site.Clock.AdvanceAsync(TimeSpan.FromMinutes(20));

        await priya.GetAsync("/office/board");

        await Patiently.HoldsAsync(async () => await OwnAsync(cast.Priya) is { } own && own.LastSeenAt >= own.StartedAt.AddMinutes(19));
        var dana = await OwnAsync(cast.Dana);
        Assert.Equal(dana.StartedAt, dana.LastSeenAt);
    }

    [Fact]
    public async Task Who_is_not_signed_in_and_what_is_fetched_ahead_of_time_is_seen_nowhere()
    {
        var cast = await site.GatherAsync();
        using var nobody = site.Visit();
        using var luis = site.VisitAs(cast.Luis);
        luis.Http.DefaultRequestHeaders.Add("Sec-Purpose", "prefetch;prerender");
        using var maria = site.VisitAs(cast.Maria);

        await nobody.GetAsync($"/portal/{cast.Summit.Slug}");
        await luis.GetAsync($"/portal/{cast.Summit.Slug}");
        await maria.GetAsync($"/portal/{cast.Summit.Slug}");

        await Patiently.HoldsAsync(async () => await SeenAsync(cast.Maria) is not null, "the visit was written down"); // One after the other: the others would be there.
        Assert.Null(await SeenAsync(cast.Luis));
        Assert.Equal(1L, await site.PeekAsync("select count(*) from tenant.session_seen where workspace_id = $1", cast.Summit.Id.Value));
    }

    [Fact]
    public async Task Another_companys_session_is_not_written_for()
    {
        var cast = await site.GatherAsync();

        await NoteOnANodeOfItsOwnAsync(cast.Maria, cast.Spark);

        Assert.Null(await SeenAsync(cast.Maria));
        Assert.Equal(0L, await site.PeekAsync("select count(*) from tenant.session_seen where workspace_id = $1", cast.Spark.Id.Value));
    }

    private async Task<OwnStaffSession> OwnAsync(Staff who) =>
        (await site.Service<OwnStaffSessionsQuery>().RunAsync(who, default)).Sessions.Single(s => s.IsThisOne);

    private async Task NoteOnANodeOfItsOwnAsync(SignedIn who, Company? at = null)
    {
        using var node = new LastSeen(site.Service<NpgsqlDataSource>(), site.Service<Rhythm>(), NullLogger<LastSeen>.Instance);
        node.Note(at is null ? who.Actor : who.Actor with { WorkspaceId = at.Id });
        node.Close();
        await node.StartAsync(default);
        await node.ExecuteTask!; // It was started.
    }

    private async Task<DateTimeOffset?> SeenAsync(SignedIn who) =>
        await site.PeekAsync("select at from tenant.session_seen where session_id = $1", who.Actor.Session.Value) is DateTime at
            ? new DateTimeOffset(at)
            : null;
}
