using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.PortalAccess;
using Altitude.Domain.Workspaces;
using Altitude.Testing;
using Altitude.Web.Features.PortalAccess;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Tests.Features.PortalAccess;

/// <summary>Every way into the portal, as the office sees it, and how it is closed.</summary>
public sealed class AccessListTests(AppFixture app) : IClassFixture<AppFixture>
{
    private AccessListQuery Query => app.Service<AccessListQuery>();
    private RevokeAccess Revoke => app.Service<RevokeAccess>();

    [Fact]
    public async Task A_link_is_told_by_what_became_of_it()
    {
        var cast = await app.GatherAsync();
        await app.TamperAsync("delete from tenant.setup_links where workspace_id = $1", cast.Summit.Id.Value);
        var heard = new TaskCompletionSource();
        using var listening = app.Service<LinkLooks>().Listen(cast.Summit.Id, () => heard.TrySetResult());

        var never = await IssueAsync(cast);
        var (opened, address) = await HandOverAsync(cast);
        var (used, used_) = await HandOverAsync(cast);
        var revoked = await IssueAsync(cast);
        await app.Service<RevokeSetupLink>().RunAsync(cast.Priya, revoked, Key(), default);
        using var scanner = app.Visit();
        await scanner.GetAsync(address);
        await heard.Task.WaitAsync(TimeSpan.FromSeconds(30));
        using var maria = app.Visit();
        await maria.PressAsync(await maria.GetAsync(used_), "Continue");

        var rows = (await ListAsync(cast)).ToDictionary(r => r.Id);
        Assert.Equal(
            (LinkStanding.NeverOpened, LinkStanding.Opened, LinkStanding.Used, LinkStanding.Revoked),
            (rows[never].Standing, rows[opened].Standing, rows[used].Standing, rows[revoked].Standing)
        );
        Assert.Equal(("Priya Nair", "Firefox on Linux", LinkChannel.Copied), (rows[used].By, rows[used].Device, rows[used].Channel));
        Assert.Contains("Altitude-Tests", rows[opened].LookedBy!, StringComparison.Ordinal);
        foreach (var (standing, value, _) in AccessFilter.Standings)
        {
            Assert.Equal(
                rows.Values.Where(r => r.Standing == standing).Select(r => r.Id).Order(),
                (await ListAsync(cast, state: value)).Select(r => r.Id).Order()
            );
        }

        var late = await IssueAsync(cast);
        await app.TamperAsync("update tenant.setup_links set expires_at = altitude.now() where id = $1", late.Value);
        Assert.Equal(late, Assert.Single(await ListAsync(cast, state: "expired")).Id);
        Assert.Empty(await ListAsync(cast, find: "nobody of that name"));
        Assert.Equal(5, (await ListAsync(cast, find: "delgado")).Count);
        Assert.DoesNotContain(
            (await Query.LinksAsync(cast.Spark.Owner, AccessFilter.Of(null, null, null), null, default)).Rows,
            r => rows.ContainsKey(r.Id)
        );
    }

    [Fact]
    public async Task Page_by_page_every_link_comes_once_though_all_were_issued_at_the_same_instant()
    {
        var cast = await app.GatherAsync();
        await app.ActAsync(
            cast.Priya,
            async db =>
            {
                var contact = await db.Contacts.SingleAsync(c => c.Id == cast.Luis.Actor.ContactId);
                for (var i = 0; i < 120; i++)
                {
                    db.SetupLinks.Add(
                        SetupLink.Issue(
                            Id<SetupLink>.New(),
                            contact,
                            $"/portal/{cast.Summit.Slug}",
                            db.Now,
                            TimeSpan.FromHours(72),
                            cast.Priya.StaffId
                        )
                    );
                }
            }
        );
        var all = (long)(await app.PeekAsync("select count(*) from tenant.setup_links where workspace_id = $1", cast.Summit.Id.Value))!; // A count.

        List<Id<SetupLink>> seen = [];
        AccessPlace? after = null;
        do
        {
            var page = await Query.LinksAsync(cast.Priya, AccessFilter.Of(null, null, null), after, default);
            seen.AddRange(page.Rows.Select(r => r.Id));
            after = page.Next;
        } while (after is not null);

        Assert.Equal(all, seen.Count);
        Assert.Equal(seen.Count, seen.Distinct().Count());
    }

    [Fact]
    public async Task Revoking_all_of_a_contact_closes_theirs_and_nobody_elses()
    {
        var cast = await app.GatherAsync();
        var (_, address) = await HandOverAsync(cast);

        var revoked = await Revoke.OfContactAsync(cast.Priya, cast.Maria.Actor.ContactId, Key(), default);

        Assert.Equal((1, 1), (revoked.Links, revoked.Sessions));
        Assert.Equal(AccessRules.SessionEnded, await RuleAsync(() => app.ReadAsync(cast.Maria.Actor, _ => Task.FromResult(0))));
        await app.ReadAsync(cast.Luis.Actor, _ => Task.FromResult(0));
        await app.ReadAsync(cast.MariaAtSpark.Actor, _ => Task.FromResult(0));
        using var visitor = app.Visit();
        Assert.Equal("This link no longer opens", (await visitor.GetAsync(address)).Heading);
        Assert.Equal(0L, await app.PeekAsync("select count(*) from platform.session_lookups where session_id = $1", cast.Maria.Actor.Session.Value));
    }

    [Fact]
    public async Task Everybody_is_signed_out_only_by_whoever_types_the_companys_name()
    {
        var cast = await app.GatherAsync();
        var (_, address) = await HandOverAsync(cast);

        Assert.Equal(RevokeAccess.NotTyped, await RuleAsync(() => Revoke.OfEverybodyAsync(cast.Owen, "Summit", Key(), default)));
        Assert.Equal(
            StaffRoles.NotAllowed,
            await RuleAsync(() => Revoke.OfEverybodyAsync(cast.Priya, "Summit Air Heating & Cooling", Key(), default))
        );
        await app.ReadAsync(cast.Luis.Actor, _ => Task.FromResult(0));
        var revoked = await Revoke.OfEverybodyAsync(cast.Owen, " summit air heating & cooling ", Key(), default);

        Assert.Equal(3, revoked.Sessions);
        foreach (var contact in cast.Summit.Contacts)
        {
            Assert.Equal(AccessRules.SessionEnded, await RuleAsync(() => app.ReadAsync(contact.Actor, _ => Task.FromResult(0))));
        }

        await app.ReadAsync(cast.MariaAtSpark.Actor, _ => Task.FromResult(0));
        using var visitor = app.Visit();
        Assert.Equal("This link no longer opens", (await visitor.GetAsync(address)).Heading);
        Assert.DoesNotContain((await Query.SessionsAsync(cast.Priya, AccessFilter.Of("sessions", "signed-in", null), null, default)).Rows, _ => true);
    }

    [Fact]
    public async Task A_link_that_is_mailed_again_is_the_same_link_and_says_where_it_went()
    {
        var cast = await app.GatherAsync();
        var link = await app.Service<IssueSetupLink>().RunAsync(cast.Priya, cast.Luis.Actor.ContactId, null, byMail: true, Key(), default);
        await MailsAsync(link, 1);

        await app.Service<ResendSetupLink>().RunAsync(cast.Priya, link, Key(), default);

        await MailsAsync(link, 2);
        var row = (await ListAsync(cast)).Single(r => r.Id == link);
        Assert.Equal((cast.Luis.Email, LinkChannel.Email), (row.SentTo, row.Channel));
        await app.Service<RevokeSetupLink>().RunAsync(cast.Priya, link, Key(), default);
        Assert.Equal(MintLinkSecret.NotOpen, await RuleAsync(() => app.Service<ResendSetupLink>().RunAsync(cast.Priya, link, Key(), default)));
    }

    [Fact]
    public async Task Sessions_tell_who_where_and_until_when()
    {
        var cast = await app.GatherAsync();

        var rows = (await Query.SessionsAsync(cast.Priya, AccessFilter.Of("sessions", "signed-in", "luis"), null, default)).Rows;

        Assert.Equal(3, rows.Count); // The household's: it is customers that are looked for.
        var luis = rows.Single(r => r.Contact == "Luis Delgado");
        Assert.True(luis.IsLiving);
        await app.Service<EndPortalSession>().RunAsync(cast.Priya, luis.Id, Key(), default);
        Assert.Equal(2, (await Query.SessionsAsync(cast.Priya, AccessFilter.Of("sessions", "signed-in", null), null, default)).Rows.Count);
        Assert.Equal(
            StaffRoles.NotAllowed,
            await RuleAsync(() => Query.SessionsAsync(cast.Dana, AccessFilter.Of("sessions", null, null), null, default))
        );
    }

    private async Task<IReadOnlyList<LinkRow>> ListAsync(Cast cast, string? state = null, string? find = null) =>
        (await Query.LinksAsync(cast.Priya, AccessFilter.Of(null, state, find), null, default)).Rows;

    private Task<Id<SetupLink>> IssueAsync(Cast cast) =>
        app.Service<IssueSetupLink>().RunAsync(cast.Priya, cast.Maria.Actor.ContactId, null, byMail: false, Key(), default);

    private async Task<(Id<SetupLink> Link, string Address)> HandOverAsync(Cast cast)
    {
        var link = await IssueAsync(cast);
        return (link, new Uri(await app.Service<MintLinkSecret>().RunAsync(cast.Priya, link, LinkChannel.Copied, default)).AbsolutePath);
    }

    private Task MailsAsync(Id<SetupLink> link, long count) =>
        Patiently.HoldsAsync(async () =>
            (long)(await app.PeekAsync("select count(*) from tenant.email_deliveries where subject = $1 and state = 'Sent'", link.Value))! == count // A count.
        );

    private static RequestKey Key() => RequestKey.New("test");

    private static async Task<string> RuleAsync(Func<Task> act) => (await Assert.ThrowsAsync<RuleViolation>(act)).Rule;
}
