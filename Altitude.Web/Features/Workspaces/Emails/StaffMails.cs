using System.Text;
using Altitude.Data;
using Altitude.Data.Platform;
using Altitude.Web.Background;
using Altitude.Web.Email;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Altitude.Web.Features.Workspaces.Emails;

/// <summary>Mails about a sign-in of the office.</summary>
public interface IStaffMails
{
    /// <summary>Queues the mail with which someone sets a new password. Unknown, removed or seatless sign-ins get none, and the caller cannot tell.</summary>
    Task QueuePasswordResetAsync(Guid userId, CancellationToken cancellationToken);
}

/// <summary>Mints what proves, to the page that sets a new password, that the person holds the mail.</summary>
public interface IPasswordResetTokens
{
    /// <returns>Null: there is no such sign-in, or it has no address.</returns>
    Task<PasswordResetToken?> MintAsync(Guid userId, CancellationToken cancellationToken);
}

/// <summary>Holds a secret: for the mail alone.</summary>
/// <param name="Email">Where the mail goes.</param>
public sealed record PasswordResetToken(string Email, string Token)
{
    public override string ToString() => "(token)";
}

/// <inheritdoc cref="IStaffMails"/>
internal sealed class StaffMails(NpgsqlDataSource database, OutboxSignal signal) : IStaffMails
{
    public async Task QueuePasswordResetAsync(Guid userId, CancellationToken cancellationToken)
    {
        // The oldest seat's company signs the mail; asking again begins anew.
        await using var command = database.CreateCommand(
            """
            insert into platform.outbox (id, workspace_id, kind, subject, due_at, attempts)
              select $2, s.workspace_id, $3, s.user_id, altitude.now(), 0
              from platform.staff_seats s join platform.workspaces w on w.id = s.workspace_id
              where s.user_id = $1 and w.closed_at is null order by w.created_at limit 1
              on conflict (workspace_id, kind, subject)
              do update set id = excluded.id, due_at = excluded.due_at, leased_until = null, attempts = 0, done_at = null
            """
        );
        command.Parameters.Add(new() { Value = userId });
        command.Parameters.Add(new() { Value = Guid.CreateVersion7() });
        command.Parameters.Add(new() { Value = OutboxKinds.MailPasswordReset });
        await command.ExecuteNonQueryAsync(cancellationToken);
        signal.Wake();
    }
}

/// <summary>Identity's own tokens.</summary>
internal sealed class IdentityResetTokens(UserManager<StaffUser> users) : IPasswordResetTokens
{
    public async Task<PasswordResetToken?> MintAsync(Guid userId, CancellationToken cancellationToken) =>
        await users.FindByIdAsync(userId.ToString()) is { Email: { Length: > 0 } email } user
            ? new PasswordResetToken(email, await users.GeneratePasswordResetTokenAsync(user))
            : null;
}

/// <summary>Sends the mail with which someone sets a new password. The row's subject is the sign-in; the token is minted when the mail is sent.</summary>
public sealed class PasswordResetMailing(IServiceScopeFactory scopes) : IMailing
{
    /// <summary>The page that sets the new password.</summary>
    public static string PathOf(Guid userId, string token) => $"/office/forgot/{userId:N}/{WebEncoders.Base64UrlEncode(Encoding.UTF8.GetBytes(token))}";

    /// <summary>The token of such an address; null: it can be none.</summary>
    public static string? TokenOf(string code)
    {
        try
        {
            return Encoding.UTF8.GetString(WebEncoders.Base64UrlDecode(code));
        }
        catch (FormatException)
        {
            return null;
        }
    }

    public async Task<IReadOnlyList<Addressee>> AddresseesAsync(WorkspaceDb db, OutboxTask task, CancellationToken cancellationToken) =>
        await db
            .Staff.Where(s => s.UserId == task.Subject && s.RemovedAt == null)
            .Select(s => new Addressee("password-reset", s.Name, s.Email, s.Id.Value))
            .Take(1)
            .ToListAsync(cancellationToken);

    public async Task<ILetter?> WriteAsync(WorkspaceDb db, OutboxTask task, EmailDelivery delivery, Letterhead head, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var token = await scope.ServiceProvider.GetRequiredService<IPasswordResetTokens>().MintAsync(task.Subject, cancellationToken);
        // The token is the sign-in's; it must not reach an address that is not.
        return token is not null && string.Equals(token.Email, delivery.Recipient, StringComparison.OrdinalIgnoreCase)
            ? new PasswordResetLetter(head, delivery.RecipientName, head.Site.To(PathOf(task.Subject, token.Token)).AbsoluteUri)
            : null;
    }
}

/// <summary>"Choose a new password."</summary>
public sealed record PasswordResetLetter(Letterhead Head, string StaffName, string Address) : ILetter
{
    public string Subject => "Choose a new password for the office";
    public string Preview => $"Somebody asked for this at {Head.Name}.";
    public Type Component => typeof(PasswordResetEmail);
    public Guid? Job => null;

    public string Text =>
        $"""
        Hello {StaffName},

        somebody asked to set a new password for your office sign-in at {Head.Name}. To choose one, open:

        {Address}

        If it was not you, you need not do anything: your password stays as it is.

        {Head.Signature}
        """;
}
