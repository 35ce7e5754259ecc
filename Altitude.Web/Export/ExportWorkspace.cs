using System.Security.Cryptography;
using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Workspaces;
using Altitude.Web.Background;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Export;

/// <summary>
/// Makes an export that somebody asked for: packed into a file that nobody else sees and that is gone with the task, then kept with the company's rows in one
/// transaction with the word that it is ready. A run that breaks off leaves nothing; two at once end with one file.
/// </summary>
public sealed class ExportWorkspace(WorkspaceDbFactory workspaces, WorkspaceArchive archive, ExportFiles files, ExportTurn turn) : IBackgroundTask
{
    /// <summary>The history is told of each tenth.</summary>
    private const int Step = 10;

    private static readonly TimeSpan AnotherTurn = TimeSpan.FromSeconds(15);

    public async Task<TaskEnd> RunAsync(OutboxTask task, CancellationToken cancellationToken)
    {
        var (actor, id) = (new BackgroundTask(task.WorkspaceId, "Export"), new Id<WorkspaceExport>(task.Subject));
        await using (var db = await workspaces.ReadAsync(actor, cancellationToken))
        {
            if (!await db.WorkspaceExports.AnyAsync(e => e.Id == id && e.ReadyAt == null, cancellationToken))
            {
                return TaskEnd.Done;
            }

            if (!await turn.TryTakeAsync(cancellationToken))
            {
                return TaskEnd.Again(db.Now + AnotherTurn);
            }
        }

        try
        {
            files.ForgetLeft();
            await using var file = ExportFiles.New();
            await archive.WriteAsync(
                task.WorkspaceId,
                file,
                percent => percent % Step == 0 ? ProgressAsync(actor, id, percent, cancellationToken) : Task.CompletedTask,
                cancellationToken
            );
            await KeepAsync(actor, id, file, cancellationToken);
            return TaskEnd.Done;
        }
        finally
        {
            turn.GiveBack();
        }
    }

    private async Task ProgressAsync(BackgroundTask actor, Id<WorkspaceExport> id, int percent, CancellationToken cancellationToken)
    {
        await using var db = await workspaces.OpenAsync(actor, cancellationToken);
        await db.LockAsync(id, cancellationToken);
        (await db.WorkspaceExports.SingleAsync(e => e.Id == id, cancellationToken)).Progress(percent);
        await workspaces.CommitAsync(db, cancellationToken);
    }

    private async Task KeepAsync(BackgroundTask actor, Id<WorkspaceExport> id, FileStream file, CancellationToken cancellationToken)
    {
        file.Position = 0;
        var hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken));
        file.Position = 0;
        await using var db = await workspaces.OpenAsync(actor, cancellationToken);
        await db.LockAsync(id, cancellationToken);
        var export = await db.WorkspaceExports.SingleAsync(e => e.Id == id, cancellationToken);
        if (!export.IsUnderWay)
        {
            return; // Another worker was first.
        }

        var buffer = new byte[WorkspaceExportPart.Length];
        for (
            var number = 1;
            await file.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken) is > 0 and var read;
            number++
        )
        {
            await db.ExecuteAsync(
                "insert into tenant.workspace_export_parts (workspace_id, export_id, number, bytes) values ($1, $2, $3, $4)",
                [db.WorkspaceId.Value, id.Value, number, read == buffer.Length ? buffer : buffer[..read]],
                cancellationToken
            );
        }

        export.Finish(file.Length, hash, db.Now);
        await workspaces.CommitAsync(db, cancellationToken);
    }
}

/// <summary>One export is made at a time on a node: the sweeps keep their other worker.</summary>
public sealed class ExportTurn : IDisposable
{
    private readonly SemaphoreSlim _one = new(1);

    public Task<bool> TryTakeAsync(CancellationToken cancellationToken) => _one.WaitAsync(TimeSpan.Zero, cancellationToken);

    public void GiveBack() => _one.Release();

    public void Dispose() => _one.Dispose();
}
