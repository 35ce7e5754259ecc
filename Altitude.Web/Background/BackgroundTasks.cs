using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Workspaces;

namespace Altitude.Web.Background;

/// <summary>Something to be done once for one row of the outbox. It may run twice, late or in parallel, and ends the same.</summary>
public interface IBackgroundTask
{
    /// <returns>Whether it is done, or when to look again.</returns>
    Task<TaskEnd> RunAsync(OutboxTask task, CancellationToken cancellationToken);
}

/// <summary>One row of the outbox, as its task sees it.</summary>
/// <param name="Id">Of the row; a task that was queued anew has a new one.</param>
/// <param name="Subject">The line of activity that it follows from, or the record that fell due.</param>
/// <param name="IsFollowUp">It follows from a line of activity.</param>
public sealed record OutboxTask(Guid Id, Id<Workspace> WorkspaceId, string Kind, Guid Subject, bool IsFollowUp);

/// <summary>How a run ended.</summary>
/// <param name="AgainAt">UTC; null: done.</param>
public readonly record struct TaskEnd(DateTimeOffset? AgainAt)
{
    public static readonly TaskEnd Done;

    public static TaskEnd Again(DateTimeOffset at) => new(at);
}

/// <summary>Whose workers run a task: slow mail servers must not keep the sweeps waiting.</summary>
public static class TaskQueues
{
    public const string Sweeps = "sweeps";
    public const string Email = "email";
}

/// <summary>A kind of background task, as a feature registers it.</summary>
/// <param name="IsFollowUp">The kind is a kind of activity: its rows are written with every such line.</param>
/// <param name="GoesOnWhileShut">It is done for a company that its owner closed, too; else it rests until the company is opened again.</param>
public sealed record TaskKind(string Kind, Type Task, string Queue, bool IsFollowUp, bool GoesOnWhileShut);

/// <summary>Every kind of background task that this program knows.</summary>
public sealed class BackgroundTasks(IEnumerable<TaskKind> kinds)
{
    private readonly Dictionary<string, TaskKind> _kinds = kinds.ToDictionary(k => k.Kind, StringComparer.Ordinal);

    /// <summary>What a row of another kind is left for: a newer program beside this one.</summary>
    public string[] Names => [.. _kinds.Keys];

    /// <summary>The kinds of activity that something follows from; Data queues their rows.</summary>
    public FollowUps FollowUps => new(_kinds.Values.Where(k => k.IsFollowUp).Select(k => k.Kind).ToHashSet(StringComparer.Ordinal));

    public TaskKind Find(string kind) =>
        _kinds.TryGetValue(kind, out var known) ? known : throw new InvalidOperationException($"No background task is called {kind}.");
}
