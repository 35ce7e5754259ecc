using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Appointments;
using Altitude.Domain.Jobs;
using Altitude.Domain.Workspaces;
using Altitude.Testing;
using Altitude.Web.Features.Jobs;

namespace Altitude.Web.Tests.Features.Jobs;

public sealed class JobActsTests(WorkspaceFixture data) : IClassFixture<WorkspaceFixture>
{
    [Fact]
    public async Task A_job_is_assigned_and_its_page_says_so()
    {
        var cast = await data.GatherAsync();

        await new AssignJob(data.Workspaces).RunAsync(cast.Priya, cast.Summit.JobNumber, cast.Dana.StaffId, Key(), default);

        var job = await new JobPageQuery(data.Workspaces).RunAsync(cast.Priya, cast.Summit.JobNumber, default);
        Assert.Equal(cast.Dana.StaffId, job!.Assignee);
        Assert.Equal("Assigned to Dana Whitfield", job.Timeline[0].Text);
    }

    [Fact]
    public async Task A_visit_at_a_time_that_the_clocks_skip_is_refused()
    {
        var cast = await data.GatherAsync();
        var skipped = new NewVisit("", new DateTime(2027, 3, 14, 2, 30, 0), TimeSpan.FromHours(1), new TimeWindow(new(2, 30), new(3, 0)), null);

        var refused = await Assert.ThrowsAsync<RuleViolation>(() =>
            new BookVisit(data.Workspaces).RunAsync(cast.Priya, cast.Summit.JobNumber, skipped, Key(), default)
        );

        Assert.Equal(AppointmentRules.NoSuchTime, refused.Rule);
    }

    [Fact]
    public async Task A_place_of_another_customer_or_a_technicians_word_opens_no_job()
    {
        var cast = await data.GatherAsync();
        var foreign = new NewJob(cast.Summit.Customer, "No heat", cast.Spark.Location, null);

        await Assert.ThrowsAsync<RuleViolation>(() => new OpenJob(data.Workspaces).RunAsync(cast.Priya, foreign, Key(), default));
        var refused = await Assert.ThrowsAsync<RuleViolation>(() =>
            new OpenJob(data.Workspaces).RunAsync(cast.Dana, foreign with { Location = null }, Key(), default)
        );
        Assert.Equal(StaffRoles.NotAllowed, refused.Rule);
    }

    [Theory]
    [InlineData(JobStage.Lead, JobStage.Scheduled, BoardAct.BookVisit)]
    [InlineData(JobStage.Lead, JobStage.EstimateSent, BoardAct.SendEstimate)]
    [InlineData(JobStage.Scheduled, JobStage.EstimateSent, BoardAct.SendEstimate)]
    [InlineData(JobStage.EstimateSent, JobStage.Scheduled, null)]
    [InlineData(JobStage.EstimateSent, JobStage.Approved, BoardAct.RecordApproval)]
    [InlineData(JobStage.Approved, JobStage.Lead, null)]
    [InlineData(JobStage.Approved, JobStage.Invoiced, BoardAct.SendInvoice)]
    [InlineData(JobStage.Scheduled, JobStage.Invoiced, BoardAct.SendInvoice)]
    [InlineData(JobStage.Paid, JobStage.Invoiced, null)]
    [InlineData(JobStage.Invoiced, JobStage.Paid, null)]
    public void A_card_moves_by_the_act_that_leads_there_or_says_why_not(JobStage from, JobStage to, BoardAct? act)
    {
        var move = BoardMoves.Of(StaffRole.Dispatcher, from, to);

        Assert.Equal(act, move.Act);
        Assert.NotEmpty(move.Words);
        Assert.Null(BoardMoves.Of(StaffRole.Technician, from, to).Act);
    }

    private static RequestKey Key() => RequestKey.New("test");
}
