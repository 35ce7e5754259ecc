using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Workspaces;
using Hangfire;
using Npgsql;

namespace Altitude.Web.Background;

/// <summary>Runs the task of one claimed row and notes how it ended. Its arguments are ids alone: they stand in Hangfire's tables and on its dashboard.</summary>
public sealed partial class OutboxRun(
    NpgsqlDataSource database,
    BackgroundTasks tasks,
    OutboxSignal signal,
    IServiceProvider services,
    ILogger<OutboxRun> logger
)
{
    /// <summary>What is due in a company that its owner closed is looked at again after this; opening it again makes it due at once.</summary>
    public static readonly TimeSpan ShutPause = TimeSpan.FromDays(1);

    private static readonly TimeSpan Renewal = TimeSpan.FromSeconds(8);

    /// <remarks>The outbox tries again, later each time, not Hangfire: a row is then in one place only.</remarks>
    [AutomaticRetry(Attempts = 0)]
    [JobDisplayName("{0}")]
    public async Task RunAsync(string kind, Guid workspaceId, Guid outboxId, Guid subject, int attempt, CancellationToken cancellationToken)
    {
        if (!await RenewAsync(outboxId, attempt, cancellationToken))
        {
            return; // Done, queued anew, or claimed again while it waited.
        }

        var known = tasks.Find(kind);
        if (!known.GoesOnWhileShut && await IsShutAsync(workspaceId, cancellationToken))
        {
            await ReleaseAsync(outboxId, attempt, ShutPause, cancellationToken);
            return;
        }

        var task = (IBackgroundTask)services.GetRequiredService(known.Task);
        TaskEnd end;
        using (var working = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken))
        {
            var renewing = KeepAsync(outboxId, attempt, working.Token);
            try
            {
                end = await task.RunAsync(
                    new OutboxTask(outboxId, new Id<Workspace>(workspaceId), kind, subject, known.IsFollowUp),
                    cancellationToken
                );
            }
            catch (RuleViolation closed) when (closed.Rule == AccessRules.WorkspaceClosed)
            {
                end = TaskEnd.Done;
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                LogFailed(e, kind, workspaceId, outboxId, attempt);
                await ReleaseAsync(outboxId, attempt, Backoff.After(attempt), CancellationToken.None);
                throw; // Hangfire shows it to the owner.
            }
            finally
            {
                await working.CancelAsync();
                await renewing;
            }
        }

        await EndAsync(outboxId, attempt, end, cancellationToken);
        if (end.AgainAt is not null)
        {
            signal.Wake(); // The pump sleeps until then at most.
        }
    }

    private async Task<bool> IsShutAsync(Guid workspaceId, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("select altitude.is_shut($1)");
        command.Parameters.Add(new() { Value = workspaceId });
        return (bool)(await command.WholeScalarAsync(cancellationToken))!; // It always answers.
    }

    private async Task KeepAsync(Guid id, int attempt, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Renewal);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken) && await RenewAsync(id, attempt, cancellationToken)) { }
        }
        catch (Exception e) when (e is OperationCanceledException or NpgsqlException)
        {
            // Not renewed: the row may be handed out again, which is harmless.
        }
    }

    /// <returns>Whether the row is still this attempt's.</returns>
    private async Task<bool> RenewAsync(Guid id, int attempt, CancellationToken cancellationToken) =>
        await ExecuteAsync("leased_until = altitude.now() + $3", id, attempt, OutboxPump.Hold, cancellationToken) == 1;

    private Task<int> ReleaseAsync(Guid id, int attempt, TimeSpan later, CancellationToken cancellationToken) =>
        ExecuteAsync("leased_until = null, due_at = altitude.now() + $3", id, attempt, later, cancellationToken);

    private Task<int> EndAsync(Guid id, int attempt, TaskEnd end, CancellationToken cancellationToken) =>
        end.AgainAt is { } again
            ? ExecuteAsync("leased_until = null, due_at = $3", id, attempt, again.ToUniversalTime(), cancellationToken)
            : ExecuteAsync("leased_until = null, done_at = altitude.now() + $3", id, attempt, TimeSpan.Zero, cancellationToken);

    private async Task<int> ExecuteAsync(string set, Guid id, int attempt, object value, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand($"update platform.outbox set {set} where id = $1 and attempts = $2 and done_at is null");
        command.Parameters.Add(new() { Value = id });
        command.Parameters.Add(new() { Value = attempt });
        command.Parameters.Add(new() { Value = value });
        return await command.WholeNonQueryAsync(cancellationToken);
    }

    [LoggerMessage(
        LogLevel.Error,
        "Background task {Kind} of workspace {WorkspaceId} failed (row {OutboxId}, attempt {Attempt}); it will be tried again."
    )]
    private partial void LogFailed(Exception exception, string kind, Guid workspaceId, Guid outboxId, int attempt);
}

/// <summary>How long to wait before the next attempt: soon at first, as greylisting mail servers expect, then ever longer.</summary>
public static class Backoff
{
    private static readonly int[] Minutes = [1, 2, 5, 10, 20, 40, 60];

    /// <param name="attempts">How many were made, at least one.</param>
    public static TimeSpan After(int attempts) => TimeSpan.FromMinutes(Minutes[Math.Clamp(attempts - 1, 0, Minutes.Length - 1)]);
}
