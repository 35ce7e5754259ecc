using Altitude.Domain.Workspaces;

namespace Altitude.Domain.Appointments;

/// <summary>The address under which a technician's own calendar program reads their visits. It is a secret; its hash alone is kept, elsewhere.</summary>
public sealed class CalendarFeed : Entity, IWorkspaceOwned
{
    private CalendarFeed() { }

    public Id<CalendarFeed> Id { get; private init; }
    public Id<Workspace> WorkspaceId { get; private init; }

    /// <summary>Whose visits it shows.</summary>
    public Id<StaffMember> StaffId { get; private init; }

    /// <summary>UTC.</summary>
    public DateTimeOffset IssuedAt { get; private init; }

    /// <summary>UTC; null: it opens.</summary>
    public DateTimeOffset? RevokedAt { get; private set; }

    public static CalendarFeed Issue(Id<CalendarFeed> id, Id<Workspace> workspace, Id<StaffMember> staff, string name, DateTimeOffset now)
    {
        var feed = new CalendarFeed
        {
            Id = id,
            WorkspaceId = workspace,
            StaffId = staff,
            IssuedAt = now,
        };
        feed.Raise(new CalendarFeedChanged("calendar.issued", id, name));
        return feed;
    }

    /// <summary>From now on it opens nothing. Twice changes nothing.</summary>
    public void Revoke(string name, DateTimeOffset now)
    {
        if (RevokedAt is null)
        {
            RevokedAt = now;
            Raise(new CalendarFeedChanged("calendar.revoked", Id, name));
        }
    }
}

/// <summary>A technician's calendar address was made, or ended.</summary>
public sealed record CalendarFeedChanged(string Act, Id<CalendarFeed> Feed, string Name) : DomainEvent(Act, Feed.Value)
{
    public override IReadOnlyDictionary<string, string> Details => new Dictionary<string, string> { ["name"] = Name };
}
