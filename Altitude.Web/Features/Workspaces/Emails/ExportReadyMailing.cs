using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Workspaces;
using Altitude.Web.Background;
using Altitude.Web.Email;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Workspaces.Emails;

/// <summary>Tells whoever asked for an export that it can be fetched: by a page that asks them to sign in, and knows owners alone.</summary>
public sealed class ExportReadyMailing : IMailing
{
    public async Task<IReadOnlyList<Addressee>> AddresseesAsync(WorkspaceDb db, OutboxTask task, CancellationToken cancellationToken)
    {
        var line = await FollowedLine.ReadAsync(db, task, cancellationToken);
        var id = new Id<WorkspaceExport>(line.Subject);
        return await (
            from e in db.WorkspaceExports
            where e.Id == id
            join s in db.Staff on e.AskedBy equals s.Id
            where s.RemovedAt == null && s.Role == StaffRole.Owner
            select new Addressee("export-ready", s.Name, s.Email, e.Id.Value)
        ).ToListAsync(cancellationToken);
    }

    public async Task<ILetter?> WriteAsync(
        WorkspaceDb db,
        OutboxTask task,
        EmailDelivery delivery,
        Letterhead head,
        CancellationToken cancellationToken
    )
    {
        var id = new Id<WorkspaceExport>(delivery.Subject);
        var export = await db.WorkspaceExports.SingleOrDefaultAsync(e => e.Id == id, cancellationToken);
        return export?.CanBeFetched(db.Now) == true
            ? new ExportReadyLetter(head, delivery.RecipientName, head.Words.ExpiryInWords(export.ExpiresAt!.Value, head.Now), head.Office("/export")) // It can be fetched until then.
            : null;
    }
}

/// <summary>"Your export is ready."</summary>
public sealed record ExportReadyLetter(Letterhead Head, string StaffName, string Until, string Address) : ILetter
{
    public string Subject => $"The export of {Head.Name} is ready";
    public string Preview => $"Fetch it {Until}.";
    public Type Component => typeof(ExportReadyEmail);
    public Guid? Job => null;

    public string Text =>
        $"""
            Hello {StaffName},

            all that {Head.Name} has in ALTITUDE is packed into one file. Fetch it here, signed in as an owner:

            {Address}

            It is kept {Until}. If you did not ask for it, look at the company's history: it says who did.

            {Head.Signature}
            """;

    public override string ToString() => Subject;
}
