using System.Net.Mail;

namespace Altitude.Domain.Workspaces;

/// <summary>Somebody is asked by mail to join the company's team. Whoever holds the mail's link may, once, while it stands.</summary>
public sealed class StaffInvitation : Entity, IWorkspaceOwned
{
    public static readonly TimeSpan Lasts = TimeSpan.FromDays(7);

    private StaffInvitation() { }

    public Id<StaffInvitation> Id { get; private init; }
    public Id<Workspace> WorkspaceId { get; private init; }
    public string Email { get; private init; } = "";

    /// <summary>How the one who invites calls them; they may change it.</summary>
    public string Name { get; private init; } = "";
    public StaffRole Role { get; private init; }

    /// <summary>Who of the company asks, by their name at that time; empty: nobody works there yet.</summary>
    public string InvitedBy { get; private init; } = "";

    /// <summary>UTC.</summary>
    public DateTimeOffset CreatedAt { get; private init; }

    /// <summary>UTC, exclusive; later with each time it is sent again.</summary>
    public DateTimeOffset ExpiresAt { get; private set; }

    /// <summary>UTC; null: they have not joined.</summary>
    public DateTimeOffset? AcceptedAt { get; private set; }

    /// <summary>UTC; null: it stands.</summary>
    public DateTimeOffset? WithdrawnAt { get; private set; }

    /// <summary>What they became; null: as above.</summary>
    public Id<StaffMember>? JoinedAs { get; private set; }

    /// <summary>Nobody of the company asks: it begins with whoever accepts.</summary>
    public bool IsToBegin => InvitedBy.Length == 0;

    public bool IsOpen => AcceptedAt is null && WithdrawnAt is null;

    public bool CanBeAccepted(DateTimeOffset now) => IsOpen && now < ExpiresAt;

    /// <exception cref="RuleViolation">That is no address or name, or their role may not give this one.</exception>
    public static StaffInvitation Invite(
        Id<StaffInvitation> id,
        Id<Workspace> workspace,
        string email,
        string name,
        StaffRole role,
        StaffRole by,
        string invitedBy,
        DateTimeOffset now
    )
    {
        RequireAddress(email);
        RuleViolation.Unless(PlainText.IsFilled(name, 200), StaffRules.Name, "Write their name, at most 200 characters.");
        RequireAppointable(by, role);
        return Write(id, workspace, email, name, role, invitedBy, now);
    }

    /// <summary>Whoever signs a company up is asked by mail to open its office: nobody works there before somebody holds that mail in their hands.</summary>
    /// <exception cref="RuleViolation">That is no address or name.</exception>
    public static StaffInvitation ToBegin(Id<StaffInvitation> id, Id<Workspace> workspace, string email, string name, DateTimeOffset now)
    {
        RequireAddress(email);
        RuleViolation.Unless(PlainText.IsFilled(name, 200), StaffRules.Name, "Write your name, at most 200 characters.");
        return Write(id, workspace, email, name, StaffRole.Owner, invitedBy: "", now);
    }

    /// <summary>What is wrong with an address that somebody would be written to at; null: nothing.</summary>
    public static RuleViolation? ProblemOf(string email) =>
        PlainText.IsFilled(email, 254) && MailAddress.TryCreate(email.Trim(), out var address) && address.Address == email.Trim()
            ? null
            : new RuleViolation(StaffRules.Email, "Write an e-mail address, such as sam@example.com.");

    /// <summary>Goes out once more, with a link of its own, and stands for as long again.</summary>
    /// <exception cref="RuleViolation">It was accepted or withdrawn, or their role may not give this one.</exception>
    public void SendAgain(StaffRole by, DateTimeOffset now)
    {
        RequireAppointable(by, Role);
        RequireOpen();
        ExpiresAt = now + Lasts;
        Raise(new StaffInvitationMoved("staff.invitation-resent", this));
    }

    /// <summary>Its links open no more. Twice changes nothing.</summary>
    /// <exception cref="RuleViolation">It was accepted, or their role may not take this one back.</exception>
    public void Withdraw(StaffRole by, DateTimeOffset now)
    {
        RequireAppointable(by, Role);
        if (WithdrawnAt is null)
        {
            RequireOpen();
            WithdrawnAt = now;
            Raise(new StaffInvitationMoved("staff.invitation-withdrawn", this));
        }
    }

    /// <exception cref="RuleViolation"><see cref="StaffRules.Invitation"/>: it no longer stands.</exception>
    public void Accept(Id<StaffMember> joined, DateTimeOffset now)
    {
        RuleViolation.Unless(CanBeAccepted(now), StaffRules.Invitation, Dead);
        (AcceptedAt, JoinedAs) = (now, joined);
        Touch();
    }

    /// <summary>Said alike of what is unknown, used, withdrawn or over.</summary>
    public const string Dead = "This invitation no longer opens. Ask whoever invited you for a new one.";

    private static StaffInvitation Write(
        Id<StaffInvitation> id,
        Id<Workspace> workspace,
        string email,
        string name,
        StaffRole role,
        string invitedBy,
        DateTimeOffset now
    )
    {
        var invitation = new StaffInvitation
        {
            Id = id,
            WorkspaceId = workspace,
            Email = email.Trim().ToLowerInvariant(),
            Name = name.Trim(),
            Role = role,
            InvitedBy = invitedBy,
            CreatedAt = now,
            ExpiresAt = now + Lasts,
        };
        invitation.Raise(new StaffInvitationMoved("staff.invited", invitation));
        return invitation;
    }

    private static void RequireAddress(string email)
    {
        if (ProblemOf(email) is { } unusable)
        {
            throw unusable;
        }
    }

    private void RequireOpen() =>
        RuleViolation.Unless(
            IsOpen,
            StaffRules.Invitation,
            AcceptedAt is null ? "This invitation was withdrawn. Invite them anew." : $"{Name} has joined already."
        );

    private static void RequireAppointable(StaffRole by, StaffRole role)
    {
        StaffRoles.Require(by.May(Permission.Control), "change the team");
        RuleViolation.Unless(Enum.IsDefined(role) && by.MayAppoint(role), StaffRules.Role, "Only owners can make somebody an owner.");
    }
}

/// <summary>Somebody was invited, or an invitation went out again or was withdrawn.</summary>
public sealed record StaffInvitationMoved : DomainEvent
{
    public StaffInvitationMoved(string kind, StaffInvitation invitation)
        : base(kind, invitation.Id.Value) =>
        Details = new Dictionary<string, string> { ["name"] = invitation.Name, ["role"] = invitation.Role.ToString() };

    public override IReadOnlyDictionary<string, string> Details { get; }
}
