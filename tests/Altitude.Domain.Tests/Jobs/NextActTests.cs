using Altitude.Domain.Jobs;

namespace Altitude.Domain.Tests.Jobs;

public sealed class NextActTests
{
    private static readonly JobSituation s_new = new(JobStage.Lead, null, false, false, null, null, null, false, false, false, null);

    [Fact]
    public void A_job_goes_from_act_to_act_until_nothing_is_left()
    {
        Assert.Equal(new NextAct(NextStep.BookVisit), NextAct.Of(s_new));
        var booked = s_new with { Stage = JobStage.Scheduled, HasVisitAhead = true };
        Assert.Equal(new NextAct(NextStep.AwaitVisit), NextAct.Of(booked));
        var seen = booked with { HasVisitAhead = false, IsWorkDone = true };
        Assert.Equal(new NextAct(NextStep.WriteEstimate), NextAct.Of(seen));
        var written = seen with { Draft = "EST-1001" };
        Assert.Equal(new NextAct(NextStep.SendEstimate, "EST-1001"), NextAct.Of(written));
        var sent = written with { Draft = null, Open = "EST-1001", Stage = JobStage.EstimateSent };
        Assert.Equal(new NextAct(NextStep.AwaitAnswer, "EST-1001"), NextAct.Of(sent));
        var approved = sent with { Stage = JobStage.Approved, Open = null, IsWorkDone = false };
        Assert.Equal(new NextAct(NextStep.BookRepair), NextAct.Of(approved));
        Assert.Equal(new NextAct(NextStep.AwaitVisit), NextAct.Of(approved with { HasVisitAhead = true }));
        var done = approved with { IsWorkDone = true };
        Assert.Equal(new NextAct(NextStep.SendInvoice), NextAct.Of(done));
        var invoiced = done with { Stage = JobStage.Invoiced };
        Assert.Equal(new NextAct(NextStep.AwaitPayment), NextAct.Of(invoiced));
        Assert.Equal(new NextAct(NextStep.ChasePayment, "INV-2044"), NextAct.Of(invoiced with { Overdue = "INV-2044" }));
        Assert.Equal(new NextAct(NextStep.Nothing), NextAct.Of(invoiced with { Stage = JobStage.Paid }));
    }

    [Fact]
    public void Whoever_waits_for_an_answer_comes_first()
    {
        var asks = s_new with
        {
            Stage = JobStage.EstimateSent,
            Draft = "EST-2",
            Wish = "EST-1",
            IsAnotherTimeAsked = true,
            HasUnansweredMessage = true,
        };

        Assert.Equal(NextStep.AnswerMessage, NextAct.Of(asks).Step);
        Assert.Equal(NextStep.AcceptTime, NextAct.Of(asks with { HasUnansweredMessage = false }).Step);
        Assert.Equal(new NextAct(NextStep.AnswerWish, "EST-1"), NextAct.Of(asks with { HasUnansweredMessage = false, IsAnotherTimeAsked = false }));
    }

    [Fact]
    public void What_has_left_the_board_waits_for_nothing() =>
        Assert.Equal(NextStep.Nothing, NextAct.Of(s_new with { End = JobEnd.Lost, HasUnansweredMessage = true }).Step);

    [Fact]
    public void After_a_declined_estimate_comes_another() =>
        Assert.Equal(NextStep.WriteEstimate, NextAct.Of(s_new with { HasClosedEstimate = true }).Step);
}
