using Altitude.Domain.Estimates;
using Altitude.Domain.Workspaces;
using CsCheck;

namespace Altitude.Domain.Tests.Estimates;

public sealed class EstimateTotalsTests
{
    private static readonly Gen<Currency> Currencies = Gen.OneOf(new Currency("JPY"), new Currency("USD"), new Currency("KWD"));
    private static readonly Gen<decimal> Percents = Gen.Int[0, 1_000_000].Select(n => n / 10_000m);
    private static readonly Gen<Discount> Discounts = Gen.OneOf<Discount>(
        Gen.Const(Discount.None),
        Percents.Select(Discount.OfPercent),
        Gen.Long[0, 200_000].Select(Discount.OfAmount)
    );

    private static readonly Gen<LineItem> AnyLine = Gen.Select(
        Gen.Int[1, 20_000].Select(n => n / 1_000m),
        Gen.OneOf<long>(Gen.Long[0, 200_000], Gen.Long[0, 5]),
        Gen.Bool,
        Discounts,
        Gen.Bool,
        (quantity, price, taxed, discount, optional) => new LineItem("", "Something", quantity, "", price, taxed, discount, optional)
    );

    internal static readonly Gen<EstimateContent> Contents = Gen.Select(
        Currencies,
        AnyLine.Array[0, 8],
        Discounts,
        Gen.OneOf<TaxRate?>(Gen.Const(() => (TaxRate?)null), Percents.Select(p => (TaxRate?)new TaxRate("Tax", p))),
        Gen.OneOf<DepositTerms>(
            Gen.Const(DepositTerms.None),
            Percents.Select(DepositTerms.OfPercent),
            Gen.Long[0, 500_000].Select(DepositTerms.OfAmount)
        ),
        (currency, lines, discount, tax, deposit) =>
            new EstimateContent(
                "Work",
                currency,
                [.. lines.Select((line, i) => line with { Key = $"k{i}" })],
                discount,
                tax,
                deposit,
                new DateOnly(2027, 6, 22),
                "",
                ""
            )
    );

    private static readonly Gen<(EstimateContent Content, string[] Ticked)> Ticked = Gen.Select(Contents, Gen.Int[0, 255])
        .Select((content, bits) => (content, content.Lines.Select(l => l.Key).Where((_, i) => (bits >> i & 1) == 1).ToArray()));

    [Fact]
    public void The_repair_without_its_option_is_812_26()
    {
        var totals = Summit.AcRepairContent().TotalsWithoutOptions;

        Assert.Equal(Summit.Dollars(770.50m), totals.Subtotal);
        Assert.Equal(Summit.Dollars(474.00m), totals.Taxable);
        Assert.Equal(Summit.Dollars(41.76m), totals.Tax);
        Assert.Equal(Summit.Dollars(812.26m), totals.Total);
    }

    [Fact]
    public void The_repair_with_its_option_is_1083_20_with_a_deposit_of_324_96()
    {
        var totals = Summit.AcRepairContent().Totals(Summit.WithSurgeProtector);

        Assert.Equal(Summit.Dollars(1_019.50m), totals.Subtotal);
        Assert.Equal(Summit.Dollars(63.70m), totals.Tax);
        Assert.Equal(Summit.Dollars(1_083.20m), totals.Total);
        Assert.Equal(Summit.Dollars(324.96m), totals.Deposit);
    }

    [Fact]
    public void The_dearer_capacitor_makes_855_78_which_is_43_52_more()
    {
        var totals = Summit.AcRepairContent(capacitor: 229.00m).TotalsWithoutOptions;

        Assert.Equal(Summit.Dollars(810.50m), totals.Subtotal);
        Assert.Equal(Summit.Dollars(45.28m), totals.Tax);
        Assert.Equal(Summit.Dollars(855.78m), totals.Total);
        Assert.Equal(Summit.Dollars(43.52m), totals.Total - Summit.AcRepairContent().TotalsWithoutOptions.Total);
    }

    [Fact]
    public void Tax_is_computed_once_per_document()
    {
        // By line it would be 3 x 0.10.
        var content = Summit.AcRepairContent() with
        {
            Lines = [.. Enumerable.Range(1, 3).Select(i => Summit.Line($"screw-{i}", 1, 1.19m, taxed: true))],
        };

        Assert.Equal(Summit.Dollars(0.31m), content.TotalsWithoutOptions.Tax);
        Assert.Equal(Summit.Dollars(3.88m), content.TotalsWithoutOptions.Total);
    }

    [Fact]
    public void The_discount_is_taken_from_taxed_and_untaxed_lines_in_proportion()
    {
        var content = Summit.AcRepairContent() with { Discount = Discount.OfPercent(10) };

        var totals = content.TotalsWithoutOptions;

        Assert.Equal(Summit.Dollars(77.05m), totals.Discount);
        Assert.Equal(Summit.Dollars(426.60m), totals.Taxable);
        Assert.Equal(Summit.Dollars(37.58m), totals.Tax);
        Assert.Equal(Summit.Dollars(731.03m), totals.Total);
    }

    [Fact]
    public void The_taxed_share_of_a_discount_is_exact()
    {
        // 0.03 off, of which 5/6 fall to the taxed line: 0.025, rounded to 0.03.
        var content = Summit.AcRepairContent() with
        {
            Lines = [Summit.Line("taxed", 1, 0.05m, taxed: true), Summit.Line("untaxed", 1, 0.01m, taxed: false)],
            Discount = Discount.OfAmount(3),
        };

        Assert.Equal(Summit.Dollars(0.02m), content.TotalsWithoutOptions.Taxable);
    }

    [Fact]
    public void What_is_shown_adds_up() =>
        Ticked.Sample(
            (content, ticked) =>
            {
                var keys = ticked.ToHashSet();
                var totals = content.Totals(keys);
                var counted = content.Lines.Where(l => !l.IsOptional || keys.Contains(l.Key)).ToArray();

                Assert.Equal(counted.Sum(l => l.Amount(content.Currency).MinorUnits), totals.Subtotal.MinorUnits);
                Assert.Equal(totals.Total, totals.Subtotal - totals.Discount + totals.Tax);
                Assert.Equal(totals.Taxable.Percent(content.Tax?.Percent ?? 0), totals.Tax);
            },
            iter: 2_000
        );

    [Fact]
    public void Nothing_taken_off_exceeds_what_it_is_taken_from() =>
        Ticked.Sample(
            (content, ticked) =>
            {
                void Within(Money part, Money whole) => Assert.InRange(part.MinorUnits, 0, whole.MinorUnits);
                var totals = content.Totals(ticked.ToHashSet());

                Assert.All(
                    content.Lines,
                    line => Within(line.Amount(content.Currency), new Money(line.UnitPrice, content.Currency).Times(line.Quantity))
                );
                Within(totals.Discount, totals.Subtotal);
                Within(totals.Taxable, totals.Subtotal - totals.Discount);
                Within(totals.Deposit, totals.Total);
            },
            iter: 2_000
        );

    [Fact]
    public void The_order_of_ticking_is_irrelevant() =>
        Gen.Select(Ticked, Gen.Int[0, int.MaxValue])
            .Sample(
                (choice, seed) =>
                {
                    var (content, ticked) = choice;
                    var shuffled = ticked.ToArray();
                    new Random(seed).Shuffle(shuffled);
                    return content.Totals(new HashSet<string>(ticked)) == content.Totals(new HashSet<string>(shuffled.Append("no such line")));
                }
            );

    [Fact]
    public void The_order_of_lines_is_irrelevant_to_the_figures() =>
        Gen.Select(Contents, Gen.Int[0, int.MaxValue])
            .Sample(
                (content, seed) =>
                {
                    var lines = content.Lines.ToArray();
                    new Random(seed).Shuffle(lines);
                    return (content with { Lines = lines }).TotalsWithoutOptions == content.TotalsWithoutOptions;
                }
            );

    [Fact]
    public void Only_optional_lines_can_be_left_out() =>
        Contents.Sample(content =>
        {
            var all = content.Lines.Select(l => l.Key).ToHashSet();
            var fixedOnly = content with { Lines = [.. content.Lines.Where(l => !l.IsOptional)] };
            return content.TotalsWithoutOptions == fixedOnly.Totals(all);
        });

    [Fact]
    public void Every_sensible_offer_can_be_reckoned() => Contents.Sample(content => content.RequireSensible());
}
