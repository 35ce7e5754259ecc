using Altitude.Domain.Workspaces;

namespace Altitude.Domain.Jobs;

/// <summary>What somebody of the company tells the others about a job. No customer ever sees it.</summary>
public sealed class JobNote : IWorkspaceOwned
{
    private JobNote() { }

    internal JobNote(Id<JobNote> id, Id<Workspace> workspace, Id<Job> job, string text, Id<StaffMember> author, DateTimeOffset now) =>
        (Id, WorkspaceId, JobId, Text, AuthorId, WrittenAt) = (id, workspace, job, text, author, now);

    public Id<JobNote> Id { get; private init; }
    public Id<Workspace> WorkspaceId { get; private init; }
    public Id<Job> JobId { get; private init; }
    public string Text { get; private set; } = "";
    public Id<StaffMember> AuthorId { get; private init; }

    /// <summary>UTC.</summary>
    public DateTimeOffset WrittenAt { get; private init; }

    /// <summary>UTC; null: it stands as it was written.</summary>
    public DateTimeOffset? EditedAt { get; private set; }

    /// <summary>It stands above the others.</summary>
    public bool IsPinned { get; private set; }

    /// <summary>UTC; null while it is shown.</summary>
    public DateTimeOffset? RemovedAt { get; private set; }

    internal static void RequireText(string text) =>
        RuleViolation.Unless(PlainText.IsFilled(text, 4000), JobRules.Note, "Write the note, in at most 4,000 characters.");

    internal void Edit(string text, DateTimeOffset now) => (Text, EditedAt) = (text, now);

    internal void Pin(bool isPinned) => IsPinned = isPinned;

    internal void Remove(DateTimeOffset? at) => (RemovedAt, IsPinned) = (at, at is null && IsPinned);
}
