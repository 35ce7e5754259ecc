using Altitude.Domain;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Invoices.Portal;

/// <summary>A customer's account: what was billed and paid, day by day, and what is owed; it prints well.</summary>
public sealed partial class PortalStatementPage
{
    [SupplyParameterFromQuery(Name = "from")]
    public string? From { get; set; }

    [SupplyParameterFromQuery(Name = "through")]
    public string? Through { get; set; }

    [Inject]
    public required StatementQuery Query { get; init; }

    private InvoiceTexts Texts => new(Company.Culture);

    private Statement View { get; set; } = null!; // Drawn only where it was found.

    private bool HasOpening => View.IsCut || View.Range.From is not null;

    /// <summary>Without its sign: the heading says whose it is.</summary>
    private Money Standing => View.Closing.MinorUnits < 0 ? -View.Closing : View.Closing;

    private string AsOf => Texts.AsOf(Company.Words.Day(View.Range.Through is { } day && day < View.Today ? day : View.Today));

    protected override async Task LoadAsync()
    {
        if (await Query.RunAsync(Reader, StatementRange.Of(From, Through), Aborted) is { } found)
        {
            View = found;
            return;
        }

        NotThere();
    }

    private string WordsOf(StatementLine line) => StatementWords.Of(line, Texts, Money);

    private string Money(Money amount) => Company.Words.Money(amount);
}
