using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Testing;
using Altitude.Web.Features.Activity;
using Altitude.Web.Features.Estimates;
using Altitude.Web.Features.Jobs;

namespace Altitude.Web.Tests.Features.Activity;

/// <summary>What rings whose bell.</summary>
public sealed class NoticesTests(WorkspaceFixture data) : IClassFixture<WorkspaceFixture>
{
    private NoticesQuery Query => new(data.Workspaces);

    [Fact]
    public async Task An_approval_rings_until_it_is_marked_as_read_by_each_for_themselves()
    {
        var cast = await data.GatherAsync();
        await data.ActAsync(cast.Maria.Actor, db => Cast.ApproveAsync(db, cast.Maria, cast.Summit.Estimate));

        var owens = await Query.RunAsync(cast.Owen, default);
        var notice = Assert.Single(owens.Latest);
        Assert.Equal((1, true, "/office/estimates/EST-1001"), (owens.Unread, notice.IsUnread, notice.Path));
        Assert.StartsWith("Maria Delgado approved EST-1001", notice.Text, StringComparison.Ordinal);

        await MarkAsync(cast.Owen, owens.Position);
        await MarkAsync(cast.Owen, 1); // A page that was opened long before: never backwards.

        owens = await Query.RunAsync(cast.Owen, default);
        Assert.Equal((0, false), (owens.Unread, Assert.Single(owens.Latest).IsUnread));
        Assert.Equal(1, (await Query.RunAsync(cast.Priya, default)).Unread);
        Assert.Empty((await Query.RunAsync(cast.Spark.Owner, default)).Latest);
    }

    [Fact]
    public async Task What_comes_after_the_list_was_read_still_rings()
    {
        var cast = await data.GatherAsync();
        await new RequestChanges(data.Workspaces).RunAsync(cast.Maria.Actor, "EST-1001", "Cheaper?", RequestKey.New("test"), default);
        var read = await Query.RunAsync(cast.Owen, default);
        await new RequestChanges(data.Workspaces).RunAsync(cast.Luis.Actor, "EST-1001", "And sooner?", RequestKey.New("test"), default);

        await MarkAsync(cast.Owen, read.Position);

        Assert.Equal(1, (await Query.RunAsync(cast.Owen, default)).Unread);
    }

    [Fact]
    public async Task A_technicians_bell_rings_for_their_own_jobs_and_for_being_given_one()
    {
        var cast = await data.GatherAsync();
        await new AssignJob(data.Workspaces).RunAsync(cast.Priya, cast.Summit.JobNumber, cast.Owen.StaffId, RequestKey.New("test"), default);
        await new RequestChanges(data.Workspaces).RunAsync(cast.Maria.Actor, "EST-1001", "Cheaper?", RequestKey.New("test"), default);
        Assert.Equal(0, (await Query.RunAsync(cast.Dana, default)).Unread);

        await new AssignJob(data.Workspaces).RunAsync(cast.Priya, cast.Summit.JobNumber, cast.Dana.StaffId, RequestKey.New("test"), default);

        var danas = await Query.RunAsync(cast.Dana, default);
        Assert.Equal(2, danas.Unread); // It is hers now, with what its customer asked.
        Assert.Equal($"/office/jobs/{cast.Summit.JobNumber}", danas.Latest[0].Path);
        Assert.DoesNotContain((await Query.RunAsync(cast.Priya, default)).Latest, n => n.Text.StartsWith("Assigned", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Many_who_ask_at_once_are_each_answered_for_themselves()
    {
        var cast = await data.GatherAsync();
        await new AssignJob(data.Workspaces).RunAsync(cast.Priya, cast.Summit.JobNumber, cast.Owen.StaffId, RequestKey.New("test"), default);
        await new RequestChanges(data.Workspaces).RunAsync(cast.Maria.Actor, "EST-1001", "Cheaper?", RequestKey.New("test"), default);
        var query = Query;
        await MarkAsync(cast.Owen, (await query.RunAsync(cast.Owen, default)).Position);
        await data.TamperAsync("update platform.staff_sessions set ended_at = altitude.now() where id = $1", cast.Ada.Session.Value);

        var asked = new[] { cast.Owen, cast.Priya, cast.Dana, cast.Spark.Owner, cast.Priya }.Select(s => query.RunAsync(s, default)).ToList();
        var ended = query.RunAsync(cast.Ada, default);

        Assert.Equal([0, 1, 0, 0, 1], (await Task.WhenAll(asked)).Select(n => n.Unread));
        Assert.True(AccessRules.IsAccess((await Assert.ThrowsAsync<RuleViolation>(() => ended)).Rule));
    }

    private Task MarkAsync(Staff staff, long position) =>
        new MarkNoticesRead(data.Workspaces).RunAsync(staff, position, RequestKey.New("test"), default);
}
