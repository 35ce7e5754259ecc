using Altitude.Data;
using Altitude.Data.Platform;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Workspaces;
using Altitude.Web.Security;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Workspaces;

/// <summary>An invitation as whoever holds its link sees it.</summary>
/// <param name="HasSignIn">The address signs in elsewhere already: they join with that password.</param>
/// <param name="IsToBegin">Nobody works there yet: it is the mail to whoever signed the company up.</param>
public sealed record InvitationView(string Company, string Name, string Email, StaffRole Role, string InvitedBy, bool HasSignIn, bool IsToBegin);

/// <summary>Reads what an invitation's link leads to. It changes nothing.</summary>
public sealed class InvitationQuery(PlatformDb platform, WorkspaceDbFactory workspaces, ILookupNormalizer normalizer)
{
    /// <returns>Null: unknown, used, withdrawn or over.</returns>
    public async Task<InvitationView?> RunAsync(string token, CancellationToken cancellationToken)
    {
        if (await InvitationLinks.FindAsync(platform, token, cancellationToken) is not { } found)
        {
            return null;
        }

        StaffInvitation? invitation;
        string company;
        try
        {
            await using var db = await workspaces.ReadAsync(new Requester(found.WorkspaceId), cancellationToken);
            invitation = await db.StaffInvitations.SingleOrDefaultAsync(i => i.Id == found.InvitationId, cancellationToken);
            company = await db.Workspaces.Select(w => w.Name).SingleAsync(cancellationToken);
            if (invitation?.CanBeAccepted(db.Now) != true)
            {
                return null;
            }
        }
        catch (RuleViolation closed) when (closed.Rule == AccessRules.WorkspaceClosed)
        {
            return null;
        }

        var name = StaffNames.Normalise(normalizer, invitation.Email);
        return new InvitationView(
            company,
            invitation.Name,
            invitation.Email,
            invitation.Role,
            invitation.InvitedBy,
            await platform.Users.AnyAsync(u => u.NormalizedUserName == name, cancellationToken),
            invitation.IsToBegin
        );
    }
}

/// <summary>Somebody who was invited joins, or opens the office of the company that they signed up: with a new password, or with the one that their address has already. Once; whoever loses a race is told so.</summary>
public sealed class JoinTeam(
    UserManager<StaffUser> users,
    PlatformDb platform,
    WorkspaceDbFactory workspaces,
    AdmitStaff admit,
    ILookupNormalizer normalizer,
    RateLimits limits
)
{
    /// <param name="address">The IP address, for the rate limit alone.</param>
    /// <exception cref="RuleViolation">The link is dead, the password is too weak, or not the one of this address.</exception>
    /// <returns>The office; or, for those who sign in with a second step elsewhere, the way to it.</returns>
    public async Task<Admission> RunAsync(
        string token,
        string name,
        string password,
        string address,
        string userAgent,
        CancellationToken cancellationToken
    )
    {
        await limits.RequireAsync(RateLimit.StartByAddress, address, cancellationToken);
        var found =
            await InvitationLinks.FindAsync(platform, token, cancellationToken)
            ?? throw new RuleViolation(StaffRules.Invitation, StaffInvitation.Dead);
        var user = Guid.Empty;
        try
        {
            await workspaces.ActAsync(
                new Requester(found.WorkspaceId),
                RequestKey.New("join-team"),
                async db => user = await JoinAsync(db, found.InvitationId, name, password, cancellationToken),
                cancellationToken
            );
        }
        catch (RuleViolation closed) when (closed.Rule == AccessRules.WorkspaceClosed)
        {
            throw new RuleViolation(StaffRules.Invitation, StaffInvitation.Dead);
        }

        return await admit.RunAsync(user, found.WorkspaceId, userAgent, cancellationToken)
            ?? throw new RuleViolation(StaffRules.Invitation, StaffInvitation.Dead); // Removed again since.
    }

    private async Task<Guid> JoinAsync(WorkspaceDb db, Id<StaffInvitation> id, string name, string password, CancellationToken cancellationToken)
    {
        await db.LockAsync(db.WorkspaceId, cancellationToken);
        await db.LockAsync(id, cancellationToken);
        var invitation = await db.StaffInvitations.SingleOrDefaultAsync(i => i.Id == id, cancellationToken);
        RuleViolation.Unless(invitation?.CanBeAccepted(db.Now) == true, StaffRules.Invitation, StaffInvitation.Dead);
        await platform.JoinAsync(db, cancellationToken);
        if (invitation!.IsToBegin) // Required above.
        {
            var company = await db.Workspaces.SingleAsync(cancellationToken);
            company.Open(await db.TakeSlugAsync(Workspace.SlugWish(company.Name), cancellationToken));
        }

        var user = await SignInOfAsync(invitation.Email, password, cancellationToken);
        var member = await db.Staff.SingleOrDefaultAsync(m => m.UserId == user, cancellationToken);
        RuleViolation.Unless(member is null or { RemovedAt: not null }, StaffRules.Email, "You work here already. Sign in with your password.");
        if (member is null)
        {
            RuleViolation.Unless(PlainText.IsFilled(name, 200), StaffRules.Name, "Write your name, at most 200 characters.");
            member = StaffMember.Join(Id<StaffMember>.New(), db.WorkspaceId, user, name.Trim(), invitation.Email, "", invitation.Role);
            db.Staff.Add(member);
        }
        else
        {
            member.Rejoin(name, invitation.Role); // Whoever comes back is who they were.
        }

        invitation.Accept(member.Id, db.Now);
        db.StaffSeats.Add(
            new StaffSeat
            {
                UserId = user,
                WorkspaceId = db.WorkspaceId,
                StaffId = member.Id,
            }
        );
        await Invitations.ForgetAsync(db, id, cancellationToken);
        return user;
    }

    /// <exception cref="RuleViolation">Too weak, or not the password of this address.</exception>
    private async Task<Guid> SignInOfAsync(string email, string password, CancellationToken cancellationToken)
    {
        var name = StaffNames.Normalise(normalizer, email);
        if (await platform.Users.SingleOrDefaultAsync(u => u.NormalizedUserName == name, cancellationToken) is { } known)
        {
            RuleViolation.Unless(
                await users.CheckPasswordAsync(known, password),
                SignInStaff.Wrong,
                "That is not the password of this address. It is the one that you sign in with elsewhere."
            );
            return known.Id;
        }

        var user = new StaffUser
        {
            UserName = email,
            Email = email,
            EmailConfirmed = true, // The link came by that mail.
            LockoutEnabled = true,
        };
        var made = await users.CreateAsync(user, password);
        RuleViolation.Unless(made.Succeeded, ResetPassword.Weak, string.Join(" ", made.Errors.Select(e => e.Description)));
        return user.Id;
    }
}

internal static class InvitationLinks
{
    /// <returns>Null: nothing was ever sent like that, or it opens no more.</returns>
    public static async Task<InvitationLookup?> FindAsync(PlatformDb platform, string token, CancellationToken cancellationToken)
    {
        if (!Secret.HasForm(token))
        {
            return null;
        }

        var hash = Secret.HashOf(token);
        return await platform.InvitationLookups.AsNoTracking().SingleOrDefaultAsync(l => l.Hash == hash, cancellationToken);
    }
}
