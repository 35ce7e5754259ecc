using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Appointments;
using Altitude.Domain.Estimates;
using Altitude.Domain.Files;
using Altitude.Domain.PortalAccess;
using Altitude.Domain.Workspaces;
using Microsoft.AspNetCore.Identity;

namespace Altitude.Data.Platform;

/// <summary>A sign-in of the office; one person may work in several workspaces with it.</summary>
public sealed class StaffUser : IdentityUser<Guid>
{
    public StaffUser() => Id = Guid.CreateVersion7();

    /// <summary>Wrong codes in a row. Apart from wrong passwords: whoever knows the password must not be able to set this back.</summary>
    public int SecondStepFailedCount { get; set; }

    /// <summary>UTC; until then no code is tried; null: never was.</summary>
    public DateTimeOffset? SecondStepLockedUntil { get; set; }

    /// <summary>While true, the authenticator's key that waits for its first code is the one that is asked; never stored.</summary>
    public bool IsConfirming { get; set; }
}

/// <summary>A passkey of a sign-in.</summary>
public sealed class StaffPasskey : IdentityUserPasskey<Guid>
{
    /// <summary>UTC; null: never.</summary>
    public DateTimeOffset? LastUsedAt { get; set; }
}

/// <summary>Something that is good once and for minutes: the half of a sign-in that waits for its second step, what a browser is asked to sign, a code that was used.</summary>
public sealed class SignInStep
{
    /// <summary>SHA-256 of the secret that the browser holds; of a used code, a keyed hash.</summary>
    public byte[] Hash { get; init; } = [];

    /// <summary>"second-step", "passkey-add", "passkey-use", "used-code".</summary>
    public required string Kind { get; init; }

    /// <summary>Null: nobody has said yet who they are.</summary>
    public Guid? UserId { get; init; }

    /// <summary>What it needs to go on.</summary>
    public string State { get; init; } = "";

    /// <summary>UTC, exclusive.</summary>
    public DateTimeOffset ExpiresAt { get; init; }
}

/// <summary>That a workspace exists, and under which address; what it is stands in its own fenced rows.</summary>
public sealed class WorkspaceRow
{
    public Id<Workspace> Id { get; init; }
    public required string Slug { get; init; }

    /// <summary>UTC.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>UTC; null while it is open. A closed one gives up its slug.</summary>
    public DateTimeOffset? ClosedAt { get; init; }
}

/// <summary>The end of a workspace's activity chain: the feed's position, and the lock that orders acts and their ends.</summary>
public sealed class HeadRow
{
    public Id<Workspace> WorkspaceId { get; init; }
    public long Seq { get; init; }
    public byte[] Hash { get; init; } = [];
}

/// <summary>Something to be done once, at or after <see cref="DueAt"/>: a mail, the end of a link, an estimate's expiry.</summary>
public sealed class OutboxRow
{
    public Guid Id { get; init; }
    public Id<Workspace> WorkspaceId { get; init; }

    /// <summary>Names the background task: "estimate-sent", "expire-estimate".</summary>
    public required string Kind { get; init; }

    /// <summary>What it is about: the line of activity it follows from, or the record that falls due.</summary>
    public Guid Subject { get; init; }

    /// <summary>UTC.</summary>
    public DateTimeOffset DueAt { get; set; }

    /// <summary>UTC; until then it belongs to whoever claimed it; null: free.</summary>
    public DateTimeOffset? LeasedUntil { get; set; }
    public int Attempts { get; set; }

    /// <summary>UTC; null: still to be done.</summary>
    public DateTimeOffset? DoneAt { get; set; }
}

/// <summary>Which workspace a setup link's secret belongs to.</summary>
public sealed class LinkLookup
{
    /// <summary>SHA-256 of the secret.</summary>
    public byte[] Hash { get; init; } = [];
    public Id<Workspace> WorkspaceId { get; init; }
    public Id<SetupLink> LinkId { get; init; }
}

/// <summary>Which workspace the secret of a technician's calendar address belongs to.</summary>
public sealed class CalendarLookup
{
    /// <summary>SHA-256 of the secret.</summary>
    public byte[] Hash { get; init; } = [];
    public Id<Workspace> WorkspaceId { get; init; }
    public Id<CalendarFeed> FeedId { get; init; }
}

/// <summary>Which workspace the secret of an invitation to its team belongs to.</summary>
public sealed class InvitationLookup
{
    /// <summary>SHA-256 of the secret.</summary>
    public byte[] Hash { get; init; } = [];
    public Id<Workspace> WorkspaceId { get; init; }
    public Id<StaffInvitation> InvitationId { get; init; }
}

/// <summary>In which workspaces a browser has portal sessions.</summary>
public sealed class SessionLookup
{
    public Id<Workspace> WorkspaceId { get; init; }
    public Id<PortalSession> SessionId { get; init; }

    /// <summary>SHA-256 of the browser's secret.</summary>
    public byte[] BrowserHash { get; set; } = [];
}

/// <summary>Which workspace a sealed consent document belongs to.</summary>
public sealed class DocumentLookup
{
    public DocumentHash Hash { get; init; }
    public Id<Workspace> WorkspaceId { get; init; }
    public Id<Consent> ConsentId { get; init; }
}

/// <summary>Which workspace a file belongs to: it picks the session that must allow it.</summary>
public sealed class FileLookup
{
    public Id<StoredFile> FileId { get; init; }
    public Id<Workspace> WorkspaceId { get; init; }
}

/// <summary>Which workspace the payment provider's events at an address are for. A closed workspace gives it up.</summary>
public sealed class WebhookEndpoint
{
    public required string Endpoint { get; init; }
    public Id<Workspace> WorkspaceId { get; init; }
}

/// <summary>That the payment provider told of something, verified. Never what it said: what is true is asked of the provider.</summary>
public sealed class WebhookReceipt
{
    public Guid Id { get; init; }

    /// <summary>That of the endpoint whose secret verified it.</summary>
    public Id<Workspace> WorkspaceId { get; init; }
    public required string Endpoint { get; init; }
    public required string EventId { get; init; }
    public required string Type { get; init; }

    /// <summary>What it is about, by the provider's id.</summary>
    public required string ObjectId { get; init; }
    public required string ApiVersion { get; init; }
    public bool IsLive { get; init; }

    /// <summary>UTC; when it happened, by the provider.</summary>
    public DateTimeOffset OccurredAt { get; init; }

    /// <summary>UTC.</summary>
    public DateTimeOffset ReceivedAt { get; init; }

    /// <summary>SHA-256 of the body.</summary>
    public byte[] BodyHash { get; init; } = [];
    public ReceiptState State { get; set; }
}

/// <summary>What became of an event.</summary>
public enum ReceiptState
{
    Pending,
    Done,

    /// <summary>Not ours to read by itself: another version of the provider's language, or the other mode.</summary>
    Review,
}

/// <summary>In which workspaces a sign-in has a seat.</summary>
public sealed class StaffSeat
{
    public Guid UserId { get; init; }
    public Id<Workspace> WorkspaceId { get; init; }
    public Id<StaffMember> StaffId { get; init; }
}

/// <summary>One browser, signed in to the office of one workspace.</summary>
public sealed class StaffSessionRow
{
    public Id<StaffSession> Id { get; init; }

    /// <summary>SHA-256 of the cookie's secret.</summary>
    public byte[] KeyHash { get; init; } = [];
    public Guid UserId { get; init; }
    public Id<Workspace> WorkspaceId { get; init; }
    public Id<StaffMember> StaffId { get; init; }

    /// <summary>UTC.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>UTC, exclusive.</summary>
    public DateTimeOffset ExpiresAt { get; init; }

    /// <summary>UTC; null: nobody ended it.</summary>
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>UTC, within five minutes; null: not since it began.</summary>
    public DateTimeOffset? LastSeenAt { get; init; }

    /// <summary>UTC; when it was confirmed by a second step; null: by a password alone.</summary>
    public DateTimeOffset? SecondStepAt { get; set; }
    public string UserAgent { get; init; } = "";
}

/// <summary>How often something was tried in one span of time; all nodes count together.</summary>
public sealed class RateCounter
{
    /// <summary>What is limited and a keyed hash of whom; never an address.</summary>
    public required string Key { get; init; }

    /// <summary>UTC; the span's beginning.</summary>
    public DateTimeOffset Since { get; init; }
    public int Count { get; init; }
}
