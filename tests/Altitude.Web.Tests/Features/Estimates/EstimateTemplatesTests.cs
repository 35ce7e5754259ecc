using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Estimates;
using Altitude.Domain.Workspaces;
using Altitude.Testing;
using Altitude.Web.Features.Estimates;
using Altitude.Web.Features.Jobs;

namespace Altitude.Web.Tests.Features.Estimates;

public sealed class EstimateTemplatesTests(WorkspaceFixture data) : IClassFixture<WorkspaceFixture>
{
    [Fact]
    public async Task An_estimate_begun_from_a_template_says_the_same_and_is_valid_anew()
    {
        var cast = await data.GatherAsync();
        await SaveAsync(cast, Cast.AcRepair() with { ValidThrough = new DateOnly(2027, 9, 30) });
        var template = await KeepAsync(cast.Priya, cast.Summit.EstimateNumber, "AC repair");
        var job = await NewJobAsync(cast);

        var number = await new DraftEstimate(data.Workspaces).RunAsync(cast.Priya, job, template, Key(), default);

        var view = await ViewAsync(cast.Priya, number);
        Assert.Equal(81_226, view.Draft!.TotalsWithoutOptions.Total.MinorUnits);
        Assert.Equal((job, EstimateState.Draft, new DateOnly(2027, 6, 22)), (view.JobNumber, view.State, view.Draft.ValidThrough));
    }

    [Fact]
    public async Task What_is_written_later_changes_no_template()
    {
        var cast = await data.GatherAsync();
        var template = await KeepAsync(cast.Priya, cast.Summit.EstimateNumber, "AC repair");
        await SaveAsync(cast, Cast.AcRepair(22_900));

        var number = await new DraftEstimate(data.Workspaces).RunAsync(cast.Priya, await NewJobAsync(cast), template, Key(), default);

        Assert.Equal(81_226, (await ViewAsync(cast.Priya, number)).Draft!.TotalsWithoutOptions.Total.MinorUnits);
    }

    [Fact]
    public async Task A_template_is_renamed_removed_and_brought_back()
    {
        var cast = await data.GatherAsync();
        var template = await KeepAsync(cast.Priya, cast.Summit.EstimateNumber, "AC repair");

        await new RenameTemplate(data.Workspaces).RunAsync(cast.Priya, template, " Summer repair ", Key(), default);
        Assert.Equal(["Summer repair"], await NamesAsync(cast.Priya));
        await new RemoveTemplate(data.Workspaces).RunAsync(cast.Priya, template, Key(), default);
        Assert.Empty(await NamesAsync(cast.Priya));
        var job = await NewJobAsync(cast);
        var refused = await Assert.ThrowsAsync<RuleViolation>(() =>
            new DraftEstimate(data.Workspaces).RunAsync(cast.Priya, job, template, Key(), default)
        );
        Assert.Equal(TemplateRules.Missing, refused.Rule);
        await new RestoreTemplate(data.Workspaces).RunAsync(cast.Priya, template, Key(), default);
        Assert.Equal(["Summer repair"], await NamesAsync(cast.Priya));
    }

    [Fact]
    public async Task A_duplicate_for_another_job_copies_the_lines_and_leaves_the_first()
    {
        var cast = await data.GatherAsync();
        var job = await NewJobAsync(cast);

        var number = await new DuplicateEstimate(data.Workspaces).RunAsync(cast.Priya, cast.Summit.EstimateNumber, job, Key(), default);

        var (copy, first) = (await ViewAsync(cast.Priya, number), await ViewAsync(cast.Priya, cast.Summit.EstimateNumber));
        Assert.Equal((job, EstimateState.Draft), (copy.JobNumber, copy.State));
        Assert.Equal(first.Sent!.Content.Lines, copy.Draft!.Lines);
        Assert.Equal((EstimateState.Sent, null), (first.State, first.Draft));
    }

    [Fact]
    public async Task A_duplicate_says_what_the_customer_has_and_not_what_is_being_written()
    {
        var cast = await data.GatherAsync();
        await SaveAsync(cast, Cast.AcRepair(22_900));

        var number = await new DuplicateEstimate(data.Workspaces).RunAsync(
            cast.Priya,
            cast.Summit.EstimateNumber,
            await NewJobAsync(cast),
            Key(),
            default
        );

        Assert.Equal(81_226, (await ViewAsync(cast.Priya, number)).Draft!.TotalsWithoutOptions.Total.MinorUnits);
    }

    [Fact]
    public async Task A_technician_and_another_company_keep_and_copy_nothing()
    {
        var cast = await data.GatherAsync();
        var template = await KeepAsync(cast.Priya, cast.Summit.EstimateNumber, "AC repair");

        Func<Staff, Task>[] acts =
        [
            staff => KeepAsync(staff, cast.Summit.EstimateNumber, "Mine"),
            staff => new DuplicateEstimate(data.Workspaces).RunAsync(staff, cast.Summit.EstimateNumber, cast.Summit.JobNumber, Key(), default),
            staff => new RemoveTemplate(data.Workspaces).RunAsync(staff, template, Key(), default),
            staff => new RenameTemplate(data.Workspaces).RunAsync(staff, template, "Mine", Key(), default),
            staff => new RestoreTemplate(data.Workspaces).RunAsync(staff, template, Key(), default),
        ];
        foreach (var act in acts)
        {
            Assert.Equal(StaffRoles.NotAllowed, (await Assert.ThrowsAsync<RuleViolation>(() => act(cast.Dana))).Rule);
        }

        foreach (var act in acts.Skip(2))
        {
            Assert.Equal(TemplateRules.Missing, (await Assert.ThrowsAsync<RuleViolation>(() => act(cast.Spark.Owner))).Rule);
        }

        Assert.Empty(await NamesAsync(cast.Spark.Owner));
    }

    private Task<Id<EstimateTemplate>> KeepAsync(Staff staff, string number, string name) =>
        new KeepTemplate(data.Workspaces).RunAsync(staff, number, name, Key(), default);

    private async Task SaveAsync(Cast cast, EstimateContent content)
    {
        var seen = (await ViewAsync(cast.Priya, cast.Summit.EstimateNumber)).Revision;
        await new SaveEstimateDraft(data.Workspaces).RunAsync(cast.Priya, cast.Summit.EstimateNumber, seen, content, Key(), default);
    }

    private async Task<IEnumerable<string>> NamesAsync(Staff staff) =>
        (await new TemplatesQuery(data.Workspaces).RunAsync(staff, default)).Select(t => t.Name);

    private async Task<EstimateView> ViewAsync(Staff staff, string number) =>
        (await new EstimatePageQuery(data.Workspaces).RunAsync(staff, number, default))!; // Just made.

    private Task<string> NewJobAsync(Cast cast) =>
        new OpenJob(data.Workspaces).RunAsync(
            cast.Priya,
            new NewJob(cast.Summit.Customer, "No heat upstairs", cast.Summit.Location, null),
            Key(),
            default
        );

    private static RequestKey Key() => RequestKey.New("test");
}
