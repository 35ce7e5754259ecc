using Hangfire;
using Hangfire.States;

namespace Altitude.Web.Background;

/// <summary>Hands claimed rows to Hangfire's workers.</summary>
internal sealed class HangfireQueue(IBackgroundJobClient client, JobStorage storage) : ITaskQueue
{
    public int Room()
    {
        var waiting = storage.GetMonitoringApi();
        return OutboxPump.Room - (int)(waiting.EnqueuedCount(TaskQueues.Email) + waiting.EnqueuedCount(TaskQueues.Sweeps));
    }

    public void Enqueue(ClaimedRow row, string queue) =>
        client.Create<OutboxRun>(
            run => run.RunAsync(row.Kind, row.WorkspaceId, row.Id, row.Subject, row.Attempt, CancellationToken.None),
            new EnqueuedState(queue)
        );
}
