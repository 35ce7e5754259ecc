using Altitude.Domain;
using Altitude.Domain.Invoices;
using Altitude.Web.Features.Workspaces;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Invoices.Portal;

/// <summary>The buttons that lead to the provider's page, as they stand in the pay form.</summary>
public sealed partial class InvoicePay
{
    [Parameter, EditorRequired]
    public required InvoicePayView View { get; set; }

    [Parameter, EditorRequired]
    public required WorkspaceView Company { get; set; }

    private PayTexts Texts => new(Company.Culture);
    private CheckoutPurpose First => View.Deposit.MinorUnits > 0 ? CheckoutPurpose.Deposit : CheckoutPurpose.Balance;
    private string FirstName => First == CheckoutPurpose.Deposit ? Texts.PayDeposit : Texts.PayInvoice;
}

/// <summary>The pay form as it was sent: texts only, whatever they hold.</summary>
public sealed class PayForm
{
    public string? Purpose { get; set; }
    public string? Part { get; set; }

    /// <returns>Null: it is none of the buttons.</returns>
    public PayWish? Read(Currency currency, System.Globalization.CultureInfo culture) =>
        Enum.TryParse<CheckoutPurpose>(Purpose, out var purpose) && Enum.IsDefined(purpose)
            ? new PayWish(purpose, purpose == CheckoutPurpose.Part ? Amount(currency, culture) : null)
            : null;

    private Money? Amount(Currency currency, System.Globalization.CultureInfo culture) =>
        decimal.TryParse(Part?.Trim(), System.Globalization.NumberStyles.Currency, culture, out var major)
        && major is > 0 and < 1_000_000_000
        && Money.OfMajor(major, currency).Major == major
            ? Money.OfMajor(major, currency)
            : null;
}
