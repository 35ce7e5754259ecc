using Altitude.Domain.Workspaces;

namespace Altitude.Domain.Tests.Workspaces;

/// <summary>Who may make whom what, and that one owner stays.</summary>
public sealed class TeamTests
{
    private static readonly DateTimeOffset Now = Summit.Tuesday;

    [Fact]
    public void The_last_owner_stays_whoever_decides()
    {
        var owen = Member(StaffRole.Owner);

        Assert.Equal(StaffRules.LastOwner, Refused(() => owen.Become(StaffRole.Admin, Id<StaffMember>.New(), StaffRole.Owner, otherOwners: 0)));
        Assert.Equal(StaffRules.LastOwner, Refused(() => owen.Leave(Id<StaffMember>.New(), StaffRole.Owner, otherOwners: 0, Now)));
        Assert.Equal((StaffRole.Owner, null), (owen.Role, owen.RemovedAt));
        Assert.True(owen.Become(StaffRole.Admin, Id<StaffMember>.New(), StaffRole.Owner, otherOwners: 1));
        Assert.False(owen.Become(StaffRole.Admin, Id<StaffMember>.New(), StaffRole.Owner, otherOwners: 1));
    }

    [Theory]
    [InlineData(StaffRole.Owner, StaffRole.Technician, StaffRole.Owner, "")]
    [InlineData(StaffRole.Admin, StaffRole.Technician, StaffRole.Admin, "")]
    [InlineData(StaffRole.Admin, StaffRole.Technician, StaffRole.Owner, StaffRules.Role)]
    [InlineData(StaffRole.Admin, StaffRole.Owner, StaffRole.Technician, StaffRules.Role)]
    [InlineData(StaffRole.Dispatcher, StaffRole.Technician, StaffRole.Dispatcher, StaffRoles.NotAllowed)]
    [InlineData(StaffRole.Technician, StaffRole.Technician, StaffRole.Dispatcher, StaffRoles.NotAllowed)]
    [InlineData(StaffRole.Owner, StaffRole.Technician, (StaffRole)9, StaffRules.Role)]
    public void Owners_are_made_and_unmade_by_owners_alone(StaffRole by, StaffRole before, StaffRole after, string rule)
    {
        var member = Member(before);

        Assert.Equal(rule, Refused(() => member.Become(after, Id<StaffMember>.New(), by, otherOwners: 2)));
    }

    [Fact]
    public void Nobody_decides_about_themselves_and_whoever_comes_back_is_who_they_were()
    {
        var dana = Member(StaffRole.Technician);
        Assert.Equal(StaffRules.Yourself, Refused(() => dana.Become(StaffRole.Owner, dana.Id, StaffRole.Owner, otherOwners: 2)));
        Assert.Equal(StaffRules.Yourself, Refused(() => dana.Leave(dana.Id, StaffRole.Owner, otherOwners: 2, Now)));
        dana.Leave(Id<StaffMember>.New(), StaffRole.Admin, otherOwners: 1, Now);
        Assert.Equal(Now, dana.RemovedAt);

        dana.Rejoin(" Dana W. ", StaffRole.Dispatcher);

        Assert.Equal(("Dana W.", StaffRole.Dispatcher, null), (dana.Name, dana.Role, dana.RemovedAt));
    }

    [Fact]
    public void An_invitation_stands_for_seven_days_until_it_is_used_or_withdrawn()
    {
        var invitation = Invited(StaffRole.Dispatcher, StaffRole.Admin);
        Assert.True(invitation.CanBeAccepted(Now + StaffInvitation.Lasts - TimeSpan.FromTicks(1)));
        Assert.False(invitation.CanBeAccepted(Now + StaffInvitation.Lasts));
        invitation.SendAgain(StaffRole.Owner, Now.AddDays(6));
        Assert.True(invitation.CanBeAccepted(Now.AddDays(12)));

        invitation.Accept(Id<StaffMember>.New(), Now.AddDays(12));

        Assert.Equal(StaffRules.Invitation, Refused(() => invitation.Accept(Id<StaffMember>.New(), Now.AddDays(12))));
        Assert.Equal(StaffRules.Invitation, Refused(() => invitation.SendAgain(StaffRole.Owner, Now.AddDays(12))));
        Assert.Equal(StaffRules.Invitation, Refused(() => invitation.Withdraw(StaffRole.Owner, Now.AddDays(12))));
        var other = Invited(StaffRole.Owner, StaffRole.Owner);
        Assert.Equal(StaffRules.Role, Refused(() => other.Withdraw(StaffRole.Admin, Now)));
        other.Withdraw(StaffRole.Owner, Now);
        other.Withdraw(StaffRole.Owner, Now);
        Assert.False(other.CanBeAccepted(Now));
        Assert.Equal(StaffRules.Role, Refused(() => Invited(StaffRole.Owner, StaffRole.Admin)));
        Assert.Equal(StaffRoles.NotAllowed, Refused(() => Invited(StaffRole.Technician, StaffRole.Dispatcher)));
    }

    [Fact]
    public void Every_permission_is_somebodys_and_owners_have_all()
    {
        foreach (var permission in Enum.GetValues<Permission>())
        {
            Assert.True(StaffRole.Owner.May(permission));
            var roles = Enum.GetValues<StaffRole>().Where(r => r.May(permission)).ToArray();
            Assert.Equal(roles, Enum.GetValues<StaffRole>()[..roles.Length]); // Who may more, may all that others may.
        }
    }

    private static StaffMember Member(StaffRole role) =>
        StaffMember.Join(Id<StaffMember>.New(), Id<Workspace>.New(), Guid.CreateVersion7(), "Sam Reyes", "sam@example.com", "", role);

    private static StaffInvitation Invited(StaffRole role, StaffRole by) =>
        StaffInvitation.Invite(Id<StaffInvitation>.New(), Id<Workspace>.New(), "sam@example.com", "Sam Reyes", role, by, "Ada Brooks", Now);

    private static string Refused(Action act)
    {
        try
        {
            act();
            return "";
        }
        catch (RuleViolation refused)
        {
            return refused.Rule;
        }
    }
}
