using Altitude.Domain.Workspaces;

namespace Altitude.Domain.Tests.Workspaces;

public sealed class ShutTests
{
    private static readonly DateTimeOffset s_now = new(2027, 6, 8, 18, 0, 0, TimeSpan.Zero);

    [Fact]
    public void It_is_closed_by_its_name_after_an_export_and_can_be_opened_again_for_thirty_days()
    {
        var summit = Found();

        summit.Shut(" summit air heating & cooling ", s_now.AddDays(-1), 0, "Owen Hart", s_now);

        Assert.Equal((s_now, s_now.AddDays(30)), (summit.ShutAt, summit.EndsAt));
        var told = summit.TakeEvents().OfType<WorkspaceShut>().Single();
        Assert.Equal(("Owen Hart", s_now.AddDays(30)), (told.By, told.EndsAt));
        summit.Reopen("Owen Hart", s_now.AddDays(30).AddTicks(-1));
        summit.Reopen("Owen Hart", s_now.AddDays(40)); // It is open.
        Assert.Null(summit.EndsAt);
        Assert.Single(summit.TakeEvents(), e => e is WorkspaceReopened);
    }

    [Theory]
    [InlineData(null, 0, "Summit Air Heating & Cooling", ShutRules.Export)]
    [InlineData(1441, 0, "Summit Air Heating & Cooling", ShutRules.Export)]
    [InlineData(0, 1, "Summit Air Heating & Cooling", ShutRules.Money)]
    [InlineData(0, 0, "Summit Air", ShutRules.NotTyped)]
    [InlineData(0, 0, "", ShutRules.NotTyped)]
    public void It_stays_open_without_what_closing_takes(int? exportedMinutesAgo, int onItsWay, string typed, string rule)
    {
        var summit = Found();
        DateTimeOffset? exported = exportedMinutesAgo is { } minutes ? s_now.AddMinutes(-minutes) : null;

        Assert.Equal(rule, Summit.RefusedBy(() => summit.Shut(typed, exported, onItsWay, "Owen Hart", s_now)));

        Assert.Null(summit.ShutAt);
    }

    [Fact]
    public void After_thirty_days_nobody_opens_it_again()
    {
        var summit = Found();
        summit.Shut("Summit Air Heating & Cooling", s_now, 0, "Owen Hart", s_now);

        Assert.Equal(ShutRules.TooLate, Summit.RefusedBy(() => summit.Reopen("Owen Hart", s_now.AddDays(30))));

        Assert.NotNull(summit.ShutAt);
    }

    private static Workspace Found() =>
        Workspace.Found(Id<Workspace>.New(), "summit-air", "Summit Air Heating & Cooling", "America/Denver", Summit.Usd, "en-US");
}
