using Altitude.Domain.Workspaces;

namespace Altitude.Domain.Tests.Workspaces;

public sealed class WorkspaceTests
{
    [Fact]
    public void It_is_founded_with_sensible_rules()
    {
        var summit = Found("summit-air");

        Assert.Equal("Summit Air Heating & Cooling", summit.Name);
        Assert.Equal(new PortalSettings(IsOn: true, SetupLinkHours: 72, LongestSessionHours: 8), summit.Portal);
        Assert.Equal(summit.Id, summit.WorkspaceId);
        Assert.Equal(new DateTimeOffset(2027, 6, 16, 6, 0, 0, TimeSpan.Zero), summit.EndOf(new DateOnly(2027, 6, 15)));
        Assert.Equal(new DateOnly(2027, 6, 15), summit.DayOf(new DateTimeOffset(2027, 6, 16, 5, 59, 59, TimeSpan.Zero)));
    }

    [Theory]
    [InlineData("ab")]
    [InlineData("-summit")]
    [InlineData("summit-")]
    [InlineData("Summit")]
    [InlineData("summit air")]
    [InlineData("summit/air")]
    [InlineData("sümmit")]
    public void Its_address_is_of_small_letters_digits_and_hyphens(string slug) =>
        Assert.Equal(WorkspaceRules.Slug, Summit.RefusedBy(() => Found(slug)));

    [Fact]
    public void Its_zone_must_exist() =>
        Assert.Equal(
            WorkspaceRules.Zone,
            Summit.RefusedBy(() => Workspace.Found(Id<Workspace>.New(), "summit-air", "Summit", "America/Springfield", Summit.Usd, "en-US"))
        );

    [Theory]
    [InlineData("Sales tax", -0.01)]
    [InlineData("Sales tax", 100.01)]
    [InlineData("Sales tax", 8.81001)]
    [InlineData("", 8.81)]
    public void A_tax_has_a_name_and_a_sensible_percentage(string name, double percent) =>
        Assert.Equal(
            WorkspaceRules.Tax,
            Summit.RefusedBy(() => Found("summit-air").Describe(CompanyDetails.None, [new TaxRate(name, (decimal)percent)]))
        );

    [Theory]
    [InlineData(0, 8, WorkspaceRules.SetupLinkHours)]
    [InlineData(721, 8, WorkspaceRules.SetupLinkHours)]
    [InlineData(int.MaxValue, 8, WorkspaceRules.SetupLinkHours)]
    [InlineData(72, 0, WorkspaceRules.SessionHours)]
    [InlineData(72, 169, WorkspaceRules.SessionHours)]
    public void Links_and_sessions_last_some_time_but_not_for_ever(int link, int session, string rule)
    {
        var summit = Found("summit-air");

        Assert.Equal(rule, Summit.RefusedBy(() => summit.Control(new PortalSettings(true, link, session))));
        Assert.Equal(PortalSettings.Default, summit.Portal);
        Assert.Empty(summit.TakeEvents());
    }

    [Fact]
    public void Every_change_of_settings_is_told()
    {
        var summit = Found("summit-air");
        summit.Describe(CompanyDetails.None, [Summit.DenverTax]);
        summit.Dress(BrandKit.Default);
        summit.Control(PortalSettings.Default with { IsOn = false });

        Assert.Equal(["company", "brand", "portal"], summit.TakeEvents().Select(e => e.Details["part"]));
    }

    [Fact]
    public void A_new_name_is_told_and_nothing_is_no_name()
    {
        var summit = Found("summit-air");

        summit.Rename(" Summit Air & Sons ");

        Assert.Equal("Summit Air & Sons", summit.Name);
        Assert.Equal(["name"], summit.TakeEvents().Select(e => e.Details["part"]));
        Assert.Equal(WorkspaceRules.Name, Summit.RefusedBy(() => summit.Rename("  ")));
    }

    [Fact]
    public void How_a_company_is_reached_can_be_kept_and_written_to()
    {
        var summit = Found("summit-air");

        Assert.Equal(WorkspaceRules.Phone, Summit.RefusedBy(() => summit.Describe(new CompanyDetails(new string('1', 41), "", ""), [])));
        Assert.Equal(WorkspaceRules.Email, Summit.RefusedBy(() => summit.Describe(new CompanyDetails("", "nobody@", ""), [])));
        Assert.Equal(WorkspaceRules.Address, Summit.RefusedBy(() => summit.Describe(new CompanyDetails("", "", "a\0b"), [])));
        Assert.Empty(summit.TakeEvents());
    }

    private static Workspace Found(string slug) =>
        Workspace.Found(Id<Workspace>.New(), slug, " Summit Air Heating & Cooling ", "America/Denver", Summit.Usd, "en-US");
}
