using System.Text.Json.Serialization;

namespace Altitude.Domain.Appointments;

/// <summary>
/// What the customer has not been told yet. Changes that follow each other closely are told together, as the difference between what the customer knows and what is
/// true when it is told.
/// </summary>
/// <param name="Known">What the customer knows; null: nothing of this visit.</param>
/// <param name="Why">What was done last.</param>
/// <param name="Words">The company's words to the customer; empty: none.</param>
/// <param name="Further">So many later visits of its series changed with it.</param>
public sealed record VisitNews(KnownVisit? Known, VisitChangeKind Why, string Words, int Further);

/// <summary>A visit as its customer last heard of it.</summary>
/// <param name="StartsAt">UTC.</param>
public sealed record KnownVisit(DateTimeOffset StartsAt, TimeWindow Arrival, bool IsCancelled);

/// <summary>What was done to a visit, as far as its customer is told.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<VisitChangeKind>))]
public enum VisitChangeKind
{
    Booked,
    Moved,
    Accepted,
    Declined,
    Cancelled,
    Restored,
}

/// <summary>What to tell the customer now.</summary>
/// <param name="From">What they knew; null: nothing.</param>
public sealed record VisitNotice(VisitChangeKind Kind, KnownVisit? From, string Words, int Further);
