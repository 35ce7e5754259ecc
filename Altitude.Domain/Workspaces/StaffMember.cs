using System.Text;
using Altitude.Domain.Activity;

namespace Altitude.Domain.Workspaces;

/// <summary>Someone who works for the company and signs in to the office.</summary>
public sealed class StaffMember : Entity, IWorkspaceOwned
{
    private StaffMember() { }

    public Id<StaffMember> Id { get; private init; }
    public Id<Workspace> WorkspaceId { get; private init; }

    /// <summary>The sign-in that this person uses; one sign-in may belong to several workspaces.</summary>
    public Guid UserId { get; private init; }
    public string Name { get; private set; } = "";
    public string Email { get; private set; } = "";
    public string Phone { get; private set; } = "";
    public StaffRole Role { get; private set; }

    /// <summary>UTC; null while they may sign in.</summary>
    public DateTimeOffset? RemovedAt { get; private set; }

    /// <summary>"Priya Nair" is PN.</summary>
    public string Initials => InitialsOf(Name);

    public static StaffMember Join(Id<StaffMember> id, Id<Workspace> workspace, Guid userId, string name, string email, string phone, StaffRole role)
    {
        var member = new StaffMember
        {
            Id = id,
            WorkspaceId = workspace,
            UserId = userId,
            Name = name,
            Email = email,
            Phone = phone,
            Role = role,
        };
        member.Raise(new StaffJoined(id, name));
        return member;
    }

    public void Remove(DateTimeOffset now)
    {
        if (RemovedAt is null)
        {
            RemovedAt = now;
            Raise(new StaffRemoved(Id, Name));
        }
    }

    public static string InitialsOf(string name) =>
        string.Concat(
            name.Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(2).Select(part => Rune.ToUpperInvariant(part.EnumerateRunes().First()))
        );
}

/// <summary>What someone of the company may do.</summary>
public enum StaffRole
{
    Owner,
    Admin,
    Dispatcher,
    Technician,
}

/// <summary>What each role may do; asked by use-cases, shown in the office.</summary>
public static class StaffRoles
{
    public const string NotAllowed = "staff.not-allowed";

    /// <summary>Prices, sends and withdraws estimates, moves jobs.</summary>
    public static bool MayPrice(this StaffRole role) => role is StaffRole.Owner or StaffRole.Admin or StaffRole.Dispatcher;

    /// <summary>Books, moves, assigns and cancels visits. Whoever makes a visit may set out, finish and note without it.</summary>
    public static bool MaySchedule(this StaffRole role) => role is StaffRole.Owner or StaffRole.Admin or StaffRole.Dispatcher;

    /// <summary>Issues, copies and revokes setup links, ends sessions of customers.</summary>
    public static bool MayGiveAccess(this StaffRole role) => role is StaffRole.Owner or StaffRole.Admin or StaffRole.Dispatcher;

    /// <summary>Views the portal as a contact sees it. The database asks the same: altitude.actor_refusal.</summary>
    public static bool MayViewAsContact(this StaffRole role) => role is StaffRole.Owner or StaffRole.Admin or StaffRole.Dispatcher;

    /// <summary>Changes settings, brand and the team.</summary>
    public static bool MayControl(this StaffRole role) => role is StaffRole.Owner or StaffRole.Admin;

    /// <summary>Sees background work.</summary>
    public static bool MayOperate(this StaffRole role) => role is StaffRole.Owner;

    /// <exception cref="RuleViolation">Their role does not allow it.</exception>
    public static void Require(bool allowed, string what) =>
        RuleViolation.Unless(allowed, NotAllowed, $"Your role does not allow you to {what}. Ask an owner or admin.");
}

public sealed record StaffJoined(Id<StaffMember> Staff, string Name) : DomainEvent("staff.joined", Staff.Value)
{
    public override IReadOnlyDictionary<string, string> Details => new Dictionary<string, string> { ["name"] = Name };
}

public sealed record StaffRemoved(Id<StaffMember> Staff, string Name) : DomainEvent("staff.removed", Staff.Value)
{
    public override IReadOnlyDictionary<string, string> Details => new Dictionary<string, string> { ["name"] = Name };
}

/// <summary>Someone signed in to the office, from a device of theirs.</summary>
public sealed record StaffSessionBegan(Id<StaffSession> Session, string Name) : DomainEvent("staff-session.began", Session.Value)
{
    public override IReadOnlyDictionary<string, string> Details => new Dictionary<string, string> { ["name"] = Name };
}

/// <summary>An office sign-in ended before its time: its open pages close.</summary>
/// <param name="Reason">"sign-out", "ended elsewhere", "password reset".</param>
public sealed record StaffSessionEnded(Id<StaffSession> Session, string Name, string Reason) : DomainEvent("staff-session.ended", Session.Value)
{
    public override IReadOnlyDictionary<string, string> Details => new Dictionary<string, string> { ["name"] = Name, ["reason"] = Reason };
}
