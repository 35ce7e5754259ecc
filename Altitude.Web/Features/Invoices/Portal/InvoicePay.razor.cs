using Altitude.Domain;
using Altitude.Domain.Invoices;
using Altitude.Web.Features.Workspaces;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Invoices.Portal;

/// <summary>The buttons that lead to the provider's page. Their forms are always there, hidden where nothing can be paid, so that a late press finds its page.</summary>
public sealed partial class InvoicePay
{
    [Parameter, EditorRequired]
    public required InvoicePayView View { get; set; }

    [Parameter, EditorRequired]
    public required WorkspaceView Company { get; set; }

    [Parameter, EditorRequired]
    public required string Number { get; set; }

    /// <summary>What was typed as an amount.</summary>
    [Parameter]
    public string? Typed { get; set; }

    /// <summary>Null: nothing was refused.</summary>
    [Parameter]
    public RuleViolation? Refused { get; set; }

    /// <summary>One of the buttons was pressed.</summary>
    [Parameter, EditorRequired]
    public EventCallback OnPay { get; set; }

    private PayTexts Texts => new(Company.Culture);
    private string PartId => PartIdOf(Number);
    private bool IsPartRefused => Refused?.Rule == PaymentRules.Part;

    private bool IsPartShown => View.CanPay && View.OffersPart;
    private Money Least => View.LeastPart < View.Balance ? View.LeastPart : View.Balance;
    private CheckoutPurpose First => View.Deposit.MinorUnits > 0 ? CheckoutPurpose.Deposit : CheckoutPurpose.Balance;
    private string FirstName => First == CheckoutPurpose.Deposit ? Texts.PayDeposit : Texts.PayInvoice;

    /// <summary>Where a refusal of the amount leads.</summary>
    public static string PartIdOf(string number) => $"part-{number}";
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
