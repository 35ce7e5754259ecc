using System.Globalization;
using Altitude.Domain.Customers;
using Altitude.Domain.Workspaces;

namespace Altitude.Domain.PortalAccess;

/// <summary>That many contacts are invited to the portal at once: whom somebody chose, and how far it got. Each contact is a row of its own.</summary>
public sealed class Invitation : Entity, IWorkspaceOwned
{
    /// <summary>At most so many contacts are invited at once.</summary>
    public const int Most = 10_000;

    private Invitation() { }

    public Id<Invitation> Id { get; private init; }
    public Id<Workspace> WorkspaceId { get; private init; }
    public InvitedAudience Audience { get; private init; }
    public Id<StaffMember> StartedBy { get; private init; }

    /// <summary>UTC.</summary>
    public DateTimeOffset StartedAt { get; private init; }

    /// <summary>How many contacts there are in it.</summary>
    public int Total { get; private set; }

    /// <summary>How many of them were seen to.</summary>
    public int Done { get; private set; }

    /// <summary>UTC; null: it is under way.</summary>
    public DateTimeOffset? FinishedAt { get; private set; }

    public static Invitation Start(Id<Invitation> id, Id<Workspace> workspace, InvitedAudience audience, Id<StaffMember> by, DateTimeOffset now) =>
        new()
        {
            Id = id,
            WorkspaceId = workspace,
            Audience = audience,
            StartedBy = by,
            StartedAt = now,
        };

    /// <exception cref="RuleViolation"><see cref="InvitationRules.Nobody"/>, or more than fit.</exception>
    public void Gather(int total)
    {
        RuleViolation.Unless(total > 0, InvitationRules.Nobody, "There is nobody among your customers to whom this applies.");
        RuleViolation.Unless(
            total <= Most,
            InvitationRules.TooMany,
            $"These are more than {Most.ToString("N0", CultureInfo.InvariantCulture)} people. Choose fewer, and the others after them."
        );
        Total = total;
        Raise(new InvitationMoved(Id, "started", 0, total));
    }

    /// <summary>So many more were seen to. The last ones finish it.</summary>
    public void Progress(int further, DateTimeOffset now)
    {
        Done += further;
        if (Done >= Total)
        {
            FinishedAt ??= now;
        }

        Raise(new InvitationMoved(Id, FinishedAt is null ? "moved" : "finished", Done, Total));
    }
}

/// <summary>Who is invited.</summary>
public enum InvitedAudience
{
    /// <summary>Contacts for whom there never was a setup link.</summary>
    NeverInvited,

    /// <summary>Contacts who may answer an estimate that waits for an answer.</summary>
    OpenEstimate,
    Everybody,
}

/// <summary>One contact of an invitation, and what became of it.</summary>
public sealed class InvitedContact : IWorkspaceOwned
{
    private InvitedContact() { }

    public InvitedContact(Invitation invitation, Id<Contact> contact, int position) =>
        (WorkspaceId, InvitationId, ContactId, Position) = (invitation.WorkspaceId, invitation.Id, contact, position);

    public Id<Workspace> WorkspaceId { get; private init; }
    public Id<Invitation> InvitationId { get; private init; }
    public Id<Contact> ContactId { get; private init; }

    /// <summary>The order in which they are seen to.</summary>
    public int Position { get; private init; }
    public InvitedState State { get; private set; }

    /// <summary>Why they were passed over; empty: they were not.</summary>
    public string Reason { get; private set; } = "";

    /// <summary>The link that they are mailed; null: none.</summary>
    public Id<SetupLink>? LinkId { get; private set; }

    public void Skip(string reason) => (State, Reason) = (InvitedState.Skipped, reason);

    public void Send(Id<SetupLink> link) => (State, LinkId) = (InvitedState.Invited, link);
}

/// <summary>What became of one invited contact.</summary>
public enum InvitedState
{
    Waiting,

    /// <summary>Their mail is queued, and the delivery log knows the rest.</summary>
    Invited,
    Skipped,
}

/// <summary>Rule codes of invitations.</summary>
public static class InvitationRules
{
    public const string Nobody = "invitation.nobody";
    public const string TooMany = "invitation.too-many";
    public const string UnderWay = "invitation.under-way";
    public const string PortalOff = "invitation.portal-off";
}

/// <summary>An invitation of many began, got on, or is done.</summary>
public sealed record InvitationMoved(Id<Invitation> Invitation, string What, int Done, int Total)
    : DomainEvent("invitation." + What, Invitation.Value)
{
    public override IReadOnlyDictionary<string, string> Details =>
        new Dictionary<string, string>
        {
            ["done"] = Done.ToString(CultureInfo.InvariantCulture),
            ["total"] = Total.ToString(CultureInfo.InvariantCulture),
        };
}
