using Altitude.Domain.Workspaces;

namespace Altitude.Domain.Tests.Workspaces;

public sealed class StaffMemberTests
{
    [Theory]
    [InlineData("Priya Nair", "PN")]
    [InlineData("owen", "O")]
    [InlineData("  Ana  María  de la Cruz ", "AM")]
    [InlineData("𐐨lice", "𐐀")]
    [InlineData("", "")]
    public void Initials_are_the_first_two(string name, string initials) => Assert.Equal(initials, StaffMember.InitialsOf(name));

    [Fact]
    public void Who_left_leaves_once()
    {
        var dana = StaffMember.Join(
            Id<StaffMember>.New(),
            Id<Workspace>.New(),
            Guid.NewGuid(),
            "Dana Whitfield",
            "dana@summit-air.example",
            "",
            StaffRole.Technician
        );
        dana.Remove(Summit.Tuesday);
        dana.Remove(Summit.Tuesday.AddDays(1));

        Assert.Equal(Summit.Tuesday, dana.RemovedAt);
        Assert.Equal(["staff.joined", "staff.removed"], dana.TakeEvents().Select(e => e.Kind));
    }

    [Fact]
    public void What_customers_see_of_somebody_is_told_only_where_it_changed()
    {
        var dana = StaffMember.Join(Id<StaffMember>.New(), Id<Workspace>.New(), Guid.NewGuid(), "Dana", "dana@x.example", "", StaffRole.Technician);
        dana.TakeEvents();

        dana.Describe(" Dana ", "");
        Assert.Empty(dana.TakeEvents());
        dana.Describe("Dana Whitfield", "303 555 0177");
        dana.Show(Id<StaffPhoto>.New());

        Assert.Equal(["staff.changed", "staff.changed"], dana.TakeEvents().Select(e => e.Kind));
        Assert.Equal(("Dana Whitfield", "303 555 0177"), (dana.Name, dana.Phone));
        Assert.Equal(StaffRules.Name, Summit.RefusedBy(() => dana.Describe("\0", "")));
        Assert.Equal(StaffRules.Phone, Summit.RefusedBy(() => dana.Describe("Dana", "1234")));
    }

    [Theory]
    [InlineData(StaffRole.Owner, true, true, true, true)]
    [InlineData(StaffRole.Admin, true, true, true, false)]
    [InlineData(StaffRole.Dispatcher, true, true, false, false)]
    [InlineData(StaffRole.Technician, false, false, false, false)]
    public void Each_role_may_do_so_much(StaffRole role, bool price, bool giveAccess, bool control, bool operate)
    {
        Assert.Equal(price, role.MayPrice());
        Assert.Equal(giveAccess, role.MayGiveAccess());
        Assert.Equal(control, role.MayControl());
        Assert.Equal(operate, role.MayOperate());
    }

    [Fact]
    public void What_a_role_may_not_is_refused_in_words()
    {
        var refused = Assert.Throws<RuleViolation>(() => StaffRoles.Require(StaffRole.Technician.MayPrice(), "send estimates"));

        Assert.Equal(StaffRoles.NotAllowed, refused.Rule);
        Assert.Contains("send estimates", refused.Message, StringComparison.Ordinal);
    }
}
