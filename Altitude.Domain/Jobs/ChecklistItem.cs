using Altitude.Domain.Workspaces;

namespace Altitude.Domain.Jobs;

/// <summary>One thing to be done on a job, ticked by whoever did it.</summary>
public sealed class ChecklistItem : IWorkspaceOwned
{
    private ChecklistItem() { }

    internal ChecklistItem(Id<ChecklistItem> id, Id<Workspace> workspace, Id<Job> job, int position, string text) =>
        (Id, WorkspaceId, JobId, Position, Text) = (id, workspace, job, position, text);

    public Id<ChecklistItem> Id { get; private init; }
    public Id<Workspace> WorkspaceId { get; private init; }
    public Id<Job> JobId { get; private init; }

    /// <summary>Smaller comes first.</summary>
    public int Position { get; private set; }
    public string Text { get; private init; } = "";

    /// <summary>UTC; null: still to be done.</summary>
    public DateTimeOffset? DoneAt { get; private set; }

    /// <summary>Who did it; null: still to be done.</summary>
    public Id<StaffMember>? DoneBy { get; private set; }

    /// <summary>UTC; null while it is on the list.</summary>
    public DateTimeOffset? RemovedAt { get; private set; }

    public bool IsDone => DoneAt is not null;

    internal static void RequireText(string text) =>
        RuleViolation.Unless(PlainText.IsFilled(text, 200), JobRules.Item, "Write what is to be done, in at most 200 characters.");

    internal void Tick(bool isDone, Id<StaffMember> by, DateTimeOffset now) => (DoneAt, DoneBy) = (isDone ? now : null, isDone ? by : null);

    internal void Move(int position) => Position = position;

    internal void Remove(DateTimeOffset? at) => RemovedAt = at;
}
