using System.Globalization;
using System.IO.Compression;
using System.Text;
using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Export;

/// <summary>
/// Packs all that a company has here, as one moment saw it: every table as JSON, the lists that people work with as CSV, files and papers as they are. Rows and files
/// are read and written one by one, so that a large company takes time and not memory.
/// </summary>
public sealed class WorkspaceArchive(WorkspaceDbFactory workspaces, IEnumerable<IExportedDocuments> documents)
{
    /// <param name="into">Takes the archive from its present place on.</param>
    /// <param name="progress">Told how far it is, in per cent, each time that is another one.</param>
    public async Task WriteAsync(Id<Workspace> workspace, Stream into, Func<int, Task> progress, CancellationToken cancellationToken)
    {
        await using var db = await workspaces.ReadAsync(new BackgroundTask(workspace, "Export"), cancellationToken);
        await using var zip = await ZipArchive.CreateAsync(into, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8, cancellationToken);
        var tables = TenantExport.TablesOf(db);
        var count = 0;
        foreach (var source in documents)
        {
            count += await source.CountAsync(db, cancellationToken);
        }

        var way = new Way(tables.Count + ExportCsv.All.Count + count, progress);
        var company = await db.Workspaces.Select(w => new { w.Name, w.Slug }).SingleAsync(cancellationToken);
        await using (var readMe = await OpenAsync(zip, "README.txt", db.Now, cancellationToken))
        {
            await readMe.WriteAsync(Encoding.UTF8.GetBytes(ReadMe(company.Name, company.Slug, db.Now)), cancellationToken);
        }

        foreach (var table in tables)
        {
            await using (var entry = await OpenAsync(zip, $"data/{table.Name}.json", db.Now, cancellationToken))
            {
                await TenantExport.WriteAsync(db, table, entry, cancellationToken);
            }

            await way.StepAsync();
        }

        foreach (var list in ExportCsv.All)
        {
            await using (var entry = await OpenAsync(zip, $"lists/{list.Name}.csv", db.Now, cancellationToken))
            {
                await list.WriteAsync(db, entry, cancellationToken);
            }

            await way.StepAsync();
        }

        HashSet<string> taken = new(StringComparer.OrdinalIgnoreCase); // As disks compare that make no difference between large and small letters.
        foreach (var source in documents)
        {
            await foreach (var document in source.ReadAsync(db, cancellationToken))
            {
                var path = $"documents/{document.Folder}/{ExportNames.Safe(document.Name)}";
                for (var more = 2; !taken.Add(path); more++)
                {
                    path = $"documents/{document.Folder}/{more.ToString(CultureInfo.InvariantCulture)}-{ExportNames.Safe(document.Name)}";
                }

                await using (var entry = await OpenAsync(zip, path, db.Now, cancellationToken))
                {
                    await entry.WriteAsync(document.Bytes, cancellationToken);
                }

                await way.StepAsync();
            }
        }
    }

    private static async Task<Stream> OpenAsync(ZipArchive zip, string path, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var entry = zip.CreateEntry(path, CompressionLevel.Fastest);
        entry.LastWriteTime = now;
        return await entry.OpenAsync(cancellationToken);
    }

    private static string ReadMe(string name, string slug, DateTimeOffset now) =>
        $"""
            {name} ({slug}), as it stood in ALTITUDE on {now.ToUniversalTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC.

            lists/      what people work with, for a spreadsheet: customers, estimates, invoices, payments. Amounts are in whole
                        units of their currency, instants in UTC. A text that a spreadsheet would take for a formula begins with '.
            data/       every table, one file each, one row a line, in JSON (RFC 8259). Amounts are in minor units (cents),
                        columns called _id name rows of other tables. consents.json and estimate_versions.json hold the sealed
                        documents of approvals with their SHA-256; activity.json is the history with its chain of hashes.
            documents/  files of jobs and messages, photos of requests, and invoices as PDF.

            Not taken along, because it opens something or belongs to somebody else: passwords, secrets of links and sessions,
            keys of the payment account, and what is only an index of the rest. Some words in it are your customers': keep it
            as carefully as they would want you to.

            """.ReplaceLineEndings("\r\n");

    /// <summary>How far it is.</summary>
    private sealed class Way(int steps, Func<int, Task> progress)
    {
        private int _done;
        private int _told;

        public async Task StepAsync()
        {
            var percent = (int)Math.Min(99, 100L * ++_done / Math.Max(1, steps));
            if (percent != _told)
            {
                await progress(_told = percent);
            }
        }
    }
}
