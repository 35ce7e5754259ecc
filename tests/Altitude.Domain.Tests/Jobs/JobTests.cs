using Altitude.Domain.Customers;
using Altitude.Domain.Jobs;
using Altitude.Domain.Workspaces;

namespace Altitude.Domain.Tests.Jobs;

public sealed class JobTests
{
    [Fact]
    public void The_stage_is_the_furthest_that_is_true()
    {
        foreach (var bits in Enumerable.Range(0, 32))
        {
            var facts = Facts(bits);
            // The facts in the order of the columns; the last true one names the stage.
            bool[] ascending = [facts.HasAppointment, facts.HasOpenEstimate, facts.HasApproval, facts.HasSentInvoice, facts.IsSettled];

            Assert.Equal((JobStage)(Array.LastIndexOf(ascending, true) + 1), facts.Stage);
        }
    }

    [Fact]
    public void A_move_is_told_once_with_where_from_and_where_to()
    {
        var job = Summit.AcRepair();
        job.TakeEvents();

        job.Restage(new JobFacts { HasAppointment = true, HasOpenEstimate = true }, Summit.Tuesday);
        job.Restage(new JobFacts { HasOpenEstimate = true }, Summit.Tuesday.AddHours(1));

        Assert.Equal(JobStage.EstimateSent, job.Stage);
        Assert.Equal(Summit.Tuesday, job.StagedAt);
        var moved = Assert.IsType<JobMoved>(Assert.Single(job.TakeEvents()));
        Assert.Equal((JobStage.Lead, JobStage.EstimateSent), (moved.From, moved.To));
        Assert.Equal(job.CustomerId.Value, moved.Customer);
    }

    [Fact]
    public void It_moves_back_when_a_fact_is_no_longer_true()
    {
        var job = Summit.AcRepair();
        job.Restage(new JobFacts { HasAppointment = true, HasOpenEstimate = true }, Summit.Tuesday);

        job.Restage(new JobFacts { HasAppointment = true }, Summit.Tuesday.AddHours(1));

        Assert.Equal(JobStage.Scheduled, job.Stage);
        Assert.Equal(Summit.Tuesday.AddHours(1), job.StagedAt);
    }

    [Fact]
    public void It_leaves_the_board_once()
    {
        var job = Summit.AcRepair();
        job.Close(JobEnd.Lost, "Went elsewhere");

        Assert.Equal(JobRules.Ended, Summit.RefusedBy(() => job.Close(JobEnd.Cancelled, "Not needed")));
        Assert.Equal((JobEnd.Lost, "Went elsewhere"), (job.End, job.EndReason));
    }

    [Fact]
    public void It_leaves_with_a_reason_and_can_come_back()
    {
        var job = Summit.AcRepair();
        Assert.Equal(JobRules.NotEnded, Summit.RefusedBy(job.Reopen));
        Assert.Equal(JobRules.Reason, Summit.RefusedBy(() => job.Close(JobEnd.Lost, " ")));
        Assert.Null(job.End);

        job.Close(JobEnd.Cancelled, "Not needed");
        job.Reopen();

        Assert.Equal((null, ""), (job.End, job.EndReason));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \t")]
    [InlineData("AC\0")]
    public void It_says_what_it_is_about(string title) =>
        Assert.Equal(
            JobRules.Title,
            Summit.RefusedBy(() => Job.Open(Id<Job>.New(), Id<Workspace>.New(), Id<Customer>.New(), null, "JOB-1001", title, null, Summit.Tuesday))
        );

    private static JobFacts Facts(int bits) => new((bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0, (bits & 8) != 0, (bits & 16) != 0);
}
