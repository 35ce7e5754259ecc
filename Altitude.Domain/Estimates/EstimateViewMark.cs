using Altitude.Domain.Customers;
using Altitude.Domain.Workspaces;

namespace Altitude.Domain.Estimates;

/// <summary>That a contact has had a version before them, on a screen that somebody looked at. One for each contact and version; scanners, previews and staff make none.</summary>
public sealed class EstimateViewMark : IWorkspaceOwned
{
    private EstimateViewMark() { }

    public Id<Workspace> WorkspaceId { get; private init; }
    public Id<Estimate> EstimateId { get; private init; }
    public int Version { get; private init; }
    public Id<Contact> ContactId { get; private init; }
    public string ContactName { get; private init; } = "";

    /// <summary>UTC; the first time.</summary>
    public DateTimeOffset At { get; private init; }

    public static EstimateViewMark Of(
        Id<Workspace> workspace,
        Id<Estimate> estimate,
        int version,
        Id<Contact> contact,
        string name,
        DateTimeOffset at
    ) =>
        new()
        {
            WorkspaceId = workspace,
            EstimateId = estimate,
            Version = version,
            ContactId = contact,
            ContactName = name,
            At = at,
        };
}
