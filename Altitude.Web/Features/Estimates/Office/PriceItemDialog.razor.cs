using System.Globalization;
using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Estimates;
using Altitude.Web.Features.Workspaces;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Estimates.Office;

/// <summary>An entry of the price book as somebody types it: every field is text, so that nothing typed is lost.</summary>
public sealed class PriceForm
{
    /// <summary>Null: a new one.</summary>
    public Id<PriceItem>? Id { get; init; }
    public int Revision { get; init; }
    public string Name { get; set; } = "";
    public string Description { get; set; } = "";
    public string Price { get; set; } = "";
    public string Unit { get; set; } = "";
    public string Category { get; set; } = "";
    public bool IsTaxed { get; set; } = true;

    public static PriceForm Of(PriceRow row, CultureInfo culture) =>
        new()
        {
            Id = row.Id,
            Revision = row.Revision,
            Name = row.Name,
            Description = row.Description,
            Price = row.Price.Major.ToString("F" + row.Price.Currency.Exponent.ToString(CultureInfo.InvariantCulture), culture),
            Unit = row.Unit,
            Category = row.Category,
            IsTaxed = row.IsTaxed,
        };

    /// <exception cref="RuleViolation"><see cref="PriceBookRules.Price"/>: it is no amount of this currency.</exception>
    public PriceEntry Read(Currency currency, CultureInfo culture)
    {
        RuleViolation.Unless(
            decimal.TryParse(Price.Trim(), NumberStyles.Currency, culture, out var major) && Money.OfMajor(major, currency).Major == major,
            PriceBookRules.Price,
            $"Write the price, such as {129m.ToString("N" + currency.Exponent.ToString(CultureInfo.InvariantCulture), culture)}."
        );
        return new PriceEntry(Name, Description, Unit, Money.OfMajor(major, currency), IsTaxed, Category);
    }
}

/// <summary>Asks for an entry of the price book; stays open with what was typed when it is refused.</summary>
public sealed partial class PriceItemDialog : IDisposable
{
    private readonly CancellationTokenSource _closed = new();
    private readonly CancellationToken _closing;
    private RequestKey _key = RequestKey.New(nameof(AddPriceItem));
    private RuleViolation? _refusal;
    private bool _isActing;

    public PriceItemDialog() => _closing = _closed.Token; // The source may be gone when a slow answer comes.

    [Parameter, EditorRequired]
    public required PriceForm Entry { get; set; }

    [Parameter, EditorRequired]
    public required WorkspaceView Company { get; set; }

    [Parameter, EditorRequired]
    public required IReadOnlyList<string> Categories { get; set; }

    [Parameter]
    public EventCallback OnClosed { get; set; }

    [Inject]
    public required AddPriceItem Adding { get; init; }

    [Inject]
    public required ChangePriceItem Changing { get; init; }

    [Inject]
    public required CurrentStaff Current { get; init; }

    public void Dispose()
    {
        _closed.Cancel();
        _closed.Dispose();
    }

    private async Task SaveAsync()
    {
        (_isActing, _refusal) = (true, null);
        try
        {
            var (staff, entry) = (await Current.GetAsync(), Entry.Read(Company.Currency, Company.Culture));
            if (Entry.Id is { } id)
            {
                await Changing.RunAsync(staff, id, Entry.Revision, entry, _key, _closing);
            }
            else
            {
                await Adding.RunAsync(staff, entry, _key, _closing);
            }

            await OnClosed.InvokeAsync();
        }
        catch (RuleViolation refused) when (!AccessRules.IsAccess(refused.Rule))
        {
            (_refusal, _key) = (refused, RequestKey.New(nameof(AddPriceItem)));
        }
        finally
        {
            _isActing = false;
        }
    }

    private string? IsAbout(string rule) => _refusal?.Rule == rule ? "true" : null;
}
