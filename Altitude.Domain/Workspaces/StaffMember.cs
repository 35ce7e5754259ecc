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

    /// <summary>Their latest photo; null: none.</summary>
    public Id<StaffPhoto>? PhotoId { get; private set; }

    /// <summary>Cells of the table of mails that they do not want, by their keys. What the company switched off nobody gets.</summary>
    public IReadOnlyList<string> Muted { get; private set; } = [];

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

    /// <summary>What customers see of them beside their name.</summary>
    /// <exception cref="RuleViolation">No name, or the number is too long.</exception>
    public void Describe(string name, string phone)
    {
        RuleViolation.Unless(PlainText.IsFilled(name, 200), StaffRules.Name, "Write your name, at most 200 characters.");
        RuleViolation.Unless(
            PlainText.Fits(phone, 40) && (phone.Trim().Length == 0 || phone.Count(char.IsAsciiDigit) >= 5),
            StaffRules.Phone,
            "Write a phone number, such as 303 555 0142."
        );
        if ((Name, Phone) != (name.Trim(), phone.Trim()))
        {
            (Name, Phone) = (name.Trim(), phone.Trim());
            Raise(new StaffChanged(Id, Name));
        }
    }

    /// <summary>Their photo was put there, or taken away; its picture is kept apart.</summary>
    /// <param name="photo">Null: none any more.</param>
    public void Show(Id<StaffPhoto>? photo)
    {
        PhotoId = photo;
        Raise(new StaffChanged(Id, Name));
    }

    /// <summary>Which mails they get, within what the company sends.</summary>
    /// <param name="muted">Keys of cells of the table for staff.</param>
    /// <exception cref="RuleViolation">One of them is none, or must be sent.</exception>
    public void ChooseMails(IReadOnlyList<string> muted)
    {
        foreach (var key in muted)
        {
            RuleViolation.Unless(
                NotificationTable.Find(key) is { Audience: NotificationAudience.Staff, CanBeSwitchedOff: true },
                NotificationRules.Unknown,
                "There is no such mail to choose. Load the page again."
            );
        }

        var wanted = muted.Distinct().Order(StringComparer.Ordinal).ToArray();
        if (!wanted.SequenceEqual(Muted))
        {
            Muted = wanted;
            Raise(new StaffMailsChosen(Id, Name));
        }
    }

    /// <summary>They become something else.</summary>
    /// <param name="by">Who decides it, being <paramref name="byRole"/>.</param>
    /// <param name="otherOwners">How many owners there are beside them.</param>
    /// <returns>False: they are that already.</returns>
    /// <exception cref="RuleViolation">Themselves, an owner's matter, or nobody would be left as owner.</exception>
    public bool Become(StaffRole role, Id<StaffMember> by, StaffRole byRole, int otherOwners)
    {
        RequireByAnother(by, "Somebody else must change your role.");
        StaffRoles.Require(byRole.May(Permission.Control), "change the team");
        RuleViolation.Unless(
            Enum.IsDefined(role) && byRole.MayAppoint(role) && byRole.MayAppoint(Role),
            StaffRules.Role,
            "Only owners can make somebody an owner, or an owner something else."
        );
        if (role == Role)
        {
            return false;
        }

        RequireNotLast(otherOwners);
        var before = Role;
        Role = role;
        Raise(new StaffRoleChanged(Id, Name, before, role));
        return true;
    }

    /// <summary>They work here no more.</summary>
    /// <inheritdoc cref="Become"/>
    public void Leave(Id<StaffMember> by, StaffRole byRole, int otherOwners, DateTimeOffset now)
    {
        RequireByAnother(by, "Somebody else must remove you.");
        StaffRoles.Require(byRole.May(Permission.Control), "change the team");
        RuleViolation.Unless(byRole.MayAppoint(Role), StaffRules.Role, "Only owners can remove an owner.");
        RequireNotLast(otherOwners);
        Remove(now);
    }

    /// <summary>They come back, as who they were.</summary>
    /// <exception cref="RuleViolation">No name.</exception>
    public void Rejoin(string name, StaffRole role)
    {
        RuleViolation.Unless(PlainText.IsFilled(name, 200), StaffRules.Name, "Write your name, at most 200 characters.");
        (RemovedAt, Name, Role) = (null, name.Trim(), role);
        Raise(new StaffJoined(Id, Name));
    }

    public void Remove(DateTimeOffset now)
    {
        if (RemovedAt is null)
        {
            RemovedAt = now;
            Raise(new StaffRemoved(Id, Name));
        }
    }

    private void RequireByAnother(Id<StaffMember> by, string instead) => RuleViolation.Unless(by != Id, StaffRules.Yourself, instead);

    private void RequireNotLast(int otherOwners) =>
        RuleViolation.Unless(
            Role != StaffRole.Owner || otherOwners > 0,
            StaffRules.LastOwner,
            $"{Name} is the only owner. Make somebody else an owner first."
        );

    public static string InitialsOf(string name) =>
        string.Concat(
            name.Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(2).Select(part => Rune.ToUpperInvariant(part.EnumerateRunes().First()))
        );
}

/// <summary>A picture of someone of the company, square, as it was encoded anew. A new one is a new row, so that an address shows one picture for ever.</summary>
public sealed class StaffPhoto : IWorkspaceOwned
{
    private StaffPhoto() { }

    public StaffPhoto(Id<StaffPhoto> id, Id<Workspace> workspace, Id<StaffMember> staff, byte[] jpeg, DateTimeOffset now) =>
        (Id, WorkspaceId, StaffId, Jpeg, TakenAt) = (id, workspace, staff, jpeg, now);

    public Id<StaffPhoto> Id { get; private init; }
    public Id<Workspace> WorkspaceId { get; private init; }
    public Id<StaffMember> StaffId { get; private init; }
    public byte[] Jpeg { get; private init; } = [];

    /// <summary>UTC.</summary>
    public DateTimeOffset TakenAt { get; private init; }
}

/// <summary>How far somebody has read what happened; the bell counts from there.</summary>
public sealed class StaffFeedPosition : IWorkspaceOwned
{
    private StaffFeedPosition() { }

    public StaffFeedPosition(Id<Workspace> workspace, Id<StaffMember> staff, long seq) => (WorkspaceId, StaffId, Seq) = (workspace, staff, seq);

    public Id<Workspace> WorkspaceId { get; private init; }
    public Id<StaffMember> StaffId { get; private init; }

    /// <summary>The last line that they have seen.</summary>
    public long Seq { get; private set; }

    /// <summary>Never backwards: of two pages that are read at once the later position stays.</summary>
    public void ReadTo(long seq) => Seq = Math.Max(Seq, seq);
}

/// <summary>Rule codes of staff.</summary>
public static class StaffRules
{
    public const string Email = "staff.email";
    public const string Invitation = "staff.invitation";
    public const string LastOwner = "staff.last-owner";
    public const string Missing = "staff.missing";
    public const string Name = "staff.name";
    public const string Role = "staff.role";
    public const string Yourself = "staff.yourself";
    public const string Phone = "staff.phone";
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
    public static bool MayPrice(this StaffRole role) => role.May(Permission.Price);

    /// <summary>Books, moves, assigns and cancels visits. Whoever makes a visit may set out, finish and note without it.</summary>
    public static bool MaySchedule(this StaffRole role) => role.May(Permission.Schedule);

    /// <summary>Issues, copies and revokes setup links, ends sessions of customers.</summary>
    public static bool MayGiveAccess(this StaffRole role) => role.May(Permission.GiveAccess);

    /// <summary>Views the portal as a contact sees it. The database asks the same: altitude.actor_refusal.</summary>
    public static bool MayViewAsContact(this StaffRole role) => role.May(Permission.ViewAsContact);

    /// <summary>Changes settings, brand and the team.</summary>
    public static bool MayControl(this StaffRole role) => role.May(Permission.Control);

    /// <summary>Sees background work.</summary>
    public static bool MayOperate(this StaffRole role) => role.May(Permission.Operate);

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

/// <summary>Somebody of the company became something else.</summary>
public sealed record StaffRoleChanged(Id<StaffMember> Staff, string Name, StaffRole From, StaffRole Into)
    : DomainEvent("staff.role-changed", Staff.Value)
{
    public override IReadOnlyDictionary<string, string> Details =>
        new Dictionary<string, string>
        {
            ["name"] = Name,
            ["from"] = From.ToString(),
            ["role"] = Into.ToString(),
        };
}

public sealed record StaffChanged(Id<StaffMember> Staff, string Name) : DomainEvent("staff.changed", Staff.Value)
{
    public override IReadOnlyDictionary<string, string> Details => new Dictionary<string, string> { ["name"] = Name };
}

/// <summary>Somebody of the company chose which mails they get.</summary>
public sealed record StaffMailsChosen(Id<StaffMember> Staff, string Name) : DomainEvent("staff.mails-chosen", Staff.Value)
{
    public override IReadOnlyDictionary<string, string> Details => new Dictionary<string, string> { ["name"] = Name };
}

/// <summary>Someone signed in to the office, from a device of theirs.</summary>
public sealed record StaffSessionBegan(Id<StaffSession> Session, string Name) : DomainEvent("staff-session.began", Session.Value)
{
    public override IReadOnlyDictionary<string, string> Details => new Dictionary<string, string> { ["name"] = Name };
}

/// <summary>An office sign-in ended before its time: its open pages close.</summary>
/// <param name="Reason">"sign-out", "ended elsewhere", "password reset", "role changed", "removed", "ended by the company".</param>
public sealed record StaffSessionEnded(Id<StaffSession> Session, string Name, string Reason) : DomainEvent("staff-session.ended", Session.Value)
{
    public override IReadOnlyDictionary<string, string> Details => new Dictionary<string, string> { ["name"] = Name, ["reason"] = Reason };
}
