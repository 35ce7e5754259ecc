using System.Globalization;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Invoices.Office;

/// <summary>Asks for a payment, refund or credit that is written down.</summary>
public sealed partial class MoneyDialog
{
    [Parameter, EditorRequired]
    public required MoneyForm Form { get; set; }

    [Parameter, EditorRequired]
    public required InvoiceView View { get; set; }

    [Parameter]
    public bool IsActing { get; set; }

    [Parameter]
    public EventCallback OnSubmit { get; set; }

    [Parameter]
    public EventCallback OnClosed { get; set; }

    private string Latest => View.Today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private string Heading =>
        Form.Act switch
        {
            MoneyAct.Payment => $"Record a payment on {View.Number}",
            MoneyAct.Refund => $"Refund on {View.Number}",
            _ => $"Credit on {View.Number}",
        };

    private string Intro =>
        Form.Act switch
        {
            MoneyAct.Payment => $"Money that reached you outside the portal. {View.Company.Words.Money(View.Sums.Balance)} is still due.",
            MoneyAct.Refund when Form.Payment is { } payment =>
                $"Money that you hand back. {View.Company.Words.Money(payment.Left)} is left of that payment. The customer sees it.",
            MoneyAct.Refund => "Money that you hand back. The customer sees it.",
            _ => "What you let the customer off. No money moves, and less is due.",
        };

    private string NoteLabel => Form.Act == MoneyAct.Credit ? "Reason" : "Note, for you";

    private string NoteExample => Form.Act == MoneyAct.Credit ? "The visit was late" : "Cheque 1187";

    private string Does =>
        Form.Act switch
        {
            MoneyAct.Payment => "Record payment",
            MoneyAct.Refund => "Record refund",
            _ => "Give credit",
        };

    private void PickDay(ChangeEventArgs picked) => Form.On = picked.Value as string ?? "";

    private string Look(string field) => Form.Error?.Field == field ? "field has-error" : "field";

    private string? Invalid(string field) => Form.Error?.Field == field ? "true" : null;

    private string? ErrorOf(string field) => Form.Error?.Field == field ? $"money-{field}-error" : null;

    private RenderFragment? Message(string field) =>
        Form.Error is { } error && error.Field == field
            ? builder =>
            {
                builder.OpenElement(0, "p");
                builder.AddAttribute(1, "class", "field-error");
                builder.AddAttribute(2, "id", $"money-{field}-error");
                builder.AddAttribute(3, "role", "alert");
                builder.AddContent(4, error.Message);
                builder.CloseElement();
            }
            : null;
}
