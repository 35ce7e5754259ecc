using Altitude.Domain.Customers;
using Altitude.Domain.Workspaces;

namespace Altitude.Domain.Estimates;

/// <summary>One thing that was said about an estimate, by the customer or the company. It changes nothing of what was sent.</summary>
public sealed class EstimateRemark : Entity, IWorkspaceOwned
{
    /// <summary>Characters.</summary>
    public const int Longest = 2_000;

    private const int LongestExcerpt = 200;

    private EstimateRemark() { }

    public Id<EstimateRemark> Id { get; private init; }
    public Id<Workspace> WorkspaceId { get; private init; }
    public Id<Estimate> EstimateId { get; private init; }
    public Id<Customer> CustomerId { get; private init; }

    /// <summary>The version that was before the customer then.</summary>
    public int Version { get; private init; }
    public RemarkKind Kind { get; private init; }

    /// <summary>A member of staff where it is a reply, else a contact of the customer.</summary>
    public Guid AuthorId { get; private init; }
    public string AuthorName { get; private init; } = "";

    /// <summary>Empty only where a new price was asked for without a word.</summary>
    public string Text { get; private init; } = "";

    /// <summary>UTC.</summary>
    public DateTimeOffset At { get; private init; }

    internal static EstimateRemark Of(
        Id<EstimateRemark> id,
        Estimate estimate,
        RemarkKind kind,
        Guid author,
        string authorName,
        string text,
        DateTimeOffset at
    )
    {
        var said = text.Trim();
        var remark = new EstimateRemark
        {
            Id = id,
            WorkspaceId = estimate.WorkspaceId,
            EstimateId = estimate.Id,
            CustomerId = estimate.CustomerId,
            Version = estimate.SentVersion ?? 0,
            Kind = kind,
            AuthorId = author,
            AuthorName = authorName,
            Text = said,
            At = at,
        };

        // Raised by the remark, not by the estimate: whoever is writing the next version has missed no change of it.
        remark.Raise(new EstimateRemarked(Name(kind), estimate, id, authorName, Excerpt(said)));
        return remark;
    }

    private static string Name(RemarkKind kind) =>
        kind switch
        {
            RemarkKind.ChangesRequested => "estimate.changes-requested",
            RemarkKind.NewPriceAsked => "estimate.new-price-asked",
            _ => "estimate.replied",
        };

    /// <summary>Cut between characters, never within one.</summary>
    private static string Excerpt(string text)
    {
        if (text.Length <= LongestExcerpt)
        {
            return text;
        }

        var end = char.IsHighSurrogate(text[LongestExcerpt - 1]) ? LongestExcerpt - 1 : LongestExcerpt;
        return text[..end] + "…";
    }
}

/// <summary>Why something was said about an estimate.</summary>
public enum RemarkKind
{
    ChangesRequested,
    NewPriceAsked,
    Reply,
}
