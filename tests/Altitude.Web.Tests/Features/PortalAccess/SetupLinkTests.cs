using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.PortalAccess;
using Altitude.Domain.Workspaces;
using Altitude.Testing;
using Altitude.Web.Features.Customers;
using Altitude.Web.Features.PortalAccess;
using Altitude.Web.Features.Workspaces;
using Altitude.Web.Hosting;
using Altitude.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Tests.Features.PortalAccess;

public sealed class SetupLinkTests(WorkspaceFixture data) : IClassFixture<WorkspaceFixture>
{
    private IssueSetupLink Issue => new(data.Workspaces);
    private MintLinkSecret Mint => new(data.Workspaces, new PublicAddress("https://portal.example.com"));
    private RevokeSetupLink Revoke => new(data.Workspaces);
    private ContactAccessQuery Access => new(data.Workspaces);

    [Fact]
    public async Task A_link_lasts_as_long_as_the_company_decided_and_opens_its_portal()
    {
        var cast = await data.GatherAsync();
        await new ChangePortalSettings(data.Workspaces).RunAsync(cast.Ada, new PortalSettings(true, 48, 8), Key(), default);

        var id = await IssueAsync(cast, cast.Priya);

        var link = await data.ReadAsync(cast.Priya, db => db.SetupLinks.SingleAsync(l => l.Id == id));
        Assert.Equal(TimeSpan.FromHours(48), link.ExpiresAt - link.IssuedAt);
        Assert.Equal($"/portal/{cast.Summit.Slug}", link.Target);
    }

    [Fact]
    public async Task No_link_is_mailed_to_who_has_no_address_and_one_can_be_handed_over()
    {
        var cast = await data.GatherAsync();
        var nina = await new AddContact(data.Workspaces).RunAsync(
            cast.Priya,
            cast.Summit.Customer,
            new NewContact("Nina Park", "", "303 555 0199", Domain.Customers.ContactRights.Approve),
            Key(),
            default
        );

        var refused = await Assert.ThrowsAsync<RuleViolation>(() => Issue.RunAsync(cast.Priya, nina, null, byMail: true, Key(), default));

        Assert.Equal(IssueSetupLink.NoAddress, refused.Rule);
        Assert.Equal(0, await data.ReadAsync(cast.Priya, db => db.SetupLinks.CountAsync(l => l.ContactId == nina)));
        var link = await Issue.RunAsync(cast.Priya, nina, null, byMail: false, Key(), default);
        Assert.StartsWith(
            "https://portal.example.com/start/",
            await Mint.RunAsync(cast.Priya, link, LinkChannel.Copied, default),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Only_the_hash_of_a_minted_secret_is_kept()
    {
        var cast = await data.GatherAsync();
        var id = await IssueAsync(cast, cast.Priya);

        var address = await Mint.RunAsync(cast.Priya, id, LinkChannel.Copied, default);

        var secret = address["https://portal.example.com/start/".Length..];
        Assert.True(Secret.HasForm(secret));
        Assert.Equal(
            (byte[])Secret.HashOf(secret),
            await data.ReadAsync(cast.Priya, db => db.SetupLinkSecrets.Where(s => s.LinkId == id).Select(s => s.Hash).SingleAsync())
        );
        Assert.Equal(0L, await data.PeekAsync("select count(*) from tenant.request_keys where result like '%' || $1 || '%'", secret));
        Assert.Equal(0L, await data.PeekAsync("select count(*) from tenant.activity_details where body like '%' || $1 || '%'", secret));
    }

    [Fact]
    public async Task A_revoked_link_is_not_handed_over_again()
    {
        var cast = await data.GatherAsync();
        var id = await IssueAsync(cast, cast.Priya);

        await Revoke.RunAsync(cast.Priya, id, Key(), default);

        Assert.Equal(MintLinkSecret.NotOpen, await RuleAsync(() => Mint.RunAsync(cast.Priya, id, LinkChannel.Copied, default)));
        var seen = await Access.RunAsync(cast.Priya, cast.Maria.Actor.ContactId, default);
        Assert.Equal(SetupLinkState.Revoked, seen.Links.Single(l => l.Id == id).State);
    }

    [Fact]
    public async Task An_expired_link_is_not_handed_over_again()
    {
        var cast = await data.GatherAsync();
        var id = await IssueAsync(cast, cast.Priya);

        await data.Clock.AdvanceAsync(TimeSpan.FromHours(72));

        Assert.Equal(MintLinkSecret.NotOpen, await RuleAsync(() => Mint.RunAsync(cast.Priya, id, LinkChannel.Copied, default)));
    }

    [Fact]
    public async Task A_mailed_link_is_queued_with_its_issue()
    {
        var cast = await data.GatherAsync();

        var id = await Issue.RunAsync(cast.Priya, cast.Maria.Actor.ContactId, target: null, byMail: true, Key(), default);

        Assert.Equal(
            1L,
            await data.PeekAsync("select count(*) from platform.outbox where kind = $1 and subject = $2", OutboxKinds.MailLink, id.Value)
        );
    }

    [Fact]
    public async Task Another_companys_contact_does_not_exist_here()
    {
        var cast = await data.GatherAsync();

        Assert.Equal(
            IssueSetupLink.NoContact,
            await RuleAsync(() => Issue.RunAsync(cast.Spark.Owner, cast.Maria.Actor.ContactId, null, false, Key(), default))
        );
        Assert.Equal(
            RevokeSetupLink.Missing,
            await RuleAsync(async () => await Revoke.RunAsync(cast.Spark.Owner, await IssueAsync(cast, cast.Priya), Key(), default))
        );
    }

    [Fact]
    public async Task Technicians_give_nobody_access()
    {
        var cast = await data.GatherAsync();
        var (dana, maria, customer) = (cast.Dana, cast.Maria.Actor, cast.Summit.Customer);
        var link = await IssueAsync(cast, cast.Priya);

        foreach (
            var act in new Func<Task>[]
            {
                () => Issue.RunAsync(dana, maria.ContactId, null, false, Key(), default),
                () => Mint.RunAsync(dana, link, LinkChannel.Shown, default),
                () => Revoke.RunAsync(dana, link, Key(), default),
                () => new EndPortalSession(data.Workspaces).RunAsync(dana, maria.Session, Key(), default),
                () => new AddContact(data.Workspaces).RunAsync(dana, customer, new("A", "a@example.com", "", default), Key(), default),
                () => new RemoveContact(data.Workspaces).RunAsync(dana, customer, maria.ContactId, Key(), default),
                () => new RegisterCustomer(data.Workspaces).RunAsync(dana, new("A", "", "", "", ""), Key(), default),
            }
        )
        {
            Assert.Equal(StaffRoles.NotAllowed, await RuleAsync(act));
        }
    }

    [Fact]
    public async Task Only_owners_and_admins_change_the_portals_settings()
    {
        var cast = await data.GatherAsync();
        var change = new ChangePortalSettings(data.Workspaces);

        Assert.Equal(StaffRoles.NotAllowed, await RuleAsync(() => change.RunAsync(cast.Priya, PortalSettings.Default, Key(), default)));
        Assert.Equal(WorkspaceRules.SetupLinkHours, await RuleAsync(() => change.RunAsync(cast.Ada, new(true, 0, 8), Key(), default)));
        Assert.Equal(WorkspaceRules.SessionHours, await RuleAsync(() => change.RunAsync(cast.Ada, new(true, 72, 169), Key(), default)));
    }

    [Fact]
    public async Task A_removed_contact_is_signed_out()
    {
        var cast = await data.GatherAsync();

        await new RemoveContact(data.Workspaces).RunAsync(cast.Priya, cast.Summit.Customer, cast.Luis.Actor.ContactId, Key(), default);

        Assert.Equal(AccessRules.ContactRemoved, await RuleAsync(() => data.Workspaces.ReadAsync(cast.Luis.Actor, default)));
    }

    private Task<Id<SetupLink>> IssueAsync(Cast cast, Staff by) =>
        Issue.RunAsync(by, cast.Maria.Actor.ContactId, target: null, byMail: false, Key(), default);

    private static RequestKey Key() => RequestKey.New("test");

    private static async Task<string> RuleAsync(Func<Task> act) => (await Assert.ThrowsAsync<RuleViolation>(act)).Rule;
}
