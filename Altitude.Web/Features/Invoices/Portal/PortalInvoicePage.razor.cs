using Altitude.Domain;
using Altitude.Domain.Estimates;
using Altitude.Domain.Invoices;
using Altitude.Domain.Workspaces;
using Altitude.Web.Components;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Invoices.Portal;

/// <summary>An invoice before its customer: what it bills, what is paid of it, what is still due, and the way to pay it.</summary>
public sealed partial class PortalInvoicePage
{
    [Parameter]
    public required string Number { get; set; }

    /// <summary>The attempt that the person comes back from. It claims nothing; the page says what is known of it.</summary>
    [SupplyParameterFromQuery(Name = "paid")]
    public string? Paid { get; set; }

    [SupplyParameterFromForm]
    public PayForm? Paying { get; set; }

    [Inject]
    public required PortalInvoiceQuery Query { get; init; }

    [Inject]
    public required InvoicePayQuery OnlineQuery { get; init; }

    [Inject]
    public required PayInvoice Pay { get; init; }

    private InvoiceTexts Texts => new(Company.Culture);
    private PayTexts PayWords => new(Company.Culture);

    private PortalInvoiceView View { get; set; } = null!; // Drawn only where it was found.

    /// <summary>How it can be paid online.</summary>
    private InvoicePayView Online { get; set; } = null!; // As above.

    private EstimateTotals Totals => View.Content.Totals;

    private string Title => IsShown ? $"{View.Number} · {Company.Name}" : Company.Name;

    /// <summary>What the customer is asked for now; null: nothing.</summary>
    private Money? DueNow => View.DepositDue ?? (View.Sums.Balance.MinorUnits > 0 ? View.Sums.Balance : null);

    /// <summary>Money is on its way: nothing is asked for until the bank, or the provider, has spoken.</summary>
    private bool IsDecided => Online.UnderWay is not null || Online.IsBeingConfirmed;

    private bool IsPartOffered => Online is { CanPay: true, OffersPart: true };
    private bool IsPartRefused => Refused?.Rule == PaymentRules.Part;

    /// <summary>Where the error summary leads; null: nowhere.</summary>
    private string? Mend => Refused is null || !Online.CanPay ? null : Here.At(Context, IsPartRefused ? InvoicePayPart.PartIdOf(Number) : "pay");

    /// <summary>What was chosen before a refusal; null: nothing yet.</summary>
    private PayChoice? Chosen => Refused is null ? null : Paying?.Choice;

    private string DueHeading => View.DepositDue is null ? Texts.DueBy(Company.Words.Day(View.DueOn)) : Texts.DepositDueNow;

    protected override async Task LoadAsync()
    {
        Paying ??= new PayForm();
        var paid = Guid.TryParse(Paid, out var attempt) ? attempt : (Guid?)null;
        if (
            await OnlineQuery.RunAsync(Reader, Number, paid, Aborted) is { } online // First: what it thanks for, the sums that are read after it know of.
            && await Query.RunAsync(Reader, Number, Company.Zone, Aborted) is { } found
        )
        {
            (View, Online) = (found, online);
            return;
        }

        NotThere();
    }

    private async Task PayAsync()
    {
        if (!IsShown || Paying?.Read(View.Sums.Total.Currency, Company.Culture) is not { } wish)
        {
            return; // None of the buttons: the page is drawn again.
        }

        string? page = null;
        if (await TryAsync(async () => page = await Pay.RunAsync(Visitor, Number, wish, Aborted)) && page is not null)
        {
            GoOn(page);
        }
        else if (IsSignedIn)
        {
            await LoadAsync(); // What is true now.
        }
    }

    private string Money(Money amount) => Company.Words.Money(amount);

    private string Quantity(LineItem line) => $"{Company.Words.Quantity(line.Quantity)} {line.Unit}".TrimEnd();

    private string Price(LineItem line) => Money(new Money(line.UnitPrice, View.Content.Currency));

    private static Money Signed(InvoiceMovement movement) => movement.Kind == InvoiceMovementKind.Refund ? movement.Amount : -movement.Amount;

    private string NameOf(TaxRate tax) => $"{tax.Name}, {Company.Words.Percent(tax.Percent)}";

    private string NameOf(InvoiceMovement movement) => movement.Words(Company.Words, Texts);
}
