using Altitude.Domain.Estimates;
using Altitude.Domain.Workspaces;

namespace Altitude.Domain.Tests.Estimates;

public sealed class EstimateContentTests
{
    public static TheoryData<string, string, Func<EstimateContent, EstimateContent>> Unacceptable =>
        new()
        {
            { "no title", EstimateRules.Title, c => c with { Title = "  " } },
            { "half a character in the title", EstimateRules.Title, c => c with { Title = "AC \ud83d" } },
            { "a long title", EstimateRules.Title, c => c with { Title = new string('x', 201) } },
            {
                "too many lines",
                EstimateRules.Lines,
                c => c with { Lines = [.. Enumerable.Range(0, 201).Select(i => Summit.Line($"{i}", 1, 1, taxed: false))] }
            },
            { "two lines with one key", EstimateRules.Lines, c => c with { Lines = [c.Lines[0], c.Lines[0]] } },
            { "no key", EstimateRules.Lines, Only(l => l with { Key = "" }) },
            { "a long key", EstimateRules.Lines, Only(l => l with { Key = new string('k', 41) }) },
            { "no description", EstimateRules.Line, Only(l => l with { Description = "" }) },
            { "a NUL in a description", EstimateRules.Line, Only(l => l with { Description = "a\0b" }) },
            { "no quantity", EstimateRules.Line, Only(l => l with { Quantity = 0 }) },
            { "a negative quantity", EstimateRules.Line, Only(l => l with { Quantity = -1 }) },
            { "a huge quantity", EstimateRules.Line, Only(l => l with { Quantity = 1_000_000.001m }) },
            { "a quantity of four decimals", EstimateRules.Line, Only(l => l with { Quantity = 1.0001m }) },
            { "a negative price", EstimateRules.Line, Only(l => l with { UnitPrice = -1 }) },
            { "a long unit", EstimateRules.Line, Only(l => l with { Unit = new string('u', 21) }) },
            {
                "a line that costs too much",
                MoneyRules.TooLarge,
                Only(l => l with { UnitPrice = MoneyRules.MostMinorUnits, Quantity = 2, Discount = Discount.None })
            },
            {
                "lines that cost too much together",
                MoneyRules.TooLarge,
                c =>
                    c with
                    {
                        Lines =
                        [
                            .. Enumerable
                                .Range(0, 2)
                                .Select(i =>
                                    c.Lines[0] with
                                    {
                                        Key = $"{i}",
                                        Quantity = 1,
                                        UnitPrice = MoneyRules.MostMinorUnits,
                                        Discount = Discount.None,
                                    }
                                ),
                        ],
                    }
            },
            { "a line's discount above 100 %", EstimateRules.Discount, Only(l => l with { Discount = Discount.OfPercent(100.01m) }) },
            { "a line's negative discount", EstimateRules.Discount, Only(l => l with { Discount = Discount.OfAmount(-1) }) },
            { "a discount of five decimals", EstimateRules.Discount, c => c with { Discount = Discount.OfPercent(1.00001m) } },
            { "a negative deposit", EstimateRules.Deposit, c => c with { Deposit = DepositTerms.OfAmount(-1) } },
            { "a deposit above 100 %", EstimateRules.Deposit, c => c with { Deposit = DepositTerms.OfPercent(101) } },
            { "a tax of five decimals", EstimateRules.Tax, c => c with { Tax = new TaxRate("Tax", 8.81001m) } },
            { "a negative tax", EstimateRules.Tax, c => c with { Tax = new TaxRate("Tax", -1) } },
            { "a tax without a name", EstimateRules.Tax, c => c with { Tax = new TaxRate("", 1) } },
            { "long terms", EstimateRules.Texts, c => c with { Terms = new string('t', 10_001) } },
            { "a NUL in the notes", EstimateRules.Texts, c => c with { Notes = "\0" } },
            { "the last day there is", EstimateRules.ValidThrough, c => c with { ValidThrough = DateOnly.MaxValue } },
            { "the first day there was", EstimateRules.ValidThrough, c => c with { ValidThrough = DateOnly.MinValue } },
        };

    [Theory]
    [MemberData(nameof(Unacceptable))]
    public void It_cannot_be_offered_with(string what, string rule, Func<EstimateContent, EstimateContent> change)
    {
        var content = change(Summit.AcRepairContent());

        Assert.True(rule == Summit.RefusedBy(content.RequireSensible), what);
    }

    [Fact]
    public void A_refusal_names_the_line()
    {
        var content = Summit.AcRepairContent();
        var lines = content.Lines.ToArray();
        lines[2] = lines[2] with { Quantity = 0 };

        var refused = Assert.Throws<RuleViolation>((content with { Lines = lines }).RequireSensible);

        Assert.StartsWith("Line 3:", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Equal_content_is_the_same_though_its_lists_are_two()
    {
        var (one, other) = (Summit.AcRepairContent(), Summit.AcRepairContent());

        Assert.NotEqual(one, other);
        Assert.True(one.SameAs(other));
        Assert.False(one.SameAs(Summit.AcRepairContent(capacitor: 229)));
        Assert.False(one.SameAs(other with { Lines = [.. other.Lines.Reverse()] }));
        Assert.False(one.SameAs(other with { Lines = [.. other.Lines.Skip(1)] }));
        Assert.False(one.SameAs(other with { Notes = "Bring a ladder." }));
    }

    private static Func<EstimateContent, EstimateContent> Only(Func<LineItem, LineItem> change) =>
        content => content with { Lines = [change(content.Lines[0])] };
}
