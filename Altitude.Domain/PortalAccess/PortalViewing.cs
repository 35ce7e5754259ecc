using Altitude.Domain.Activity;
using Altitude.Domain.Customers;
using Altitude.Domain.Workspaces;

namespace Altitude.Domain.PortalAccess;

/// <summary>That somebody of the company views the portal as one of its contacts: begun and stopped by them, over with their sign-in, and kept.</summary>
public sealed class PortalViewing : Entity, IWorkspaceOwned
{
    private PortalViewing() { }

    public Id<PortalViewing> Id { get; private init; }
    public Id<Workspace> WorkspaceId { get; private init; }
    public Id<Contact> ContactId { get; private init; }
    public Id<StaffMember> StaffId { get; private init; }

    /// <summary>The office sign-in that it belongs to; no other opens it.</summary>
    public Id<StaffSession> StaffSessionId { get; private init; }

    /// <summary>UTC.</summary>
    public DateTimeOffset BeganAt { get; private init; }

    /// <summary>UTC; null: not stopped. Whether it still opens anything is asked of the sign-in too.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    /// <exception cref="RuleViolation">Their role does not allow it, or the contact was removed.</exception>
    public static PortalViewing Begin(Id<PortalViewing> id, Staff staff, Contact contact, DateTimeOffset now)
    {
        StaffRoles.Require(staff.Role.MayViewAsContact(), "view the portal as a contact");
        RuleViolation.Unless(contact.RemovedAt is null, CustomerRules.ContactMissing, "This contact does not exist any more.");
        var viewing = new PortalViewing
        {
            Id = id,
            WorkspaceId = contact.WorkspaceId,
            ContactId = contact.Id,
            StaffId = staff.StaffId,
            StaffSessionId = staff.Session,
            BeganAt = now,
        };
        viewing.Raise(new PortalViewed("viewing.began", id, contact, staff.StaffName));
        return viewing;
    }

    /// <summary>From now on it shows nothing. Stopping twice changes nothing.</summary>
    public void Stop(Contact contact, string staffName, DateTimeOffset now)
    {
        if (EndedAt is null)
        {
            EndedAt = now;
            Raise(new PortalViewed("viewing.ended", Id, contact, staffName));
        }
    }
}

/// <summary>Rule codes of viewing as a contact; refusals of one that is over stand beside those of sessions.</summary>
public static class ViewingRules
{
    public const string Missing = "viewing.missing";
    public const string Ended = "viewing.ended";
    public const string NotAllowed = "viewing.not-allowed";

    /// <summary>Something was to be done while only looking is allowed.</summary>
    public const string ReadOnly = "viewing.read-only";
}

/// <summary>Somebody of the company began or stopped to view the portal as a contact. The customer is told nothing of it.</summary>
public sealed record PortalViewed : DomainEvent
{
    public PortalViewed(string kind, Id<PortalViewing> viewing, Contact contact, string staffName)
        : base(kind, viewing.Value) => (Contact, ContactId, StaffName, Customer) = (contact.Name, contact.Id, staffName, contact.CustomerId.Value);

    public string Contact { get; }
    public Id<Contact> ContactId { get; }
    public string StaffName { get; }

    public override IReadOnlyDictionary<string, string> Details =>
        new Dictionary<string, string>
        {
            ["contact"] = Contact,
            ["contactId"] = ContactId.ToString(),
            ["by"] = StaffName,
        };
}
