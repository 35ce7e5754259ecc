using Altitude.Data;
using Altitude.Data.Platform;
using Altitude.Web.Background;
using Altitude.Web.Components;
using Altitude.Web.Email;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Workspaces.Emails;

/// <summary>Sends the mail with which someone chooses a new password. The row's subject is the sign-in; the token is minted when the mail is sent.</summary>
public sealed class PasswordResetMailing(IServiceScopeFactory scopes) : IMailing
{
    public async Task<IReadOnlyList<Addressee>> AddresseesAsync(WorkspaceDb db, OutboxTask task, CancellationToken cancellationToken) =>
        await db
            .Staff.Where(s => s.UserId == task.Subject && s.RemovedAt == null)
            .OrderBy(s => s.Id)
            .Select(s => new Addressee("password-reset", s.Name, s.Email, s.Id.Value))
            .Take(1)
            .ToListAsync(cancellationToken);

    public async Task<ILetter?> WriteAsync(
        WorkspaceDb db,
        OutboxTask task,
        EmailDelivery delivery,
        Letterhead head,
        CancellationToken cancellationToken
    )
    {
        await using var scope = scopes.CreateAsyncScope();
        var user = await scope.ServiceProvider.GetRequiredService<UserManager<StaffUser>>().FindByIdAsync(task.Subject.ToString());
        // What opens a sign-in goes to the sign-in's own address and to no other.
        if (!string.Equals(user?.Email, delivery.Recipient, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var path = await scope.ServiceProvider.GetRequiredService<MintPasswordReset>().RunAsync(task.Subject);
        return path is null ? null : new PasswordResetLetter(head, delivery.RecipientName, head.Site.To(path));
    }
}

/// <summary>"Choose a new password."</summary>
/// <param name="Address">Holds the token: for the mail alone, never for a log.</param>
public sealed record PasswordResetLetter(Letterhead Head, string StaffName, string Address) : ILetter
{
    public string Subject => "Choose a new password for the office";
    public string Preview => $"Somebody asked for this at {Head.Name}.";
    public Type Component => typeof(PasswordResetEmail);
    public Guid? Job => null;
    public string Lasts => Head.Words.Count((int)MintPasswordReset.Lasts.TotalHours, "hour");

    public string Text =>
        $"""
            Hello {StaffName},

            somebody asked to set a new password for your office sign-in at {Head.Name}. To choose one, open within {Lasts}:

            {Address}

            If it was not you, you need not do anything: your password stays as it is.

            {Head.Signature}
            """;

    public override string ToString() => Subject;
}
