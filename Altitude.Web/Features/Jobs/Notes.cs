using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Jobs;
using Altitude.Domain.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Jobs;

/// <summary>Staff of any role tell the others something about a job, also after it has left the board.</summary>
public sealed class WriteNote(WorkspaceDbFactory workspaces)
{
    /// <exception cref="RuleViolation">Nothing is written, it is too long, or there are enough.</exception>
    public Task<Id<JobNote>> RunAsync(Staff staff, string number, string text, RequestKey key, CancellationToken cancellationToken) =>
        workspaces.ActAsync(
            staff,
            key,
            async db =>
            {
                var job = await Noted.FindAsync(db, number, cancellationToken);
                var note = job.WriteNote(Id<JobNote>.New(), text, staff.StaffId, staff.StaffName, db.Now);
                db.Add(note); // As with a checklist's item.
                return note.Id;
            },
            cancellationToken
        );
}

/// <summary>Whoever wrote a note changes it.</summary>
public sealed class EditNote(WorkspaceDbFactory workspaces)
{
    /// <exception cref="RuleViolation">It is somebody else's, was removed, or nothing is written.</exception>
    public Task RunAsync(Staff staff, string number, Id<JobNote> note, string text, RequestKey key, CancellationToken cancellationToken) =>
        workspaces.ActAsync(
            staff,
            key,
            async db => (await Noted.FindAsync(db, number, cancellationToken)).EditNote(note, text, staff.StaffId, staff.StaffName, db.Now),
            cancellationToken
        );
}

/// <summary>Staff put a note above the others, or let it go.</summary>
public sealed class PinNote(WorkspaceDbFactory workspaces)
{
    /// <exception cref="RuleViolation">It was removed.</exception>
    public Task RunAsync(Staff staff, string number, Id<JobNote> note, bool isPinned, RequestKey key, CancellationToken cancellationToken) =>
        workspaces.ActAsync(
            staff,
            key,
            async db => (await Noted.FindAsync(db, number, cancellationToken)).PinNote(note, isPinned, staff.StaffName),
            cancellationToken
        );
}

/// <summary>Whoever wrote a note takes it away, or brings it back.</summary>
public sealed class RemoveNote(WorkspaceDbFactory workspaces)
{
    /// <exception cref="RuleViolation">It is somebody else's.</exception>
    public Task RunAsync(Staff staff, string number, Id<JobNote> note, bool isRemoved, RequestKey key, CancellationToken cancellationToken) =>
        workspaces.ActAsync(
            staff,
            key,
            async db => (await Noted.FindAsync(db, number, cancellationToken)).RemoveNote(note, isRemoved, staff.StaffId, staff.StaffName, db.Now),
            cancellationToken
        );
}

/// <summary>Finds and locks a job with its notes; one that has left the board, too.</summary>
internal static class Noted
{
    public static Task<Job> FindAsync(WorkspaceDb db, string number, CancellationToken cancellationToken) =>
        LockedJob.FindAsync(db, number, jobs => jobs.Include(j => j.Notes), cancellationToken, mayHaveEnded: true);
}
