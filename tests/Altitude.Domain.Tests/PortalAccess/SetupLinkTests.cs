using Altitude.Domain.Customers;
using Altitude.Domain.PortalAccess;
using Altitude.Domain.Workspaces;

namespace Altitude.Domain.Tests.PortalAccess;

public sealed class SetupLinkTests
{
    private static readonly Contact Maria = Customer
        .Register(Id<Customer>.New(), Id<Workspace>.New(), "Delgado household", Summit.Tuesday)
        .AddContact(Id<Contact>.New(), "Maria Delgado", "maria.delgado@example.com", "", ContactRights.Full);

    [Fact]
    public void It_opens_for_its_hours_and_not_a_moment_longer()
    {
        var link = Issue();

        Assert.Equal(SetupLinkState.Open, link.StateAt(Summit.Tuesday.AddHours(72).AddTicks(-1)));
        Assert.Equal(SetupLinkState.Expired, link.StateAt(Summit.Tuesday.AddHours(72)));
    }

    [Fact]
    public void It_is_its_contacts_alone()
    {
        var link = Issue();

        Assert.Equal((Maria.WorkspaceId, Maria.CustomerId, Maria.Id), (link.WorkspaceId, link.CustomerId, link.ContactId));
    }

    [Fact]
    public void Taken_back_it_opens_nothing_and_says_so_once()
    {
        var link = Issue();
        link.Revoke(Summit.Tuesday, Maria.Name);
        link.Revoke(Summit.Tuesday.AddHours(1), Maria.Name);

        Assert.Equal(SetupLinkState.Revoked, link.StateAt(Summit.Tuesday.AddMinutes(1)));
        Assert.Equal(["link.issued", "link.revoked"], link.TakeEvents().Select(e => e.Kind));
    }

    [Theory]
    [InlineData("https://elsewhere.example/")]
    [InlineData("//elsewhere.example/portal/")]
    [InlineData("/office/board")]
    public void It_opens_pages_of_the_portal_only(string target) =>
        Assert.Equal(
            "link.target",
            Summit.RefusedBy(() => SetupLink.Issue(Id<SetupLink>.New(), Maria, target, Summit.Tuesday, TimeSpan.FromHours(72)))
        );

    [Fact]
    public void A_session_ends_once_and_tells_it()
    {
        var session = PortalSession.Begin(
            Id<PortalSession>.New(),
            Issue(),
            Maria.Name,
            [1],
            LinkChannel.Email,
            "",
            Summit.Tuesday,
            TimeSpan.FromHours(8)
        );
        session.End(Summit.Tuesday.AddHours(1), Maria.Name);
        session.End(Summit.Tuesday.AddHours(2), Maria.Name);

        Assert.Equal(Summit.Tuesday.AddHours(8), session.ExpiresAt);
        Assert.Equal(Summit.Tuesday.AddHours(1), session.EndedAt);
        Assert.Equal(["session.began", "session.ended"], session.TakeEvents().Select(e => e.Kind));
    }

    private static SetupLink Issue() =>
        SetupLink.Issue(Id<SetupLink>.New(), Maria, "/portal/summit-air/jobs/JOB-1001", Summit.Tuesday, TimeSpan.FromHours(72));
}
