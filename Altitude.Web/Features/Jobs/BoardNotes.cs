using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Jobs;
using Altitude.Web.Features.Activity;
using Altitude.Web.Features.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Jobs;

/// <summary>What the board's news tell: what happened to the work, not who signed in where. A move is told by what caused it.</summary>
internal static class BoardNotes
{
    private static readonly Dictionary<string, string> Tones = new()
    {
        ["lead.received"] = "act",
        ["lead.lost"] = "",
        ["job.opened"] = "",
        ["job.assigned"] = "",
        ["job.ended"] = "",
        ["estimate.drafted"] = "",
        ["estimate.sent"] = "act",
        ["estimate.approved"] = "good",
        ["estimate.declined"] = "bad",
        ["estimate.withdrawn"] = "",
        ["estimate.expired"] = "bad",
        ["estimate.extended"] = "act",
        ["estimate.viewed"] = "",
        ["estimate.changes-requested"] = "act",
        ["estimate.new-price-asked"] = "act",
        ["estimate.replied"] = "",
        ["estimate.approval-taken-back"] = "bad",
        ["estimate.decline-taken-back"] = "good",
        ["appointment.booked"] = "act",
        ["appointment.confirmed"] = "good",
        ["appointment.on-my-way"] = "act",
        ["appointment.done"] = "good",
        ["appointment.cancelled"] = "bad",
        ["invoice.issued"] = "",
        ["invoice.sent"] = "act",
        ["invoice.payment"] = "good",
        ["invoice.payment-reversed"] = "bad",
        ["invoice.refunded"] = "",
        ["invoice.refund-failed"] = "bad",
        ["invoice.credited"] = "",
        ["invoice.voided"] = "bad",
    };

    private static readonly string[] Kinds = [.. Tones.Keys];

    public static bool IsWorthNoting(string kind) => Tones.ContainsKey(kind);

    public static async Task<List<BoardNote>> LatestAsync(WorkspaceDb db, WorkspaceView workspace, CancellationToken cancellationToken)
    {
        // The newest few hundred lines hold enough of them; a search further back would cost with the age of the workspace.
        var latest = db.Activity.OrderByDescending(a => a.Seq).Take(300).Where(a => Kinds.Contains(a.Kind));
        return await NotesAsync(db, latest, workspace, cancellationToken);
    }

    public static async Task<List<BoardNote>> OfAsync(WorkspaceDb db, WorkspaceView workspace, long[] seqs, CancellationToken cancellationToken) =>
        seqs.Length == 0 ? [] : await NotesAsync(db, db.Activity.Where(a => seqs.Contains(a.Seq)), workspace, cancellationToken);

    /// <summary>All that happened to one job, newest first; moves too.</summary>
    public static Task<List<BoardNote>> OfJobAsync(
        WorkspaceDb db,
        Id<Job> job,
        int most,
        WorkspaceView workspace,
        CancellationToken cancellationToken
    ) => NotesAsync(db, db.Activity.Where(a => a.JobId == job.Value), workspace, cancellationToken, most);

    private static async Task<List<BoardNote>> NotesAsync(
        WorkspaceDb db,
        IQueryable<ActivityEntry> entries,
        WorkspaceView workspace,
        CancellationToken cancellationToken,
        int most = BoardSnapshot.MostNotes
    )
    {
        var newest = entries.OrderByDescending(a => a.Seq).Take(most);
        var lines = await ActivityQuery.Lines(db, newest).ToListAsync(cancellationToken);
        return [.. lines.OrderByDescending(l => l.Seq).Select(l => NoteOf(l, workspace, db.Now))];
    }

    private static BoardNote NoteOf(ActivityLine line, WorkspaceView workspace, DateTimeOffset now)
    {
        var text = ActivitySentences.ForStaff(line, workspace);
        var by = line.Detail("by");
        var who = by.Length > 0 && text.StartsWith(by, StringComparison.Ordinal) ? by : "";
        var isToday = TimeZoneInfo.ConvertTime(line.At, workspace.Zone).Date == TimeZoneInfo.ConvertTime(now, workspace.Zone).Date;
        return new BoardNote(
            line.Seq,
            Tones.GetValueOrDefault(line.Kind, ""),
            who,
            text[who.Length..],
            isToday ? workspace.Words.Time(line.At) : workspace.Words.Day(line.At, now)
        );
    }
}
