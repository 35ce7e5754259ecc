using System.Collections.Immutable;
using Altitude.Domain;
using Altitude.Domain.Jobs;
using Altitude.Domain.Workspaces;
using Altitude.Web.Features.Workspaces;

namespace Altitude.Web.Features.Jobs;

/// <summary>A job as its card shows it. Immutable, and equal as long as the card looks the same; one instance serves every open board.</summary>
/// <param name="Amount">Approved; else offered and open; else invoiced; null: no figure yet.</param>
/// <param name="Visit">The next visit, short: "Thu 9:00 AM"; empty: none is booked.</param>
/// <param name="Technician">Who comes next, else who answers for it; null: nobody yet.</param>
/// <param name="Age">How long it stands in its column: "2 h", "3 d".</param>
/// <param name="Draft">Number of the estimate that staff are writing; null: none.</param>
/// <param name="Next">What should be done next, short; empty: nothing but to wait.</param>
/// <param name="Tags">Ids of its tags, with a blank between; one text, so that cards compare by it.</param>
public sealed record JobCard(
    Id<Job> Id,
    string Number,
    string Customer,
    string Title,
    JobStage Stage,
    DateTimeOffset StagedAt,
    Money? Amount,
    string AmountText,
    string Visit,
    Id<StaffMember>? Technician,
    string Initials,
    CardChip? Chip,
    string Age,
    string? Draft,
    string Next,
    string Tags
)
{
    /// <summary>Where a visit is booked, its time; else what should be done.</summary>
    public string Ahead => Visit.Length > 0 ? Visit : Next;

    /// <summary>Whether somebody who looks for <paramref name="text"/> means this one.</summary>
    public bool Matches(string text, System.Globalization.CompareInfo compare) =>
        Has(Number, text, compare) || Has(Customer, text, compare) || Has(Title, text, compare);

    private static bool Has(string what, string text, System.Globalization.CompareInfo compare) =>
        compare.IndexOf(what, text, System.Globalization.CompareOptions.IgnoreCase | System.Globalization.CompareOptions.IgnoreNonSpace) >= 0;
}

/// <summary>The one word of state on a card.</summary>
/// <param name="Tone">Class of the chip; empty: neutral.</param>
public sealed record CardChip(string Text, string Tone)
{
    /// <summary>Its classes; one text for every card that is drawn.</summary>
    public string Style { get; } = $"chip {Tone}".TrimEnd();

    public static readonly CardChip Paid = new("Paid", "good");
    public static readonly CardChip Overdue = new("Overdue", "bad");
    public static readonly CardChip PartiallyPaid = new("Partially paid", "waiting");
    public static readonly CardChip Open = new("Open", "act");
    public static readonly CardChip DepositDue = new("Deposit due", "waiting");
    public static readonly CardChip Approved = new("Approved", "good");
    public static readonly CardChip Sent = new("Sent", "act");
    public static readonly CardChip Unanswered = new("Unanswered", "waiting");
    public static readonly CardChip AnotherTimeAsked = new("Requested", "waiting");
    public static readonly CardChip ChangesAsked = new("Asks for changes", "waiting");
    public static readonly CardChip NewPriceAsked = new("Asks for a new price", "waiting");
    public static readonly CardChip Confirmed = new("Confirmed", "good");
    public static readonly CardChip Scheduled = new("Scheduled", "act");
    public static readonly CardChip OnMyWay = new("On my way", "act");
    public static readonly CardChip Declined = new("Declined", "bad");
    public static readonly CardChip Expired = new("Expired", "");
    public static readonly CardChip Withdrawn = new("Withdrawn", "");
    public static readonly CardChip Draft = new("Draft", "");
}

/// <summary>One column of the board, newest first.</summary>
/// <param name="Sum">Of the cards' amounts, in the company's currency.</param>
public sealed record BoardColumn(JobStage Stage, IReadOnlyList<JobCard> Cards, Money Sum)
{
    public static BoardColumn Of(JobStage stage, IEnumerable<JobCard> cards, Currency currency)
    {
        JobCard[] ordered = [.. cards.OrderByDescending(c => c.StagedAt).ThenByDescending(c => c.Id.Value)];
        return new BoardColumn(stage, ordered, SumOf(ordered, currency));
    }

    public static Money SumOf(IReadOnlyList<JobCard> cards, Currency currency)
    {
        var sum = 0L;
        foreach (var card in cards)
        {
            sum += card.Amount is { } amount && amount.Currency == currency ? amount.MinorUnits : 0;
        }

        return new Money(sum, currency);
    }
}

/// <summary>One line of news beside the board.</summary>
/// <param name="Tone">Class of its dot; empty: neutral.</param>
/// <param name="Who">What stands out at its beginning; may be empty.</param>
/// <param name="When">"12:41 PM", or the day.</param>
public sealed record BoardNote(long Seq, string Tone, string Who, string Text, string When);

/// <summary>Somebody who can be given work.</summary>
public sealed record Colleague(Id<StaffMember> Id, string Name);

/// <summary>The board of one workspace at one moment, shared by everybody who looks at it.</summary>
/// <param name="Version">Counts the snapshots of this board.</param>
/// <param name="IsCut">There are more jobs than the board carries.</param>
public sealed record BoardSnapshot(
    long Version,
    WorkspaceView Workspace,
    IReadOnlyList<BoardColumn> Columns,
    ImmutableDictionary<Id<Job>, JobCard> Cards,
    ImmutableList<BoardNote> Notes,
    IReadOnlyList<Colleague> Staff,
    bool IsCut
)
{
    public const int MostNotes = 30;

    /// <summary>Requests that wait to become jobs, newest first; they stand above the first column's cards.</summary>
    public ImmutableList<BoardLead> Leads { get; init; } = [];

    /// <summary>The company's tags, by name.</summary>
    public IReadOnlyList<TagView> Tags { get; init; } = [];

    private string? _summary;

    public BoardColumn this[JobStage stage] => Columns[(int)stage];

    /// <summary>How many jobs there are and what they come to, in words; put together once for everybody who looks.</summary>
    public string Summary => _summary ??= SummaryOf(Columns, Workspace);

    public static string SummaryOf(IEnumerable<BoardColumn> columns, WorkspaceView workspace)
    {
        var (count, sum) = (0, Money.Zero(workspace.Currency));
        foreach (var column in columns)
        {
            (count, sum) = (count + column.Cards.Count, sum + column.Sum);
        }

        return $"{workspace.Words.Count(count, "job")}, {workspace.Words.Money(sum)}";
    }

    /// <summary>The next snapshot: these cards are new, changed or (where null) gone. Columns without any of them stay the same objects.</summary>
    public BoardSnapshot With(IReadOnlyDictionary<Id<Job>, JobCard?> read, IEnumerable<BoardNote> notes)
    {
        Dictionary<Id<Job>, JobCard?> changed = read.Where(r => !Equals(Cards.GetValueOrDefault(r.Key), r.Value)).ToDictionary();
        HashSet<JobStage> touched =
        [
            .. changed.Keys.Where(Cards.ContainsKey).Select(id => Cards[id].Stage),
            .. changed.Values.OfType<JobCard>().Select(card => card.Stage),
        ];
        var cards = Cards
            .RemoveRange(changed.Keys)
            .AddRange(changed.Where(c => c.Value is not null).Select(c => KeyValuePair.Create(c.Key, c.Value!))); // Not null: the line's own filter.
        return this with
        {
            _summary = null,
            Version = Version + 1,
            Cards = cards,
            Columns =
            [
                .. Columns.Select(column =>
                    touched.Contains(column.Stage)
                        ? BoardColumn.Of(
                            column.Stage,
                            column
                                .Cards.Where(c => !changed.ContainsKey(c.Id))
                                .Concat(changed.Values.OfType<JobCard>().Where(c => c.Stage == column.Stage)),
                            Workspace.Currency
                        )
                        : column
                ),
            ],
            Notes = [.. notes.Concat(Notes).DistinctBy(n => n.Seq).OrderByDescending(n => n.Seq).Take(MostNotes)],
        };
    }
}

/// <summary>A request for work that waits to become a job.</summary>
public sealed record BoardLead(string Number, string Name, string Service, DateTimeOffset ReceivedAt);

/// <summary>What an open board is told.</summary>
/// <param name="Changed">Cards that look different, came or went.</param>
/// <param name="Moved">Those of them that came to another column, or to the board.</param>
/// <param name="Notes">What to note of it, newest first.</param>
public sealed record BoardChange(
    BoardSnapshot Snapshot,
    ImmutableHashSet<Id<Job>> Changed,
    ImmutableHashSet<Id<Job>> Moved,
    ImmutableList<BoardNote> Notes
)
{
    /// <summary>This change and a later one, told as one.</summary>
    public BoardChange Then(BoardChange later) =>
        new(later.Snapshot, Changed.Union(later.Changed), Moved.Union(later.Moved), later.Notes.AddRange(Notes));
}
