using System.Globalization;
using System.Text.RegularExpressions;
using Altitude.Domain;
using Altitude.Domain.Estimates;
using Altitude.Domain.Workspaces;

namespace Altitude.Web.Features.Estimates;

/// <summary>An estimate as somebody types it: every field is text, so that nothing typed is lost, and the domain says what is wrong with it.</summary>
public sealed partial class EstimateForm
{
    private readonly Stack<(int At, LineForm Line)> _removed = new();

    public string Title { get; set; } = "";
    public List<LineForm> Lines { get; } = [];

    /// <summary>"10 %", "50.00", or empty.</summary>
    public string Discount { get; set; } = "";

    /// <summary>As <see cref="Discount"/>.</summary>
    public string Deposit { get; set; } = "";

    /// <summary>Name of the tax; empty: none.</summary>
    public string Tax { get; set; } = "";

    /// <summary>As a date input writes it: "2027-06-22".</summary>
    public string ValidThrough { get; set; } = "";
    public string Terms { get; set; } = "";
    public string Notes { get; set; } = "";

    /// <summary>The line that was removed last and can be brought back; null: none.</summary>
    public LineForm? LastRemoved => _removed.TryPeek(out var last) ? last.Line : null;

    public static EstimateForm Of(EstimateContent content, CultureInfo culture)
    {
        var form = new EstimateForm
        {
            Title = content.Title,
            Discount = Off(content.Discount.Percent, content.Discount.MinorUnits, content.Currency, culture),
            Deposit = Off(content.Deposit.Percent, content.Deposit.MinorUnits, content.Currency, culture),
            Tax = content.Tax?.Name ?? "",
            ValidThrough = content.ValidThrough.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            Terms = content.Terms,
            Notes = content.Notes,
        };
        form.Lines.AddRange(
            content.Lines.Select(l => new LineForm(l.Key)
            {
                Description = l.Description,
                Quantity = l.Quantity.ToString("0.###", culture),
                Unit = l.Unit,
                Price = Amount(l.UnitPrice, content.Currency, culture),
                Discount = Off(l.Discount.Percent, l.Discount.MinorUnits, content.Currency, culture),
                IsTaxed = l.IsTaxed,
                IsOptional = l.IsOptional,
                Package = l.Package,
            })
        );
        return form;
    }

    /// <returns>The new line, below the one named; at the end where that is none.</returns>
    public LineForm AddLine(string? below)
    {
        var line = new LineForm(Guid.CreateVersion7().ToString("N")) { IsTaxed = Tax.Length > 0 };
        var at = Lines.FindIndex(l => l.Key == below);
        Lines.Insert(at < 0 ? Lines.Count : at + 1, line);
        return line;
    }

    public void Remove(LineForm line)
    {
        var at = Lines.IndexOf(line);
        if (at >= 0)
        {
            Lines.RemoveAt(at);
            _removed.Push((at, line));
        }
    }

    /// <summary>Brings the last removed line back to its place.</summary>
    public void Restore()
    {
        if (_removed.TryPop(out var last))
        {
            Lines.Insert(Math.Min(last.At, Lines.Count), last.Line);
        }
    }

    /// <summary>What was removed elsewhere can be brought back here.</summary>
    public void RemembersRemovedOf(EstimateForm other)
    {
        foreach (var removed in other._removed.Reverse().Where(r => Lines.TrueForAll(l => l.Key != r.Line.Key)))
        {
            _removed.Push(removed);
        }
    }

    /// <param name="by">1: one place down; -1: one up.</param>
    public void Move(string key, int by)
    {
        var at = Lines.FindIndex(l => l.Key == key);
        if (at >= 0 && at + by >= 0 && at + by < Lines.Count)
        {
            var line = Lines[at];
            Lines.RemoveAt(at);
            Lines.Insert(at + by, line);
        }
    }

    /// <summary>What is written, as the domain reads it; lines without a word in them count for nothing.</summary>
    /// <param name="taxes">What the company may put on lines, and what the estimate already has.</param>
    public EstimateReading Read(Currency currency, CultureInfo culture, IReadOnlyList<TaxRate> taxes)
    {
        Dictionary<string, string> errors = [];
        List<LineItem> lines = [];
        var empty = new EstimateContent(
            "Title",
            currency,
            [],
            Domain.Estimates.Discount.None,
            taxes.FirstOrDefault(t => t.Name == Tax),
            DepositTerms.None,
            DateOnly.TryParseExact(ValidThrough, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
                ? day
                : DateOnly.MinValue,
            "",
            ""
        );
        foreach (var line in Lines.Where(l => !l.IsBlank))
        {
            if (LineOf(line, currency, culture, errors) is { } item && Judge(empty with { Lines = [item], ValidThrough = SomeDay }, errors, line))
            {
                lines.Add(item);
            }
        }

        var discount = OffOf(Discount, currency, culture, "discount", errors);
        var deposit = OffOf(Deposit, currency, culture, "deposit", errors);
        var rest = empty with
        {
            Title = Title.Trim(),
            Discount = new Discount(discount.Percent, discount.MinorUnits),
            Deposit = new DepositTerms(deposit.Percent, deposit.MinorUnits),
            Terms = Terms.ReplaceLineEndings("\n"),
            Notes = Notes.ReplaceLineEndings("\n"),
        };
        Judge(rest, errors, line: null);
        var whole = rest with { Lines = lines };
        if (errors.Count == 0)
        {
            Judge(whole, errors, line: null);
        }

        return new EstimateReading(whole, errors);
    }

    private static readonly DateOnly SomeDay = new(2027, 1, 1);

    private static LineItem? LineOf(LineForm line, Currency currency, CultureInfo culture, Dictionary<string, string> errors)
    {
        var before = errors.Count;
        if (!decimal.TryParse(line.Quantity.Trim(), NumberStyles.Number, culture, out var quantity))
        {
            errors[line.Field("quantity")] = $"Write how many, such as {1.5m.ToString(culture)}.";
        }

        var price = MinorOf(line.Price, currency, culture, line.Field("price"), errors);
        var (percent, minor) = OffOf(line.Discount, currency, culture, line.Field("discount"), errors);
        return errors.Count > before
            ? null
            : new LineItem(
                line.Key,
                line.Description.Trim(),
                quantity,
                line.Unit.Trim(),
                price ?? 0,
                line.IsTaxed,
                new Discount(percent, minor),
                line.IsOptional,
                line.Package.Trim()
            );
    }

    /// <summary>Asks the domain, and puts what it says beside the field that it speaks of.</summary>
    private static bool Judge(EstimateContent content, Dictionary<string, string> errors, LineForm? line)
    {
        try
        {
            content.RequireSensible();
            return true;
        }
        catch (RuleViolation refused)
        {
            var said = AboutLine().Replace(refused.Message, "");
            errors.TryAdd(line is null ? FieldOf(refused.Rule) : line.Field(CellOf(refused)), char.ToUpperInvariant(said[0]) + said[1..]);
            return false;
        }
    }

    private static string FieldOf(string rule) =>
        rule switch
        {
            EstimateRules.Title => "title",
            EstimateRules.Discount => "discount",
            EstimateRules.Deposit => "deposit",
            EstimateRules.Tax => "tax",
            EstimateRules.ValidThrough => "valid",
            EstimateRules.Texts => "terms",
            _ => "lines",
        };

    private static string CellOf(RuleViolation refused) =>
        refused.Rule == EstimateRules.Discount ? "discount"
        : refused.Rule == EstimateRules.Package ? "package"
        : refused.Message.Contains("describe", StringComparison.Ordinal) ? "description"
        : refused.Message.Contains("quantity", StringComparison.Ordinal) ? "quantity"
        : refused.Message.Contains("unit", StringComparison.Ordinal) ? "unit"
        : "price";

    private static long? MinorOf(string text, Currency currency, CultureInfo culture, string field, Dictionary<string, string> errors)
    {
        if (!decimal.TryParse(text.Trim(), NumberStyles.Currency, culture, out var major))
        {
            errors[field] = $"Write an amount, such as {129m.ToString("N" + currency.Exponent.ToString(CultureInfo.InvariantCulture), culture)}.";
            return null;
        }

        try
        {
            var amount = Money.OfMajor(major, currency);
            if (amount.Major == major)
            {
                return amount.MinorUnits;
            }

            errors[field] = currency.Exponent == 0 ? $"{currency} has no decimals." : $"{currency} has {currency.Exponent} decimals.";
        }
        catch (RuleViolation refused)
        {
            errors[field] = refused.Message;
        }

        return null;
    }

    private static (decimal Percent, long MinorUnits) OffOf(
        string text,
        Currency currency,
        CultureInfo culture,
        string field,
        Dictionary<string, string> errors
    )
    {
        var written = text.Trim();
        if (written.Length == 0)
        {
            return (0, 0);
        }

        if (!written.EndsWith('%'))
        {
            return (0, MinorOf(written, currency, culture, field, errors) ?? 0);
        }

        if (decimal.TryParse(written[..^1].Trim(), NumberStyles.Number, culture, out var percent))
        {
            return (percent, 0);
        }

        errors[field] = "Write a percentage such as 10 %, or an amount.";
        return (0, 0);
    }

    private static string Off(decimal percent, long minorUnits, Currency currency, CultureInfo culture) =>
        minorUnits != 0 ? Amount(minorUnits, currency, culture)
        : percent != 0 ? percent.ToString("0.####", culture) + " %"
        : "";

    private static string Amount(long minorUnits, Currency currency, CultureInfo culture) =>
        new Money(minorUnits, currency).Major.ToString("F" + currency.Exponent.ToString(CultureInfo.InvariantCulture), culture);

    [GeneratedRegex(@"^Line \d+: ")]
    private static partial Regex AboutLine();
}

/// <summary>One line as somebody types it.</summary>
/// <param name="key">Stable across versions.</param>
public sealed class LineForm(string key)
{
    public string Key => key;
    public string Description { get; set; } = "";
    public string Quantity { get; set; } = "1";
    public string Unit { get; set; } = "";
    public string Price { get; set; } = "";
    public string Discount { get; set; } = "";
    public bool IsTaxed { get; set; }
    public bool IsOptional { get; set; }

    /// <summary>Of which the customer chooses one; empty: in every package.</summary>
    public string Package { get; set; } = "";

    /// <summary>Copies an entry of the price book; how many, what is taken off and whether it is optional stay.</summary>
    public void Take(PriceRow price, CultureInfo culture)
    {
        Description = price.Description.Length == 0 ? price.Name : $"{price.Name}: {price.Description}";
        Unit = price.Unit;
        Price = price.Price.Major.ToString("F" + price.Price.Currency.Exponent.ToString(CultureInfo.InvariantCulture), culture);
        IsTaxed = price.IsTaxed;
    }

    /// <summary>Nothing is written yet.</summary>
    public bool IsBlank => Description.Trim().Length == 0 && Price.Trim().Length == 0 && Discount.Trim().Length == 0 && Unit.Trim().Length == 0;

    /// <summary>What it is called in labels.</summary>
    public string Name => Description.Trim() is { Length: > 0 } name ? name : "new line";

    /// <summary>Id of one of its fields on the page.</summary>
    public string Field(string cell) => $"line-{key}-{cell}";
}

/// <summary>What was written, read.</summary>
/// <param name="Content">All that can be reckoned with; the estimate itself where there are no errors.</param>
/// <param name="Errors">By field: "title", "discount", …, and <see cref="LineForm.Field"/>.</param>
public sealed record EstimateReading(EstimateContent Content, IReadOnlyDictionary<string, string> Errors)
{
    public bool IsWhole => Errors.Count == 0;

    /// <summary>Null: the figures are too large to add up.</summary>
    public EstimateTotals? TotalsWithoutOptions => TotalsOf(EstimateContent.NoTicks);

    /// <inheritdoc cref="TotalsWithoutOptions"/>
    public EstimateTotals? TotalsWithAll => TotalsOf(Content.Lines.Select(l => l.Key).ToHashSet());

    public string? this[string field] => Errors.GetValueOrDefault(field);

    private EstimateTotals? TotalsOf(IReadOnlySet<string> ticked)
    {
        try
        {
            return Content.Totals(ticked);
        }
        catch (RuleViolation)
        {
            return null; // Said beside the field already.
        }
    }
}
