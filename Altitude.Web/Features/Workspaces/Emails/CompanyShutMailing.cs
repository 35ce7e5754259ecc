using Altitude.Data;
using Altitude.Domain.Workspaces;
using Altitude.Web.Background;
using Altitude.Web.Email;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Workspaces.Emails;

/// <summary>Tells every owner that one of them closed the company, and until when they can open it again.</summary>
public sealed class CompanyShutMailing : IMailing
{
    public Task<IReadOnlyList<Addressee>> AddresseesAsync(WorkspaceDb db, OutboxTask task, CancellationToken cancellationToken) =>
        OwnersAsync(db, "company-closed", task, cancellationToken);

    public async Task<ILetter?> WriteAsync(
        WorkspaceDb db,
        OutboxTask task,
        EmailDelivery delivery,
        Letterhead head,
        CancellationToken cancellationToken
    )
    {
        var line = await FollowedLine.ReadAsync(db, task, cancellationToken);
        return await db.Workspaces.AsNoTracking().SingleAsync(cancellationToken) is not { EndsAt: { } ends }
            ? null // Opened again before this left.
            : new OfficeNoticeLetter(
                head,
                $"{head.Name} is closed",
                "",
                "Its portal and its office are closed for everybody, and everybody was signed out. Nothing was deleted. As an owner you can open it again, or fetch its data, until the day below. After that it stays closed.",
                [
                    new EmailFact("Closed by", line.Detail("by") ?? ""),
                    new EmailFact("When", head.Words.Instant(line.At)),
                    new EmailFact("Can be opened until", head.Words.Instant(ends)),
                ],
                "Open it again",
                head.Office("/closed"),
                Job: null
            );
    }

    internal static async Task<IReadOnlyList<Addressee>> OwnersAsync(
        WorkspaceDb db,
        string kind,
        OutboxTask task,
        CancellationToken cancellationToken
    ) =>
        await db
            .Staff.Where(s => s.RemovedAt == null && s.Role == StaffRole.Owner)
            .OrderBy(s => s.Id)
            .Take(TeamQuery.Most)
            .Select(s => new Addressee(kind, s.Name, s.Email, task.WorkspaceId.Value))
            .ToListAsync(cancellationToken);
}

/// <summary>Tells every owner that one of them opened the company again.</summary>
public sealed class CompanyReopenedMailing : IMailing
{
    public Task<IReadOnlyList<Addressee>> AddresseesAsync(WorkspaceDb db, OutboxTask task, CancellationToken cancellationToken) =>
        CompanyShutMailing.OwnersAsync(db, "company-reopened", task, cancellationToken);

    public async Task<ILetter?> WriteAsync(
        WorkspaceDb db,
        OutboxTask task,
        EmailDelivery delivery,
        Letterhead head,
        CancellationToken cancellationToken
    )
    {
        var line = await FollowedLine.ReadAsync(db, task, cancellationToken);
        return new OfficeNoticeLetter(
            head,
            $"{head.Name} is open again",
            "",
            "Your team signs in as before. Customers ask for a new link, or use one that still opens. Mails and reminders that rested go on now.",
            [new EmailFact("Opened by", line.Detail("by") ?? ""), new EmailFact("When", head.Words.Instant(line.At))],
            "Go to your office",
            head.Office(""),
            Job: null
        );
    }
}
