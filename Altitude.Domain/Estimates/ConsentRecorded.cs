using Altitude.Domain.Workspaces;

namespace Altitude.Domain.Estimates;

/// <summary>How an approval reached the company.</summary>
public enum ConsentKind
{
    /// <summary>The customer typed their name in the portal.</summary>
    Portal,

    /// <summary>On a signed sheet; the rest, too, was written down by staff.</summary>
    Paper,
    Phone,
    InPerson,
}

/// <summary>An approval that a customer gave outside the portal, as staff write it down.</summary>
/// <param name="Shown">Hash of the version that staff looked at.</param>
/// <param name="Ticked">Keys of the options that the customer wanted.</param>
/// <param name="ShownTotal">Minor units, as staff saw it.</param>
/// <param name="TypedName">Who of the customer approved.</param>
/// <param name="Kind">Never <see cref="ConsentKind.Portal"/>.</param>
/// <param name="GivenAt">UTC; when the customer said so.</param>
/// <param name="Note">May be empty.</param>
/// <param name="At">UTC; the transaction's own time.</param>
public sealed record ConsentRecorded(
    DocumentHash Shown,
    IReadOnlySet<string> Ticked,
    long ShownTotal,
    string TypedName,
    ConsentKind Kind,
    DateTimeOffset GivenAt,
    string Note,
    Id<StaffMember> By,
    string ByName,
    DateTimeOffset At
)
{
    /// <summary>The package that the customer wanted; empty: there is none to choose.</summary>
    public string Package { get; init; } = "";
}
