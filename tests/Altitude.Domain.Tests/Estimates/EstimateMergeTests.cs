using Altitude.Domain.Estimates;

namespace Altitude.Domain.Tests.Estimates;

public sealed class EstimateMergeTests
{
    private static readonly EstimateContent s_before = new(
        "AC repair",
        new Currency("USD"),
        [Line("a", 100), Line("b", 200), Line("c", 300)],
        Discount.None,
        null,
        DepositTerms.None,
        new DateOnly(2027, 6, 22),
        "",
        ""
    );

    [Fact]
    public void Changes_of_different_lines_both_stand_unless_somebody_chooses_otherwise()
    {
        var merge = EstimateMerge.Of(
            s_before,
            With(Line("a", 101), Line("b", 200), Line("c", 300)),
            With(Line("a", 100), Line("b", 200), Line("c", 333))
        );

        Assert.Equal([("a", MergeSide.Mine, false), ("c", MergeSide.Theirs, false)], merge.Differences.Select(d => (d.Key, d.Proposed, d.IsByBoth)));
        Assert.Equal([101, 200, 333], Prices(merge.Proposed));
        Assert.Equal([100, 200, 333], Prices(merge.Choose(_ => MergeSide.Theirs)));
        Assert.Equal([101, 200, 300], Prices(merge.Choose(_ => MergeSide.Mine)));
    }

    [Fact]
    public void The_same_line_changed_by_both_is_said_so_and_mine_is_proposed()
    {
        var merge = EstimateMerge.Of(
            s_before,
            With(Line("a", 101), Line("b", 200), Line("c", 300)),
            With(Line("a", 99), Line("b", 200), Line("c", 300))
        );

        var only = Assert.Single(merge.Differences);
        Assert.True(only.IsByBoth);
        Assert.Equal((100, 101, 99), (only.Before!.UnitPrice, only.Mine!.UnitPrice, only.Theirs!.UnitPrice));
        Assert.Equal([101, 200, 300], Prices(merge.Proposed));
    }

    [Fact]
    public void What_one_added_and_the_other_removed_find_their_places()
    {
        var merge = EstimateMerge.Of(
            s_before,
            With(Line("a", 100), Line("new", 50), Line("b", 200), Line("c", 300)),
            With(Line("a", 100), Line("c", 300), Line("last", 900))
        );

        Assert.Equal(["a", "new", "c", "last"], merge.Proposed.Lines.Select(l => l.Key));
        Assert.Equal(["a", "c", "last"], merge.Choose(_ => MergeSide.Theirs).Lines.Select(l => l.Key));
        Assert.Equal(["a", "new", "b", "c"], merge.Choose(_ => MergeSide.Mine).Lines.Select(l => l.Key));
    }

    [Fact]
    public void Whoever_moved_lines_decides_their_order()
    {
        var mine = With(Line("c", 300), Line("a", 100), Line("b", 200));
        var theirs = With(Line("a", 100), Line("b", 250), Line("c", 300));

        Assert.Equal([300, 100, 250], Prices(EstimateMerge.Of(s_before, mine, theirs).Proposed));
        Assert.Equal([300, 100, 250], Prices(EstimateMerge.Of(s_before, theirs, mine).Proposed));
    }

    [Fact]
    public void Words_and_terms_are_compared_too()
    {
        var mine = s_before with { Title = "Mine", Notes = "Mine", Deposit = DepositTerms.OfPercent(30) };
        var theirs = s_before with { Title = "Theirs", Terms = "Theirs", ValidThrough = s_before.ValidThrough.AddDays(7) };

        var merge = EstimateMerge.Of(s_before, mine, theirs);

        Assert.Equal(
            [MergePart.Title, MergePart.Deposit, MergePart.ValidThrough, MergePart.Terms, MergePart.Notes],
            merge.Differences.Select(d => d.Part)
        );
        Assert.Equal(
            ("Mine", "Theirs", "Mine", 30m, 29),
            (merge.Proposed.Title, merge.Proposed.Terms, merge.Proposed.Notes, merge.Proposed.Deposit.Percent, merge.Proposed.ValidThrough.Day)
        );
    }

    [Fact]
    public void Two_who_wrote_the_same_have_nothing_to_choose() =>
        Assert.Empty(EstimateMerge.Of(s_before, s_before with { Title = "Same" }, s_before with { Title = "Same" }).Differences);

    private static EstimateContent With(params LineItem[] lines) => s_before with { Lines = lines };

    private static IEnumerable<int> Prices(EstimateContent content) => content.Lines.Select(l => (int)l.UnitPrice);

    private static LineItem Line(string key, long price) => new(key, key, 1, "", price, IsTaxed: false, Discount.None, IsOptional: false);
}
