using Altitude.Domain.Jobs;
using Altitude.Domain.Workspaces;
using Altitude.Web.Components;

namespace Altitude.Web.Features.Jobs;

/// <summary>The acts that lead to a column.</summary>
public enum BoardAct
{
    BookVisit,
    SendEstimate,
    RecordApproval,
    SendInvoice,
}

/// <summary>What dropping a card on a column means.</summary>
/// <param name="Act">What it opens; null: refused, for the reason in <paramref name="Words"/>.</param>
public sealed record BoardMove(BoardAct? Act, string Words);

/// <summary>A card moves by what is done, never by hand: dropped on a column it opens the act that leads there, or says why there is none.</summary>
public static class BoardMoves
{
    public static BoardMove Of(StaffRole role, JobStage from, JobStage to) =>
        !role.MayPrice() ? new(null, "Your role shows the board. An owner, admin or dispatcher moves the work on.")
        : to == JobStage.Lead ? new(null, "A job is a lead until a visit is booked or an estimate is sent.")
        : to == JobStage.Scheduled && from == JobStage.Lead ? new(BoardAct.BookVisit, "Book a visit")
        : to == JobStage.EstimateSent && from < JobStage.EstimateSent ? new(BoardAct.SendEstimate, "Send its estimate")
        : to < from ? new(null, $"It stands at {StateNames.Of(from)}, and what was done is not undone by moving a card.")
        : to == JobStage.Approved && from == JobStage.EstimateSent ? new(BoardAct.RecordApproval, "Record an approval given on paper or by phone")
        : to == JobStage.Approved ? new(null, "An approval is of an estimate. Send one first.")
        : to == JobStage.Invoiced ? new(BoardAct.SendInvoice, "Send its invoice")
        : new(null, "It comes here when every invoice is settled. Record the payment on the invoice's page.");
}
