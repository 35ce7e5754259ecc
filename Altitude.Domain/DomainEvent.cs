namespace Altitude.Domain;

/// <summary>Something that happened and stays true: becomes one line of activity, and from it live pages, mails and the timeline.</summary>
/// <param name="Kind">Stable name, such as "estimate.approved".</param>
/// <param name="Subject">The record it is about.</param>
public abstract record DomainEvent(string Kind, Guid Subject)
{
    /// <summary>The customer whose portal pages it concerns; null: staff only.</summary>
    public Guid? Customer { get; init; }

    /// <summary>The job whose card it may move; null: no job.</summary>
    public Guid? Job { get; init; }

    /// <summary>SHA-256 of the sealed document that it brought about or answers; null: none. In the chain itself, so that it outlives the details.</summary>
    public string? Evidence { get; init; }

    /// <summary>Names, figures and texts for the timeline; kept apart from the chain, so that they can be erased.</summary>
    public virtual IReadOnlyDictionary<string, string> Details => NoDetails;

    private static readonly Dictionary<string, string> NoDetails = [];
}
