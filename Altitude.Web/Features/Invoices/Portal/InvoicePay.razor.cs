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

    [Parameter, EditorRequired]
    public required string Number { get; set; }

    /// <summary>What was chosen before; null: nothing.</summary>
    [Parameter]
    public PayChoice? Chosen { get; set; }

    private PayTexts Texts => new(Company.Culture);
    private IReadOnlyList<Money> Amounts => View.OffersDeposit ? [View.Deposit, View.Balance] : [View.Balance];
    private CheckoutPurpose First => View.Deposit.MinorUnits > 0 ? CheckoutPurpose.Deposit : CheckoutPurpose.Balance;
    private string FirstName => First == CheckoutPurpose.Deposit ? Texts.PayDeposit : Texts.PayInvoice;
}

/// <summary>The pay form as it was sent: texts only, whatever they hold.</summary>
public sealed class PayForm
{
    public string? Purpose { get; set; }
    public string? Part { get; set; }
    public string? Means { get; set; }
    public string? Tip { get; set; }
    public string? Shown { get; set; }

    public PayChoice Choice => ChoiceOf(Means, Tip, Shown);

    /// <summary>What is paid on top, as a form sent it; what cannot be read is nothing that was offered.</summary>
    public static PayChoice ChoiceOf(string? means, string? tip, string? shown) =>
        new(
            Enum.TryParse<PayMeans>(means, out var chosen) && Enum.IsDefined(chosen) ? chosen : PayMeans.Any,
            string.IsNullOrEmpty(tip) ? null
                : int.TryParse(tip, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var percent)
                    ? percent
                : 0,
            shown is { Length: <= 60 } ? shown : ""
        );

    /// <returns>Null: it is none of the buttons.</returns>
    public PayWish? Read(Currency currency, System.Globalization.CultureInfo culture) =>
        Enum.TryParse<CheckoutPurpose>(Purpose, out var purpose) && Enum.IsDefined(purpose)
            ? new PayWish(purpose, purpose == CheckoutPurpose.Part ? Amount(currency, culture) : null, Choice)
            : null;

    private Money? Amount(Currency currency, System.Globalization.CultureInfo culture) =>
        decimal.TryParse(Part?.Trim(), System.Globalization.NumberStyles.Currency, culture, out var major)
        && major is > 0 and < 1_000_000_000
        && Money.OfMajor(major, currency).Major == major
            ? Money.OfMajor(major, currency)
            : null;
}
