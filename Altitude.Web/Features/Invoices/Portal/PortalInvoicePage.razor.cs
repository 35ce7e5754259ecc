using Altitude.Domain;
using Altitude.Domain.Estimates;
using Altitude.Domain.Invoices;
using Altitude.Domain.Workspaces;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Invoices.Portal;

/// <summary>An invoice before its customer: what it bills, what is paid of it, and what is still due.</summary>
public sealed partial class PortalInvoicePage
{
    [Parameter]
    public required string Number { get; set; }

    [Inject]
    public required PortalInvoiceQuery Query { get; init; }

    private InvoiceTexts Texts => new(Company.Culture);

    private PortalInvoiceView View { get; set; } = null!; // Drawn only where it was found.

    private EstimateTotals Totals => View.Content.Totals;

    private string Title => IsShown ? $"{View.Number} · {Company.Name}" : Company.Name;

    /// <summary>What the customer is asked for now; null: nothing.</summary>
    private Money? DueNow => View.DepositDue ?? (View.Sums.Balance.MinorUnits > 0 ? View.Sums.Balance : null);

    private string DueHeading => View.DepositDue is null ? Texts.DueBy(Company.Words.Day(View.DueOn)) : Texts.DepositDueNow;

    protected override async Task LoadAsync()
    {
        if (await Query.RunAsync(Reader, Number, Company.Zone, Aborted) is { } found)
        {
            View = found;
            return;
        }

        NotThere();
    }

    private string Money(Money amount) => Company.Words.Money(amount);

    private string Quantity(LineItem line) => $"{Company.Words.Quantity(line.Quantity)} {line.Unit}".TrimEnd();

    private string Price(LineItem line) => Money(new Money(line.UnitPrice, View.Content.Currency));

    private static Money Signed(InvoiceMovement movement) => movement.Kind == InvoiceMovementKind.Refund ? movement.Amount : -movement.Amount;

    private string NameOf(TaxRate tax) => $"{tax.Name}, {Company.Words.Percent(tax.Percent)}";

    private string NameOf(InvoiceMovement movement)
    {
        var day = Company.Words.Day(movement.On);
        return movement.Kind switch
        {
            InvoiceMovementKind.Payment => Texts.PaidBy(MethodOf(movement.Method), day),
            InvoiceMovementKind.Refund when movement.IsPending => Texts.RefundOnItsWay(day),
            InvoiceMovementKind.Refund => Texts.RefundedOn(day),
            _ => Texts.CreditedOn(day),
        };
    }

    private string MethodOf(string method) =>
        method switch
        {
            PaymentMethods.Cash => Texts.Cash,
            PaymentMethods.Cheque => Texts.Cheque,
            PaymentMethods.Bank => Texts.BankTransfer,
            PaymentMethods.Card => Texts.Card,
            PaymentMethods.BankDebit => Texts.BankDebit,
            _ => Texts.OtherMeans,
        };
}
