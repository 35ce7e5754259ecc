using Altitude.Domain;
using Altitude.Domain.Customers;
using Altitude.Domain.PortalAccess;
using Altitude.Domain.Workspaces;

namespace Altitude.Data;

/// <summary>That a request was carried out, and with what result: the same request again changes nothing.</summary>
public sealed class RequestKeyRow : IWorkspaceOwned
{
    public Id<Workspace> WorkspaceId { get; init; }
    public Guid Key { get; init; }
    public Guid? ActorId { get; init; }
    public string UseCase { get; init; } = "";

    /// <summary>JSON of what the use-case returned.</summary>
    public string? Result { get; set; }

    /// <summary>UTC.</summary>
    public DateTimeOffset At { get; init; }
}

/// <summary>
/// A word that a customer is found by: of its name, its contacts' names and addresses, its places, and the ends of its phone numbers; folded to small
/// letters without accents. The database writes them with the rows that they come from.
/// </summary>
public sealed class CustomerWord : IWorkspaceOwned
{
    public Id<Workspace> WorkspaceId { get; init; }
    public string Word { get; init; } = "";
    public Id<Customer> CustomerId { get; init; }
}

/// <summary>The last number given to a kind of record; counts without gaps, because it is taken in the record's own transaction.</summary>
public sealed class NumberCounter : IWorkspaceOwned
{
    public Id<Workspace> WorkspaceId { get; init; }
    public string Kind { get; init; } = "";
    public long Last { get; init; }
}

/// <summary>When a portal session was last in use; kept apart, so that looking never touches the session's own row.</summary>
public sealed class SessionSeen : IWorkspaceOwned
{
    public Id<Workspace> WorkspaceId { get; init; }
    public Id<PortalSession> SessionId { get; init; }

    /// <summary>UTC.</summary>
    public DateTimeOffset At { get; set; }
}

/// <summary>One mail to one person: queued with the change it tells of, and what became of it.</summary>
public sealed class EmailDelivery : IWorkspaceOwned
{
    public Guid Id { get; init; }
    public Id<Workspace> WorkspaceId { get; init; }

    /// <summary>The line of activity, or the outbox row, that it follows from.</summary>
    public Guid Cause { get; init; }

    /// <summary>The record it is about.</summary>
    public Guid Subject { get; init; }
    public string Kind { get; init; } = "";
    public string Recipient { get; init; } = "";
    public string RecipientName { get; init; } = "";
    public EmailState State { get; set; }
    public int Attempts { get; set; }

    /// <summary>Why the last attempt failed; empty: it did not.</summary>
    public string LastError { get; set; } = "";

    /// <summary>The same for every attempt, so that a mail system that took it twice can tell.</summary>
    public string MessageId { get; init; } = "";

    /// <summary>How far it tells of a conversation: the number of the last message in it, as it was last written. Null: it is about none.</summary>
    public int? Through { get; set; }

    /// <summary>UTC.</summary>
    public DateTimeOffset QueuedAt { get; init; }

    /// <summary>UTC; null: not yet.</summary>
    public DateTimeOffset? SentAt { get; set; }

    /// <summary>UTC; before this it is not tried: a mail server put it off, or quiet hours do. Null: at once.</summary>
    public DateTimeOffset? NextTryAt { get; set; }

    /// <summary>0: as it was caused; 1, 2, …: somebody of the company had it sent again.</summary>
    public int Again { get; init; }
}

/// <summary>What became of a mail.</summary>
public enum EmailState
{
    Queued,
    Sent,
    Deferred,
    Failed,

    /// <summary>What it would have said was no longer so, or a switch was off, when its turn came.</summary>
    Withheld,
}

/// <summary>That a reminder about a record was given, or was passed over together with a later one: it is given once, whoever asks how often.</summary>
public sealed class ReminderMark : IWorkspaceOwned
{
    public Id<Workspace> WorkspaceId { get; init; }

    /// <summary>Which reminder: "appointment.reminder".</summary>
    public string Kind { get; init; } = "";

    /// <summary>The record it is about.</summary>
    public Guid Subject { get; init; }

    /// <summary>What it reminds of, UTC: the start of a visit, the sending of an estimate's version, the due day of an invoice. Moved, the reminders begin anew.</summary>
    public DateTimeOffset Of { get; init; }

    /// <summary>Which of several: so many hours or days from there.</summary>
    public int Step { get; init; }

    /// <summary>UTC.</summary>
    public DateTimeOffset At { get; init; }
}

/// <summary>What one sweep of a workspace did last.</summary>
public sealed class SweepRun : IWorkspaceOwned
{
    public Id<Workspace> WorkspaceId { get; init; }

    /// <summary>The kind of its outbox rows.</summary>
    public string Kind { get; init; } = "";
    public long Runs { get; init; }

    /// <summary>UTC; when it last came to its end; null: never.</summary>
    public DateTimeOffset? RanAt { get; init; }

    /// <summary>UTC; when it broke off since; null: it did not.</summary>
    public DateTimeOffset? FailedAt { get; init; }

    /// <summary>What the last run did, and how many of it; empty: nothing was due.</summary>
    public IReadOnlyDictionary<string, int> Did { get; init; } = new Dictionary<string, int>();

    /// <summary>UTC; when it last found something to do; null: never.</summary>
    public DateTimeOffset? ActedAt { get; init; }

    /// <summary>What it did then.</summary>
    public IReadOnlyDictionary<string, int> Acted { get; init; } = new Dictionary<string, int>();
}
