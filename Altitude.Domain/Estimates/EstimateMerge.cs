namespace Altitude.Domain.Estimates;

/// <summary>Whose words stand.</summary>
public enum MergeSide
{
    Mine,
    Theirs,
}

/// <summary>What two people can leave different.</summary>
public enum MergePart
{
    Line,
    Order,
    Title,
    Discount,
    Tax,
    Deposit,
    ValidThrough,
    Terms,
    Notes,
}

/// <summary>One thing that two people left different.</summary>
/// <param name="Key">The line's; the part's name for everything else.</param>
/// <param name="Before">The line both began with; null: there was none, or it is no line.</param>
/// <param name="Mine">Null: not there, or it is no line.</param>
/// <param name="Theirs">As <paramref name="Mine"/>.</param>
/// <param name="Proposed">Whoever changed it; mine where both did.</param>
/// <param name="IsByBoth">Both changed it, each in their own way.</param>
public sealed record MergeDifference(
    MergePart Part,
    string Key,
    LineItem? Before,
    LineItem? Mine,
    LineItem? Theirs,
    MergeSide Proposed,
    bool IsByBoth
);

/// <summary>Two people wrote the same estimate at once: what each changed, and what comes of choosing.</summary>
public sealed class EstimateMerge
{
    private EstimateMerge(EstimateContent mine, EstimateContent theirs, IReadOnlyList<MergeDifference> differences) =>
        (Mine, Theirs, Differences) = (mine, theirs, differences);

    public EstimateContent Mine { get; }
    public EstimateContent Theirs { get; }

    /// <summary>Lines first, in the order of mine; empty: both wrote the same.</summary>
    public IReadOnlyList<MergeDifference> Differences { get; }

    /// <param name="before">What both began with.</param>
    public static EstimateMerge Of(EstimateContent before, EstimateContent mine, EstimateContent theirs)
    {
        var (old, own, other) = (ByKey(before), ByKey(mine), ByKey(theirs));
        List<MergeDifference> differences = [];
        foreach (var key in mine.Lines.Concat(theirs.Lines).Select(l => l.Key).Distinct())
        {
            var (was, me, they) = (old.GetValueOrDefault(key), own.GetValueOrDefault(key), other.GetValueOrDefault(key));
            if (me != they)
            {
                differences.Add(new(MergePart.Line, key, was, me, they, me == was ? MergeSide.Theirs : MergeSide.Mine, me != was && they != was));
            }
        }

        Compare(MergePart.Order, OrderOf(mine, theirs), OrderOf(theirs, mine), () => OrderOf(mine, before).SequenceEqual(OrderOf(before, mine)));
        Part(MergePart.Title, c => c.Title);
        Part(MergePart.Discount, c => c.Discount);
        Part(MergePart.Tax, c => c.Tax);
        Part(MergePart.Deposit, c => c.Deposit);
        Part(MergePart.ValidThrough, c => c.ValidThrough);
        Part(MergePart.Terms, c => c.Terms);
        Part(MergePart.Notes, c => c.Notes);
        return new EstimateMerge(mine, theirs, differences);

        void Part<T>(MergePart part, Func<EstimateContent, T> of)
        {
            var (was, me, they) = (of(before), of(mine), of(theirs));
            if (!Equals(me, they))
            {
                Add(part, isMineUntouched: Equals(me, was), isByBoth: !Equals(me, was) && !Equals(they, was));
            }
        }

        void Compare(MergePart part, IEnumerable<string> me, IEnumerable<string> they, Func<bool> isMineUntouched)
        {
            if (!me.SequenceEqual(they))
            {
                Add(part, isMineUntouched(), isByBoth: false);
            }
        }

        void Add(MergePart part, bool isMineUntouched, bool isByBoth) =>
            differences.Add(new(part, part.ToString(), null, null, null, isMineUntouched ? MergeSide.Theirs : MergeSide.Mine, isByBoth));
    }

    /// <summary>What stands once <paramref name="choose"/> was asked about every difference.</summary>
    public EstimateContent Choose(Func<MergeDifference, MergeSide> choose)
    {
        var chosen = Differences.ToDictionary(d => (d.Part, d.Key), choose);
        var lines = Differences.Where(d => d.Part == MergePart.Line).ToDictionary(d => d.Key);
        var isTheirOrder = SideOf(MergePart.Order) == MergeSide.Theirs;
        var (spine, rest) = isTheirOrder ? (Theirs.Lines, Mine.Lines) : (Mine.Lines, Theirs.Lines);
        var order = spine.Select(l => l.Key).ToList();
        string? previous = null;
        foreach (var line in rest)
        {
            if (!order.Contains(line.Key))
            {
                order.Insert(previous is null ? 0 : order.IndexOf(previous) + 1, line.Key);
            }

            previous = line.Key;
        }

        var own = ByKey(Mine);
        return Mine with
        {
            Lines =
            [
                .. order
                    .Select(key =>
                        !lines.TryGetValue(key, out var line) ? own[key]
                        : chosen[(MergePart.Line, key)] == MergeSide.Mine ? line.Mine
                        : line.Theirs
                    )
                    .OfType<LineItem>(),
            ],
            Title = From(MergePart.Title).Title,
            Discount = From(MergePart.Discount).Discount,
            Tax = From(MergePart.Tax).Tax,
            Deposit = From(MergePart.Deposit).Deposit,
            ValidThrough = From(MergePart.ValidThrough).ValidThrough,
            Terms = From(MergePart.Terms).Terms,
            Notes = From(MergePart.Notes).Notes,
        };

        MergeSide SideOf(MergePart part) => chosen.GetValueOrDefault((part, part.ToString()), MergeSide.Mine);

        EstimateContent From(MergePart part) => SideOf(part) == MergeSide.Mine ? Mine : Theirs;
    }

    /// <summary>What is proposed: every change that one of them made, and mine where both did.</summary>
    public EstimateContent Proposed => Choose(d => d.Proposed);

    /// <summary>The order of those lines of <paramref name="content"/> that <paramref name="other"/> has, too.</summary>
    private static IEnumerable<string> OrderOf(EstimateContent content, EstimateContent other)
    {
        var known = other.Lines.Select(l => l.Key).ToHashSet();
        return content.Lines.Select(l => l.Key).Where(known.Contains);
    }

    private static Dictionary<string, LineItem> ByKey(EstimateContent content) => content.Lines.ToDictionary(l => l.Key);
}
