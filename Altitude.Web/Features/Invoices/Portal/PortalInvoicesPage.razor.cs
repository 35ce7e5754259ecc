using Altitude.Domain;
using Altitude.Domain.Invoices;
using Altitude.Web.Components;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Invoices.Portal;

/// <summary>A customer's list of invoices, and the way to pay several of them at once.</summary>
public sealed partial class PortalInvoicesPage
{
    /// <summary>The attempt that the person comes back from. It claims nothing; the page says what is known of it.</summary>
    [SupplyParameterFromQuery(Name = "paid")]
    public string? Paid { get; set; }

    [SupplyParameterFromForm(FormName = "pay-several")]
    public SeveralForm? Several { get; set; }

    [Inject]
    public required PortalInvoicesQuery Query { get; init; }

    [Inject]
    public required PaySeveralQuery OnlineQuery { get; init; }

    [Inject]
    public required PayInvoice Pay { get; init; }

    private InvoiceTexts Texts => new(Company.Culture);
    private PayTexts PayWords => new(Company.Culture);

    private IReadOnlyList<PortalInvoice> Rows { get; set; } = [];

    private PaySeveralView Online { get; set; } = null!; // Read with the rows.

    private IReadOnlyList<PortalInvoice> Payable =>
        [.. Rows.Where(r => r.Balance.MinorUnits > 0 && !Online.Waiting.Contains(r.Number)).OrderBy(r => r.DueOn).Take(PayInvoice.Most)];

    /// <summary>One alone is paid at its own page.</summary>
    private bool IsOffered => Online.IsOffered && Payable.Count > 1;

    private string? Mend => Refused is null || !IsOffered ? null : Here.At(Context, "several");

    protected override async Task LoadAsync()
    {
        var paid = Guid.TryParse(Paid, out var attempt) ? attempt : (Guid?)null;
        // What it thanks for, the sums that are read after it know of.
        if (await OnlineQuery.RunAsync(Reader, paid, Aborted) is { } online && await Query.RunAsync(Reader, Company.Zone, Aborted) is { } found)
        {
            (Rows, Online) = (found, online);
            return;
        }

        NotThere();
    }

    private async Task PayAsync()
    {
        if (!IsShown)
        {
            return;
        }

        string? page = null;
        if (
            await TryAsync(async () => page = await Pay.SeveralAsync(Visitor, Several?.Chosen ?? [], Several?.Choice ?? PayChoice.None, Aborted))
            && page is not null
        )
        {
            GoOn(page);
        }
        else if (IsSignedIn)
        {
            if (Refused?.Rule == InvoiceRules.Missing)
            {
                Context.Response.StatusCode = StatusCodes.Status404NotFound; // Another's, as one that does not exist.
            }

            await LoadAsync(); // What is true now.
        }
    }

    private static Money AskedOf(PortalInvoice invoice) => invoice.DepositDue ?? invoice.Balance;

    /// <summary>What was chosen before a refusal; null: nothing yet.</summary>
    private PayChoice? Chosen => Refused is null ? null : Several?.Choice;

    /// <summary>All at first; after a refusal, what was chosen.</summary>
    private bool IsChosen(PortalInvoice invoice) => Refused is null || Several?.Numbers?.Contains(invoice.Number) == true;
}

/// <summary>The form as it was sent: texts only, whatever they hold.</summary>
public sealed class SeveralForm
{
    public List<string>? Numbers { get; set; }
    public string? Means { get; set; }
    public string? Tip { get; set; }
    public string? Shown { get; set; }

    public PayChoice Choice => PayForm.ChoiceOf(Means, Tip, Shown);

    public IReadOnlyCollection<string> Chosen => [.. (Numbers ?? []).Where(n => n is { Length: > 0 and <= 32 }).Take(PayInvoice.Most + 1)];
}
