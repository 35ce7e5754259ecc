using Altitude.Domain.Jobs;

namespace Altitude.Web.Features.Jobs;

/// <summary>What should happen to a job next, in one sentence and one act.</summary>
/// <param name="Act">What the button says; null: there is nothing to do but wait.</param>
/// <param name="Path">Where the button leads; null: to the booking of a visit.</param>
public sealed record NextActView(NextStep Step, string Sentence, string? Act, string? Path);

/// <summary>Says <see cref="NextAct"/> to staff.</summary>
public static class NextActWords
{
    /// <param name="number">The job's.</param>
    /// <param name="endReason">Why it was closed; empty: it is on the board.</param>
    public static NextActView Of(NextAct next, string number, string endReason)
    {
        return next.Step switch
        {
            NextStep.AnswerMessage => Act("The customer wrote, and nobody has answered yet.", $"/office/jobs/{number}#messages"),
            NextStep.AcceptTime => Act("The customer asks for another time of the visit.", $"/office/jobs/{number}#records"),
            NextStep.AnswerWish => Act($"The customer wants {next.Record} otherwise.", $"/office/estimates/{next.Record}"),
            NextStep.SendEstimate => Act($"{next.Record} is written and not sent yet.", $"/office/estimates/{next.Record}"),
            NextStep.AwaitAnswer => Act($"{next.Record ?? "The estimate"} is with the customer. It waits for their answer."),
            NextStep.WriteEstimate => Act("The customer has nothing to decide on.", $"/office/estimates/new?job={number}"),
            NextStep.BookVisit => Act("Nobody goes there yet."),
            NextStep.BookRepair => Act("It is approved, and no visit is booked for it."),
            NextStep.AwaitVisit => Act("A visit is booked. Nothing needs you until then."),
            NextStep.SendInvoice => Act("What was approved is done. Its invoice comes next.", $"/office/invoices/new?job={number}&go=1"),
            NextStep.AwaitPayment => Act("The invoice is with the customer."),
            NextStep.ChasePayment => Act(
                $"{next.Record ?? "The invoice"} is overdue.",
                next.Record is null ? $"/office/jobs/{number}#customer" : $"/office/invoices/{next.Record}"
            ),
            _ => Act(endReason.Length > 0 ? endReason : "All of it is done and paid."),
        };

        NextActView Act(string sentence, string? path = null) => new(next.Step, sentence, ShortOf(next), path);
    }

    /// <summary>Beside an amount there is room for two or three words; empty: there is nothing to do but wait.</summary>
    public static string OnCard(NextAct next) =>
        next.Step switch
        {
            NextStep.AnswerWish => "Answer",
            NextStep.SendEstimate => "Send the draft",
            NextStep.BookRepair => "Book repair",
            NextStep.SendInvoice => "Make invoice",
            NextStep.ChasePayment => "Call them",
            _ => ShortOf(next) ?? "",
        };

    /// <summary>What its button says; null: there is nothing to do but wait.</summary>
    public static string? ShortOf(NextAct next) =>
        next.Step switch
        {
            NextStep.AnswerMessage => "Answer",
            NextStep.AcceptTime => "See the wish",
            NextStep.AnswerWish => $"Answer about {next.Record}",
            NextStep.SendEstimate => $"Send {next.Record}",
            NextStep.WriteEstimate => "Write an estimate",
            NextStep.BookVisit => "Book a visit",
            NextStep.BookRepair => "Book the repair",
            NextStep.SendInvoice => "Send the invoice",
            NextStep.ChasePayment => $"See {next.Record ?? "the invoice"}",
            _ => null,
        };
}
