using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Customers;
using Altitude.Domain.Jobs;
using Altitude.Domain.Workspaces;
using Altitude.Testing;
using Altitude.Web.Features.Activity;
using Altitude.Web.Features.Jobs;
using Altitude.Web.Features.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Tests.Features.Jobs;

/// <summary>What staff keep with a job, as its page shows it and as its customer does not.</summary>
public sealed class JobPaperTests(WorkspaceFixture data) : IClassFixture<WorkspaceFixture>
{
    private JobPageQuery Page => new(data.Workspaces);

    [Fact]
    public async Task A_technician_ticks_what_a_dispatcher_wrote_down_and_may_not_write_down_more()
    {
        var cast = await data.GatherAsync();
        var number = cast.Summit.JobNumber;
        var add = new AddChecklistItem(data.Workspaces);
        var item = await add.RunAsync(cast.Priya, number, "Bring the capacitor", Key(), default);

        await new TickChecklistItem(data.Workspaces).RunAsync(cast.Dana, number, item, true, Key(), default);
        var refused = await Assert.ThrowsAsync<RuleViolation>(() => add.RunAsync(cast.Dana, number, "And a ladder", Key(), default));

        Assert.Equal(StaffRoles.NotAllowed, refused.Rule);
        var shown = Assert.Single((await Page.RunAsync(cast.Priya, number, default))!.Checklist); // It is there.
        Assert.True(shown.IsDone);
        Assert.StartsWith("Dana Whitfield, ", shown.Done, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_who_add_at_once_both_have_their_item_and_each_its_place()
    {
        var cast = await data.GatherAsync();
        var add = new AddChecklistItem(data.Workspaces);

        await Task.WhenAll(
            Enumerable.Range(1, 8).Select(n => add.RunAsync(n % 2 == 0 ? cast.Priya : cast.Owen, cast.Summit.JobNumber, $"Item {n}", Key(), default))
        );

        var positions = await data.ReadAsync(cast.Priya, db => db.ChecklistItems.OrderBy(i => i.Position).Select(i => i.Position).ToListAsync());
        Assert.Equal(Enumerable.Range(1, 8), positions);
    }

    [Fact]
    public async Task A_word_becomes_one_tag_however_many_write_it_at_once()
    {
        var cast = await data.GatherAsync();
        var tag = new TagJob(data.Workspaces);

        await Task.WhenAll(
            Enumerable
                .Range(1, 6)
                .Select(n => tag.RunAsync(cast.Priya, cast.Summit.JobNumber, n % 2 == 0 ? "Warranty" : " warranty ", TagTone.Good, Key(), default))
        );

        var job = await Page.RunAsync(cast.Priya, cast.Summit.JobNumber, default);
        var borne = Assert.Single(job!.Tags); // It is there.
        Assert.Equal("good", borne.Tone);
        Assert.Equal(borne, Assert.Single(job.Suggestions));
        await new UntagJob(data.Workspaces).RunAsync(cast.Priya, cast.Summit.JobNumber, borne.Id, Key(), default);
        Assert.Empty((await Page.RunAsync(cast.Priya, cast.Summit.JobNumber, default))!.Tags);
        Assert.Single(await new TagsQuery(data.Workspaces).RunAsync(cast.Priya, default)); // The company keeps the word.
    }

    [Fact]
    public async Task No_customer_reads_a_note_a_checklist_or_a_tag()
    {
        var cast = await data.GatherAsync();
        var number = cast.Summit.JobNumber;
        await new WriteNote(data.Workspaces).RunAsync(cast.Priya, number, "Pays late: ask first", Key(), default);
        await new AddChecklistItem(data.Workspaces).RunAsync(cast.Priya, number, "Bring the capacitor", Key(), default);
        await new TagJob(data.Workspaces).RunAsync(cast.Priya, number, "Difficult", TagTone.Bad, Key(), default);

        var lines = await data.ReadAsync(
            cast.Priya,
            db =>
                db.Activity.Where(a => a.Kind.StartsWith("note.") || a.Kind.StartsWith("checklist.") || a.Kind.StartsWith("job.tag"))
                    .Select(a => new { a.Kind, a.CustomerId })
                    .ToListAsync()
        );
        Assert.Equal(3, lines.Count);
        Assert.All(lines, l => Assert.Null(l.CustomerId)); // No page of theirs so much as stirs.
        Assert.All(lines, l => Assert.False(ActivitySentences.IsForCustomers(l.Kind)));
        var seen = await new PortalJobQuery(data.Workspaces).RunAsync(cast.Maria.Actor, number, cast.Summit.Zone, default);
        Assert.DoesNotContain(seen!.Activity, l => l.Kind.StartsWith("note.", StringComparison.Ordinal));
        Assert.DoesNotContain("Pays late", System.Text.Json.JsonSerializer.Serialize(seen), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_that_was_closed_leaves_the_board_with_its_reason_and_comes_back_where_it_stood()
    {
        var cast = await data.GatherAsync();
        var number = cast.Summit.JobNumber;
        await new CloseJob(data.Workspaces).RunAsync(cast.Priya, number, JobEnd.Lost, "Bought a new unit elsewhere", Key(), default);

        var closed = await Page.RunAsync(cast.Priya, number, default);
        Assert.Equal((JobEnd.Lost, "Bought a new unit elsewhere"), (closed!.End, closed.Next.Sentence)); // It is there.
        var refused = await Assert.ThrowsAsync<RuleViolation>(() =>
            new RenameJob(data.Workspaces).RunAsync(cast.Priya, number, "Other", Key(), default)
        );
        Assert.Equal(JobRules.Ended, refused.Rule);
        await new WriteNote(data.Workspaces).RunAsync(cast.Priya, number, "Came back", Key(), default); // A note may still be written.

        await new ReopenJob(data.Workspaces).RunAsync(cast.Priya, number, Key(), default);
        var again = await Page.RunAsync(cast.Priya, number, default);
        Assert.Equal((null, JobStage.EstimateSent), (again!.End, again.Stage));
    }

    [Fact]
    public async Task Its_place_is_one_of_its_customers()
    {
        var cast = await data.GatherAsync();
        var other = await new Web.Features.Customers.RegisterCustomer(data.Workspaces).RunAsync(
            cast.Priya,
            new("Other", "9 Elm St", "", "", ""),
            Key(),
            default
        );
        var foreign = await data.ReadAsync(cast.Priya, db => db.Locations.Where(l => l.CustomerId == other).Select(l => l.Id).SingleAsync());

        var refused = await Assert.ThrowsAsync<RuleViolation>(() =>
            new ChangeJobPlace(data.Workspaces).RunAsync(cast.Priya, cast.Summit.JobNumber, foreign, Key(), default)
        );

        Assert.Equal(CustomerRules.Address, refused.Rule);
    }

    [Fact]
    public async Task The_page_says_what_comes_next()
    {
        var cast = await data.GatherAsync();

        var sent = await Page.RunAsync(cast.Priya, cast.Summit.JobNumber, default);

        Assert.Equal((NextStep.AwaitAnswer, null), (sent!.Next.Step, sent.Next.Act)); // It is there.
        Assert.Contains(cast.Summit.EstimateNumber, sent.Next.Sentence, StringComparison.Ordinal);
        await new Web.Features.Estimates.WithdrawEstimate(data.Workspaces).RunAsync(cast.Priya, cast.Summit.EstimateNumber, "", Key(), default);
        var withdrawn = await Page.RunAsync(cast.Priya, cast.Summit.JobNumber, default);
        Assert.Equal("Write an estimate", withdrawn!.Next.Act);
    }

    private static RequestKey Key() => RequestKey.New("test");
}
