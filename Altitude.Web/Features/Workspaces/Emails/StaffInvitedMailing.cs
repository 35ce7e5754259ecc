using Altitude.Data;
using Altitude.Data.Platform;
using Altitude.Domain;
using Altitude.Domain.Workspaces;
using Altitude.Web.Background;
using Altitude.Web.Email;
using Altitude.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Workspaces.Emails;

/// <summary>Asks somebody to join the team. The link's secret is minted when the mail is sent, and only its SHA-256 is kept.</summary>
public sealed class StaffInvitedMailing : IMailing
{
    public async Task<IReadOnlyList<Addressee>> AddresseesAsync(WorkspaceDb db, OutboxTask task, CancellationToken cancellationToken)
    {
        var line = await FollowedLine.ReadAsync(db, task, cancellationToken);
        var id = new Id<StaffInvitation>(line.Subject);
        return await db
            .StaffInvitations.Where(i => i.Id == id && i.AcceptedAt == null && i.WithdrawnAt == null)
            .Select(i => new Addressee(i.InvitedBy == "" ? "sign-up" : "staff-invitation", i.Name, i.Email, i.Id.Value))
            .ToListAsync(cancellationToken);
    }

    public async Task<ILetter?> WriteAsync(
        WorkspaceDb db,
        OutboxTask task,
        EmailDelivery delivery,
        Letterhead head,
        CancellationToken cancellationToken
    )
    {
        var id = new Id<StaffInvitation>(delivery.Subject);
        var invitation = await db.StaffInvitations.SingleOrDefaultAsync(i => i.Id == id, cancellationToken);
        if (invitation?.CanBeAccepted(db.Now) != true || invitation.Email != delivery.Recipient)
        {
            return null;
        }

        var secret = Secret.New();
        db.InvitationLookups.Add(
            new InvitationLookup
            {
                Hash = secret.Hash,
                WorkspaceId = db.WorkspaceId,
                InvitationId = id,
            }
        );
        var until = head.Words.ExpiryInWords(invitation.ExpiresAt, head.Now);
        if (invitation.IsToBegin)
        {
            return new SignedUpLetter(head, invitation.Name, until, head.Site.To($"/sign-up/{secret.Text}"));
        }

        return new StaffInvitedLetter(
            head,
            invitation.Name,
            invitation.InvitedBy,
            RoleWords.Of(invitation.Role).ToLowerInvariant(),
            until,
            head.Site.To($"/office/invitation/{secret.Text}")
        );
    }
}

/// <summary>"Join the team."</summary>
/// <param name="Address">Holds the secret: for the mail alone, never for a log.</param>
public sealed record StaffInvitedLetter(Letterhead Head, string StaffName, string InvitedBy, string Role, string Until, string Address) : ILetter
{
    public string Subject => $"{InvitedBy} invites you to {Head.Name}";
    public string Preview => $"Join as {Role}.";
    public Type Component => typeof(StaffInvitedEmail);
    public Guid? Job => null;

    public string Text =>
        $"""
            Hello {StaffName},

            {InvitedBy} invites you to the office of {Head.Name}, as {Role}. To choose your password and begin, open:

            {Address}

            The link opens once, {Until}. If you do not know {InvitedBy}, you need not do anything.

            {Head.Signature}
            """;

    public override string ToString() => Subject;
}

/// <summary>"Open your office", to whoever signed a company up.</summary>
/// <param name="Address">Holds the secret: for the mail alone, never for a log.</param>
public sealed record SignedUpLetter(Letterhead Head, string StaffName, string Until, string Address) : ILetter
{
    public string Subject => "Open your office";
    public string Preview => "One press, and your first estimate is five minutes away.";
    public Type Component => typeof(SignedUpEmail);
    public Guid? Job => null;

    public string Text =>
        $"""
            Hello {StaffName},

            {Head.Name} is signed up with ALTITUDE. To open its office, open:

            {Address}

            The link opens once, {Until}. If you did not sign up, you need not do anything: without you, nothing comes of it.

            ALTITUDE
            """;

    public override string ToString() => Subject;
}
