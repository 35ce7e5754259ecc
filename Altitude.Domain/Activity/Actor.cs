using Altitude.Domain.Customers;
using Altitude.Domain.PortalAccess;
using Altitude.Domain.Workspaces;

namespace Altitude.Domain.Activity;

/// <summary>Who acts or looks, in which workspace. Every door to a workspace's rows asks for one.</summary>
public abstract record Actor(Id<Workspace> WorkspaceId)
{
    /// <summary>Stable name of the kind, as it stands in the activity chain.</summary>
    public abstract string Kind { get; }

    /// <summary>Whom the chain names; null: the kind says all there is.</summary>
    public virtual Guid? ActorId => null;

    /// <summary>The session that must live while the act commits; null: there is none to end.</summary>
    public virtual Guid? SessionId => null;

    /// <summary>What the timeline calls them.</summary>
    public abstract string Name { get; }
}

/// <summary>Whoever reads the portal with a contact's eyes: the contact, or somebody of the company who looks on. Only a <see cref="Visitor"/> acts.</summary>
public abstract record PortalReader(
    Id<Workspace> WorkspaceId,
    Id<Contact> ContactId,
    Id<Customer> CustomerId,
    ContactRights Rights,
    string ContactName
) : Actor(WorkspaceId)
{
    /// <summary>Parts of the portal that the company hides from everybody.</summary>
    public PortalSections Hidden { get; init; }

    public bool Finds(PortalSections section) => (Hidden & section) == 0;

    /// <summary>Whether their right and the company let them see estimates.</summary>
    public bool MaySeeEstimates() => Finds(PortalSections.Estimates) && Rights.MaySeeEstimates();

    /// <inheritdoc cref="MaySeeEstimates"/>
    public bool MaySeeInvoices() => Finds(PortalSections.Invoices) && Rights.MaySeeInvoices();

    /// <summary>Whether they may read what is said about jobs.</summary>
    public bool MayReadOfJobs() => Finds(PortalSections.Messages) && Rights.MayReadOfJobs();
}

/// <summary>A contact of a customer, signed in to the portal.</summary>
public sealed record Visitor(
    Id<Workspace> WorkspaceId,
    Id<PortalSession> Session,
    Id<Contact> ContactId,
    Id<Customer> CustomerId,
    ContactRights Rights,
    string ContactName
) : PortalReader(WorkspaceId, ContactId, CustomerId, Rights, ContactName)
{
    public override string Kind => "visitor";
    public override Guid? ActorId => ContactId.Value;
    public override Guid? SessionId => Session.Value;
    public override string Name => ContactName;
}

/// <summary>Someone of the company, signed in to the office.</summary>
public sealed record Staff(Id<Workspace> WorkspaceId, Id<StaffSession> Session, Id<StaffMember> StaffId, StaffRole Role, string StaffName)
    : Actor(WorkspaceId)
{
    /// <summary>An owner whose company is closed: they may open it again and take its data away, and the database lets them do nothing else.</summary>
    public bool IsReturning { get; init; }

    public override string Kind => IsReturning ? "returning" : "staff";
    public override Guid? ActorId => StaffId.Value;
    public override Guid? SessionId => Session.Value;
    public override string Name => StaffName;
}

/// <summary>Someone of the company who views the portal as a contact sees it. Reads and never acts: no use-case takes one, and the database commits nothing of theirs.</summary>
/// <param name="StaffSession">Their office sign-in, with which this ends.</param>
public sealed record Onlooker(
    Id<Workspace> WorkspaceId,
    Id<PortalViewing> Viewing,
    Id<StaffMember> StaffId,
    Id<StaffSession> StaffSession,
    string StaffName,
    Id<Contact> ContactId,
    Id<Customer> CustomerId,
    ContactRights Rights,
    string ContactName
) : PortalReader(WorkspaceId, ContactId, CustomerId, Rights, ContactName)
{
    public override string Kind => "onlooker";
    public override Guid? ActorId => StaffId.Value;
    public override Guid? SessionId => Viewing.Value;
    public override string Name => StaffName;
}

/// <summary>Someone who holds a setup link and has not signed in yet.</summary>
public sealed record LinkHolder(Id<Workspace> WorkspaceId, Id<SetupLink> Link) : Actor(WorkspaceId)
{
    public override string Kind => "link-holder";
    public override Guid? ActorId => Link.Value;
    public override string Name => "Link holder";
}

/// <summary>Someone unknown who asks for something: a fresh link, a visit.</summary>
public sealed record Requester(Id<Workspace> WorkspaceId) : Actor(WorkspaceId)
{
    public override string Kind => "requester";
    public override string Name => "Visitor";
}

/// <summary>The payment provider, through its verified webhook.</summary>
public sealed record Provider(Id<Workspace> WorkspaceId) : Actor(WorkspaceId)
{
    public override string Kind => "provider";
    public override string Name => "Payment provider";
}

/// <summary>A sweep or another background task, named by what it does.</summary>
public sealed record BackgroundTask(Id<Workspace> WorkspaceId, string Task) : Actor(WorkspaceId)
{
    public override string Kind => "background";
    public override string Name => Task;
}

/// <summary>Whoever runs the program's verbs on the machine itself.</summary>
public sealed record Operator(Id<Workspace> WorkspaceId) : Actor(WorkspaceId)
{
    public override string Kind => "operator";
    public override string Name => "Operator";
}

/// <summary>One sign-in of a member of staff. Marks the type of its id; its row is kept with the sign-ins.</summary>
public abstract class StaffSession;
