using Altitude.Domain.Invoices;
using Altitude.Web.Components;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Invoices.Office;

/// <summary>What came, went back or was let off of an invoice, with what can be done about each.</summary>
public sealed partial class InvoiceMoney
{
    [Parameter, EditorRequired]
    public required InvoiceView View { get; set; }

    [Parameter]
    public bool MayAct { get; set; }

    [Parameter]
    public bool IsActing { get; set; }

    [Parameter]
    public EventCallback<PaymentRow> OnUndo { get; set; }

    [Parameter]
    public EventCallback<PaymentRow> OnRefund { get; set; }

    [Parameter]
    public EventCallback<CreditRow> OnUndoCredit { get; set; }

    private Words Words => View.Company.Words;

    private InvoiceTexts Texts => new(View.Company.Culture);

    private string Day(DateOnly day) => Words.Day(day, View.Today.Year);

    private string Payment(PaymentRow payment) =>
        payment.Method == PaymentMethods.Applied
            ? Texts.AppliedFrom(Day(payment.On))
            : Texts.PaidBy(PaymentWords.Of(payment.Method, Texts), Day(payment.On));

    private string Refund(RefundRow refund) =>
        refund.Method == PaymentMethods.Applied ? Texts.AppliedTo(Day(refund.On))
        : refund.State == RefundState.Pending ? Texts.RefundOnItsWay(Day(refund.On))
        : $"{Texts.RefundedOn(Day(refund.On))}, by {PaymentWords.Of(refund.Method, Texts)}";

    private string FromOf(PaymentRow payment) =>
        Join(
            ExtraWords.Of(payment.Extras, Words),
            payment.Note,
            payment.IsByHand ? $"written down by {payment.By}" : "through the payment provider",
            Undone(payment.ReversedBy)
        );

    private string FromOf(RefundRow refund) =>
        Join(
            refund.OnTop.MinorUnits > 0 ? $"and {Words.Money(refund.OnTop)} that was paid on top" : "",
            refund.Note,
            refund.By.Length > 0 ? $"by {refund.By}" : "at the payment provider"
        );

    private static string FromOf(CreditRow credit) => Join(credit.Reason, $"by {credit.By}", Undone(credit.ReversedBy));

    private static string Undone(string by) => by.Length == 0 ? "" : $"undone by {by}";

    private static string Join(params string[] parts) => string.Join(", ", parts.Where(p => p.Length > 0));
}
