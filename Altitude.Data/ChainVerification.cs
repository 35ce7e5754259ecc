using System.Security.Cryptography;
using System.Text;
using Altitude.Data.Platform;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Estimates;
using Altitude.Domain.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Data;

/// <summary>Reads a workspace's whole history and names every row that is not what it was when it was written.</summary>
public sealed class ChainVerification(WorkspaceDbFactory workspaces)
{
    private const int Page = 2_000;
    private const string Sent = "estimate.sent";
    private const string Extended = "estimate.extended";
    private const string Approved = "estimate.approved";
    private const string TakenBack = "estimate.approval-taken-back";

    /// <summary>What was altered, a sentence a row; empty: all is intact.</summary>
    public async Task<IReadOnlyList<string>> RunAsync(Id<Workspace> workspace, CancellationToken cancellationToken)
    {
        List<string> findings = [];
        await using var db = await workspaces.ReadAsync(new Operator(workspace), cancellationToken);
        await CheckActivityAsync(db, findings, cancellationToken);
        await CheckDocumentsAsync(db, findings, cancellationToken);
        await CheckStagesAsync(db, findings, cancellationToken);
        return findings;
    }

    private static async Task CheckActivityAsync(WorkspaceDb db, List<string> findings, CancellationToken cancellationToken)
    {
        var head = await db.Set<HeadRow>().SingleOrDefaultAsync(h => h.WorkspaceId == db.WorkspaceId, cancellationToken); // Of the same snapshot as the rows.
        var (headSeq, headHash) = (head?.Seq ?? -1, head?.Hash ?? []);
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

    /// <summary>Every sealed document against its own hash, the columns that repeat it, and the line of the chain that names its hash.</summary>
    private static async Task CheckDocumentsAsync(WorkspaceDb db, List<string> findings, CancellationToken cancellationToken)
    {
        var numbers = await db.Estimates.ToDictionaryAsync(
            e => e.Id,
            e => new
            {
                e.Number,
                e.CustomerId,
                e.State,
                e.SentVersion,
                e.Round,
            },
            cancellationToken
        );
        var chained = await db
            .Activity.Where(a => a.Evidence != null && (a.Kind == Sent || a.Kind == Extended || a.Kind == Approved || a.Kind == TakenBack))
            .Select(a => new
            {
                a.Kind,
                a.Subject,
                a.Evidence,
                a.At,
            })
            .ToDictionaryAsync(a => (a.Kind, a.Subject, a.Evidence), a => a.At, cancellationToken);
        var documents = new Dictionary<(Id<Estimate>, int), string>();
        await foreach (var version in db.EstimateVersions.Where(v => v.SentAt != null).AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            var estimate = numbers.GetValueOrDefault(version.EstimateId);
            documents[(version.EstimateId, version.Number)] = version.Document;
            if (
                DocumentHash.Of(version.Document) != version.DocumentHash
                || estimate is null
                || EstimateDocument.OfVersion(
                    estimate.Number,
                    version.Number,
                    version.Content,
                    EstimateDocument.IsOfFirstForm(version.Document) ? null : version.SentAt,
                    version.ExpiresAt.GetValueOrDefault()
                ) != version.Document
                || !(
                    chained.Remove((Sent, version.EstimateId.Value, version.DocumentHash.Hex), out var at)
                    || chained.Remove((Extended, version.EstimateId.Value, version.DocumentHash.Hex), out at)
                )
                || version.SentAt > at // A history told afterwards is chained later than it says.
            )
            {
                findings.Add($"version {version.Number} of estimate {estimate?.Number ?? version.EstimateId.ToString()} was altered");
            }
        }

        var withdrawn = (await db.ConsentWithdrawals.Select(w => w.ConsentId).ToListAsync(cancellationToken)).ToHashSet();
        await foreach (var consent in db.Consents.AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            if (
                DocumentHash.Of(consent.Document) != consent.DocumentHash
                || !ConsentDocument.Agrees(consent, documents.GetValueOrDefault((consent.EstimateId, consent.Version), ""))
                || consent.CustomerId != numbers.GetValueOrDefault(consent.EstimateId)?.CustomerId
                || !chained.Remove((Approved, consent.EstimateId.Value, consent.DocumentHash.Hex))
            )
            {
                findings.Add($"consent {consent.Id} was altered");
            }

            if (chained.Remove((TakenBack, consent.EstimateId.Value, consent.DocumentHash.Hex)) != withdrawn.Contains(consent.Id))
            {
                findings.Add($"the withdrawal of consent {consent.Id} was altered or removed");
            }
        }

        findings.AddRange(chained.Keys.Select(k => $"the document that {k.Kind} of {k.Subject} sealed was altered or removed"));
        var evidence = (
            await db
                .Consents.Select(c => new
                {
                    c.EstimateId,
                    c.Version,
                    c.Round,
                })
                .ToListAsync(cancellationToken)
        ).ToHashSet();
        findings.AddRange(
            numbers
                .Where(e =>
                    e.Value.State == EstimateState.Approved
                    && !evidence.Contains(
                        new
                        {
                            EstimateId = e.Key,
                            Version = e.Value.SentVersion ?? 0,
                            e.Value.Round,
                        }
                    )
                )
                .Select(e => $"estimate {e.Value.Number} is approved without its consent")
        );
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

    /// <summary>The bytes that altitude.append hashed, made again from the columns.</summary>
    private static byte[] Bytes(ActivityEntry entry, ReadOnlySpan<byte> previous) =>
        ActivityChain.Bytes(
            previous,
            entry.Seq,
            entry.Id.Value,
            entry.Kind,
            entry.Subject,
            entry.CustomerId,
            entry.JobId,
            entry.Evidence,
            entry.ActorKind,
            entry.ActorId,
            entry.At,
            entry.DetailsHash
        );
}
