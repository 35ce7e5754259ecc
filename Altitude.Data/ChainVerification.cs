using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Estimates;
using Altitude.Domain.Workspaces;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Altitude.Data;

/// <summary>Reads a workspace's whole history and names every row that is not what it was when it was written.</summary>
public sealed class ChainVerification(NpgsqlDataSource database, WorkspaceDbFactory workspaces)
{
    private const int Page = 2_000;

    /// <summary>What was altered, a sentence a row; empty: all is intact.</summary>
    public async Task<IReadOnlyList<string>> RunAsync(Id<Workspace> workspace, CancellationToken cancellationToken)
    {
        List<string> findings = [];
        await using var db = await workspaces.ReadAsync(new Operator(workspace), cancellationToken);
        await CheckActivityAsync(db, findings, cancellationToken);
        await CheckConsentsAsync(db, findings, cancellationToken);
        await CheckStagesAsync(db, findings, cancellationToken);
        return findings;
    }

    private async Task CheckActivityAsync(WorkspaceDb db, List<string> findings, CancellationToken cancellationToken)
    {
        var (headSeq, headHash) = await HeadAsync(db.WorkspaceId, cancellationToken);
        var (seq, hash) = (0L, SHA256.HashData(db.WorkspaceId.Value.ToByteArray(bigEndian: true)));
        while (true)
        {
            var after = seq;
            var page = await db
                .Activity.Where(a => a.Seq > after)
                .OrderBy(a => a.Seq)
                .Take(Page)
                .GroupJoin(db.ActivityDetails, a => a.Seq, d => d.Seq, (a, d) => new { Entry = a, Details = d })
                .SelectMany(
                    x => x.Details.DefaultIfEmpty(),
                    (x, d) =>
                        new
                        {
                            x.Entry,
                            Body = d == null ? null : d.Body,
                            HasDetails = d != null,
                        }
                )
                .OrderBy(x => x.Entry.Seq)
                .ToListAsync(cancellationToken);
            foreach (var row in page)
            {
                var entry = row.Entry;
                if (entry.Seq != seq + 1)
                {
                    findings.Add(entry.Seq == seq + 2 ? $"activity {seq + 1} was removed" : $"activity {seq + 1} to {entry.Seq - 1} were removed");
                }
                else if (!entry.Hashed.AsSpan().StartsWith(hash))
                {
                    findings.Add($"activity {entry.Seq} does not follow from the row before it");
                }

                if (
                    !Bytes(entry, entry.Hashed.AsSpan(0, Math.Min(32, entry.Hashed.Length))).AsSpan().SequenceEqual(entry.Hashed)
                    || !SHA256.HashData(entry.Hashed).AsSpan().SequenceEqual(entry.Hash)
                )
                {
                    findings.Add($"activity {entry.Seq} was altered");
                }

                if (!row.HasDetails)
                {
                    findings.Add($"the details of activity {entry.Seq} were removed");
                }
                else if (row.Body is { } body && !SHA256.HashData(Encoding.UTF8.GetBytes(body)).AsSpan().SequenceEqual(entry.DetailsHash))
                {
                    findings.Add($"the details of activity {entry.Seq} were altered");
                }

                (seq, hash) = (entry.Seq, entry.Hash);
            }

            if (page.Count < Page)
            {
                break;
            }
        }

        if (seq > headSeq || (seq == headSeq && !hash.AsSpan().SequenceEqual(headHash)))
        {
            findings.Add($"the head does not match activity {seq}");
        }
        else if (seq < headSeq)
        {
            findings.Add($"activity {seq + 1} to {headSeq} were cut off");
        }
    }

    private static async Task CheckConsentsAsync(WorkspaceDb db, List<string> findings, CancellationToken cancellationToken)
    {
        var last = Guid.Empty;
        while (true)
        {
            var after = new Id<Consent>(last);
            var page = await db.Consents.Where(c => c.Id > after).OrderBy(c => c.Id).Take(Page).ToListAsync(cancellationToken);
            foreach (var consent in page.Where(c => DocumentHash.Of(c.Document) != c.DocumentHash || !ConsentDocument.Agrees(c)))
            {
                findings.Add($"consent {consent.Id} was altered");
            }

            if (page.Count < Page)
            {
                break;
            }

            last = page[^1].Id.Value;
        }

        var approved = await db
            .Estimates.Where(e => e.State == EstimateState.Approved)
            .Select(e => new
            {
                e.Id,
                e.Number,
                e.SentVersion,
            })
            .ToListAsync(cancellationToken);
        var kept = await db.Consents.Select(c => new { c.EstimateId, c.Version }).ToListAsync(cancellationToken);
        var evidence = kept.Select(c => (c.EstimateId, (int?)c.Version)).ToHashSet();
        findings.AddRange(
            approved.Where(e => !evidence.Contains((e.Id, e.SentVersion))).Select(e => $"estimate {e.Number} is approved without its consent")
        );

        var versions = db
            .EstimateVersions.Where(v => v.SentAt != null)
            .Select(v => new
            {
                v.EstimateId,
                v.Number,
                v.Document,
                v.DocumentHash,
            })
            .AsAsyncEnumerable();
        await foreach (var version in versions.WithCancellation(cancellationToken))
        {
            if (DocumentHash.Of(version.Document) != version.DocumentHash)
            {
                findings.Add($"version {version.Number} of estimate {version.EstimateId} was altered");
            }
        }
    }

    private static async Task CheckStagesAsync(WorkspaceDb db, List<string> findings, CancellationToken cancellationToken)
    {
        var last = Guid.Empty;
        while (true)
        {
            var ids = await JobFactsQuery.PageAsync(db, last, Page, cancellationToken);
            findings.AddRange(
                ids.Where(j => j.Stage != j.Facts.Stage).Select(j => $"job {j.Number} stands at {j.Stage}, and its records say {j.Facts.Stage}")
            );
            if (ids.Count < Page)
            {
                return;
            }

            last = ids[^1].Id.Value;
        }
    }

    private async Task<(long Seq, byte[] Hash)> HeadAsync(Id<Workspace> workspace, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("select seq, hash from platform.heads where workspace_id = $1");
        command.Parameters.Add(new() { Value = workspace.Value });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? (reader.GetInt64(0), reader.GetFieldValue<byte[]>(1)) : (-1, []);
    }

    /// <summary>The bytes that altitude.append hashed, made again from the columns.</summary>
    private static byte[] Bytes(ActivityEntry entry, ReadOnlySpan<byte> previous)
    {
        var text = string.Join(
            '\n',
            entry.Kind,
            entry.Subject.ToString(),
            entry.CustomerId?.ToString() ?? "",
            entry.JobId?.ToString() ?? "",
            entry.ActorKind,
            entry.ActorId?.ToString() ?? ""
        );
        Span<byte> seq = stackalloc byte[8];
        Span<byte> micros = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(seq, entry.Seq);
        BinaryPrimitives.WriteInt64BigEndian(micros, (entry.At - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond);
        return [.. previous, .. seq, .. Encoding.UTF8.GetBytes(text), .. micros, .. entry.DetailsHash];
    }
}
