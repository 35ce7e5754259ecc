namespace Altitude.Domain.Jobs;

/// <summary>What a job waits for.</summary>
public enum NextStep
{
    /// <summary>Nothing: it is closed, or all is done and paid.</summary>
    Nothing,

    /// <summary>The customer wrote, and nobody has answered.</summary>
    AnswerMessage,

    /// <summary>The customer asks for another time of a visit.</summary>
    AcceptTime,

    /// <summary>The customer asks for changes, or for a new price.</summary>
    AnswerWish,

    /// <summary>A draft lies ready.</summary>
    SendEstimate,

    /// <summary>The customer has the estimate.</summary>
    AwaitAnswer,

    /// <summary>There is nothing to decide on: none was written, or what was sent is declined, expired or withdrawn.</summary>
    WriteEstimate,

    /// <summary>No visit is planned yet.</summary>
    BookVisit,

    /// <summary>It was approved, and nobody goes there yet.</summary>
    BookRepair,

    /// <summary>Somebody goes there.</summary>
    AwaitVisit,

    /// <summary>What was approved is done.</summary>
    SendInvoice,

    /// <summary>An invoice is open.</summary>
    AwaitPayment,

    /// <summary>An invoice is overdue.</summary>
    ChasePayment,
}

/// <summary>What decides on the next act, as far as whoever asks has read it.</summary>
/// <param name="Draft">Number of an estimate that staff are writing; null: none.</param>
/// <param name="Wish">Number of the estimate that the customer wants otherwise; null: none.</param>
/// <param name="Open">Number of the estimate that waits for an answer; null: none.</param>
/// <param name="HasClosedEstimate">One was declined, expired or withdrawn.</param>
/// <param name="HasVisitAhead">A visit that was neither cancelled nor done lies ahead or is under way.</param>
/// <param name="IsWorkDone">A visit was done; where something was approved: after that.</param>
/// <param name="Overdue">Number of an invoice; null: none is.</param>
public readonly record struct JobSituation(
    JobStage Stage,
    JobEnd? End,
    bool HasUnansweredMessage,
    bool IsAnotherTimeAsked,
    string? Draft,
    string? Wish,
    string? Open,
    bool HasClosedEstimate,
    bool HasVisitAhead,
    bool IsWorkDone,
    string? Overdue
);

/// <summary>The one thing that should happen to a job next. Whoever shows it asks here, so that board, page and list agree.</summary>
/// <param name="Record">Number of the record that it is about; null: the job itself.</param>
public readonly record struct NextAct(NextStep Step, string? Record = null)
{
    /// <summary>People first: who waits for an answer comes before what the records lack.</summary>
    public static NextAct Of(in JobSituation now) =>
        now.End is not null ? new(NextStep.Nothing)
        : now.HasUnansweredMessage ? new(NextStep.AnswerMessage)
        : now.IsAnotherTimeAsked ? new(NextStep.AcceptTime)
        : now.Wish is not null ? new(NextStep.AnswerWish, now.Wish)
        : now.Draft is not null ? new(NextStep.SendEstimate, now.Draft)
        : now.Stage switch
        {
            JobStage.Paid => new(NextStep.Nothing),
            JobStage.Invoiced => now.Overdue is not null ? new(NextStep.ChasePayment, now.Overdue) : new(NextStep.AwaitPayment),
            JobStage.Approved => now.HasVisitAhead ? new(NextStep.AwaitVisit)
            : now.IsWorkDone ? new(NextStep.SendInvoice)
            : new(NextStep.BookRepair),
            JobStage.EstimateSent => new(NextStep.AwaitAnswer, now.Open),
            _ when now.HasVisitAhead => new(NextStep.AwaitVisit),
            _ when now.IsWorkDone || now.HasClosedEstimate => new(NextStep.WriteEstimate),
            _ => new(NextStep.BookVisit),
        };
}
