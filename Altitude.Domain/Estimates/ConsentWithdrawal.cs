using Altitude.Domain.Customers;
using Altitude.Domain.PortalAccess;
using Altitude.Domain.Workspaces;

namespace Altitude.Domain.Estimates;

/// <summary>Who takes an answer back, and from where.</summary>
/// <param name="At">UTC; the transaction's own time.</param>
public sealed record TakenBack(Id<Contact> Contact, string ContactName, Id<PortalSession> Session, RequestOrigin Origin, DateTimeOffset At);

/// <summary>What has come of an answer since it was given.</summary>
public enum AnswerFollowed
{
    Nothing,

    /// <summary>Money arrived, or was about to.</summary>
    Payment,

    /// <summary>Somebody of the company did something for the job.</summary>
    Work,
}

/// <summary>That an approval was taken back by whoever gave it. The consent stays as it is; this stands beside it. Append-only.</summary>
public sealed class ConsentWithdrawal : IWorkspaceOwned
{
    private ConsentWithdrawal() { }

    public Id<Workspace> WorkspaceId { get; private init; }
    public Id<Consent> ConsentId { get; private init; }
    public Id<Contact> ContactId { get; private init; }
    public string ContactName { get; private init; } = "";
    public Id<PortalSession> SessionId { get; private init; }

    /// <summary>UTC.</summary>
    public DateTimeOffset At { get; private init; }
    public string IpAddress { get; private init; } = "";
    public string UserAgent { get; private init; } = "";

    internal static ConsentWithdrawal Of(Consent consent, TakenBack taken) =>
        new()
        {
            WorkspaceId = consent.WorkspaceId,
            ConsentId = consent.Id,
            ContactId = taken.Contact,
            ContactName = taken.ContactName,
            SessionId = taken.Session,
            At = taken.At,
            IpAddress = taken.Origin.IpAddress,
            UserAgent = taken.Origin.UserAgent,
        };
}
