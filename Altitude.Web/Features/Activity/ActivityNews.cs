using System.Collections.Concurrent;
using System.Text.Json;
using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Customers;
using Altitude.Domain.PortalAccess;
using Altitude.Domain.Workspaces;
using Altitude.Web.Features.Workspaces;
using Altitude.Web.Live;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Altitude.Web.Features.Activity;

/// <summary>What an open page is told.</summary>
/// <param name="MayStay">False: its session is over, and nothing further is for it.</param>
/// <param name="Sentence">Null: nothing worth a word.</param>
public sealed record Heard(bool MayStay, string? Sentence)
{
    public static readonly Heard Ended = new(false, null);
}

/// <summary>
/// Puts fresh lines of activity into a sentence for whoever has the page open. Pages that ask at the same time share one reading of the lines and of whether
/// each of their sessions still stands.
/// </summary>
public sealed class ActivityNews(NpgsqlDataSource database, WorkspaceDbFactory workspaces, WorkspaceViews views)
{
    private readonly ConcurrentDictionary<Id<Workspace>, Gathering<Question, Heard>> _open = new();

    /// <summary>Whether anything that this customer may see happened after <paramref name="position"/>.</summary>
    public async Task<bool> HasAnyAsync(PortalReader reader, long position, CancellationToken cancellationToken)
    {
        await using var db = await workspaces.ReadAsync(reader, cancellationToken);
        return await db.Activity.AnyAsync(
            a => a.Seq > position && (a.CustomerId == reader.CustomerId.Value || a.Kind == "workspace.changed"),
            cancellationToken
        );
    }

    /// <summary>What to tell a page about these entries. Whether its session stands is asked of the database after this call, never remembered.</summary>
    /// <param name="browser">SHA-256 of the secret that the page's browser came with; of no account to an onlooker.</param>
    public Task<Heard> HearAsync(PortalReader reader, byte[]? browser, IReadOnlyList<FeedEntry> entries, CancellationToken cancellationToken)
    {
        var open = _open.GetOrAdd(reader.WorkspaceId, id => new Gathering<Question, Heard>(questions => AnswerAsync(id, questions)));
        return open.AskAsync(new Question(reader, browser ?? [], entries)).WaitAsync(cancellationToken);
    }

    private async Task<IReadOnlyList<Heard>> AnswerAsync(Id<Workspace> workspace, IReadOnlyList<Question> questions)
    {
        var (lines, sessions) = await ReadAsync(workspace, questions);
        Dictionary<long, string> sentences = [];
        var answers = new Heard[questions.Count];
        for (var i = 0; i < answers.Length; i++)
        {
            var question = questions[i];
            if (
                !sessions.TryGetValue(question.Reader.SessionId!.Value, out var session) // Every reader of the portal has one.
                || session.Refusal is not null
                || (session.Browser is { } browser && !browser.AsSpan().SequenceEqual(question.Browser))
            )
            {
                answers[i] = Heard.Ended;
                continue;
            }

            var kinds = CustomerActivity.KindsFor(session.Rights, session.Hidden);
            var newest = question
                .Entries.Where(e => e.Customer == question.Reader.CustomerId.Value && kinds.Contains(e.Kind) && lines.ContainsKey(e.Seq))
                .MaxBy(e => e.Seq);
            string? sentence = null;
            if (newest is not null && !sentences.TryGetValue(newest.Seq, out sentence))
            {
                var company = await views.FindAsync(workspace, session.Revision, CancellationToken.None);
                sentence = sentences[newest.Seq] = ActivitySentences.ForCustomer(lines[newest.Seq], company) + ".";
            }

            answers[i] = new Heard(true, sentence);
        }

        return answers;
    }

    /// <summary>One round trip, one transaction: the lines first, and then, as late as can be, the sessions.</summary>
    private async Task<(Dictionary<long, ActivityLine> Lines, Dictionary<Guid, OpenSession> Sessions)> ReadAsync(
        Id<Workspace> workspace,
        IReadOnlyList<Question> questions
    )
    {
        var seqs = questions.SelectMany(q => q.Entries).Where(e => ActivitySentences.IsForCustomers(e.Kind)).Select(e => e.Seq).Distinct().ToArray();
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(
            new("select set_config('altitude.workspace_id', $1, true)") { Parameters = { new() { Value = workspace.Value.ToString() } } }
        );
        batch.BatchCommands.Add(
            new(
                """
                select a.seq, a.kind, a.subject, a.actor_kind, a.actor_id, a.at, d.body
                from tenant.activity a join tenant.activity_details d on d.workspace_id = a.workspace_id and d.seq = a.seq
                where a.workspace_id = $1 and a.seq = any($2)
                """
            )
            {
                Parameters =
                {
                    new() { Value = workspace.Value },
                    new() { Value = seqs },
                },
            }
        );
        batch.BatchCommands.Add(
            new(
                """
                select s.id, s.browser_hash, altitude.actor_refusal('visitor', s.contact_id, s.id), c.rights, w.revision, w.portal_hidden
                from tenant.portal_sessions s
                join tenant.contacts c on c.workspace_id = s.workspace_id and c.id = s.contact_id
                join tenant.workspaces w on w.workspace_id = s.workspace_id
                where s.workspace_id = $1 and s.id = any($2)
                union all
                select v.id, null, altitude.actor_refusal('onlooker', v.staff_id, v.id), c.rights, w.revision, w.portal_hidden
                from tenant.portal_viewings v
                join tenant.contacts c on c.workspace_id = v.workspace_id and c.id = v.contact_id
                join tenant.workspaces w on w.workspace_id = v.workspace_id
                where v.workspace_id = $1 and v.id = any($2)
                """
            )
            {
                Parameters =
                {
                    new() { Value = workspace.Value },
                    new() { Value = questions.Select(q => q.Reader.SessionId!.Value).Distinct().ToArray() }, // As above.
                },
            }
        );

        Dictionary<long, ActivityLine> lines = [];
        Dictionary<Guid, OpenSession> sessions = [];
        await using var reader = await batch.ExecuteReaderAsync();
        await reader.NextResultAsync();
        while (await reader.ReadAsync())
        {
            var line = new ActivityLine(
                reader.GetInt64(0),
                reader.GetString(1),
                reader.GetGuid(2),
                reader.GetString(3),
                await reader.IsDBNullAsync(4) ? null : reader.GetGuid(4),
                reader.GetFieldValue<DateTimeOffset>(5),
                await reader.IsDBNullAsync(6) ? null : reader.GetString(6)
            );
            lines[line.Seq] = line;
        }

        await reader.NextResultAsync();
        while (await reader.ReadAsync())
        {
            sessions[reader.GetGuid(0)] = new OpenSession(
                await reader.IsDBNullAsync(1) ? null : reader.GetFieldValue<byte[]>(1),
                await reader.IsDBNullAsync(2) ? null : reader.GetString(2),
                Enum.Parse<ContactRights>(reader.GetString(3)),
                reader.GetInt32(4),
                (PortalSections)reader.GetInt32(5)
            );
        }

        return (lines, sessions);
    }

    private sealed record Question(PortalReader Reader, byte[] Browser, IReadOnlyList<FeedEntry> Entries);

    /// <param name="Browser">Null: an onlooker's, whose office sign-in was asked about.</param>
    private sealed record OpenSession(byte[]? Browser, string? Refusal, ContactRights Rights, int Revision, PortalSections Hidden);
}

/// <summary>One line of activity with its details, as it is read.</summary>
public sealed record ActivityLine(long Seq, string Kind, Guid Subject, string ActorKind, Guid? ActorId, DateTimeOffset At, string? Body)
{
    public IReadOnlyDictionary<string, string> Details { get; } =
        Body is null ? new Dictionary<string, string>() : JsonSerializer.Deserialize<Dictionary<string, string>>(Body) ?? [];

    public string Detail(string name) => Details.GetValueOrDefault(name, "");
}

/// <summary>Reads activity with its details.</summary>
public static class ActivityQuery
{
    public static IQueryable<ActivityLine> Lines(WorkspaceDb db, IQueryable<ActivityEntry> entries) =>
        from entry in entries
        join details in db.ActivityDetails on entry.Seq equals details.Seq
        select new ActivityLine(entry.Seq, entry.Kind, entry.Subject, entry.ActorKind, entry.ActorId, entry.At, details.Body);
}
