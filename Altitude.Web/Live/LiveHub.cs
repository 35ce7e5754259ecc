using System.Collections.Concurrent;
using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Workspaces;
using Altitude.Web.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.SignalR;

namespace Altitude.Web.Live;

/// <summary>What the hub says: that a record changed. No personal data.</summary>
/// <param name="Position">The workspace's seq after the change.</param>
public sealed record LiveSignal(string Kind, Guid Subject, long Position);

/// <summary>The calls a client of the hub hears.</summary>
public interface ILiveClient
{
    Task Changed(LiveSignal signal);
}

/// <summary>The office's feed for programs other than its own pages.</summary>
[Authorize(Policies.Staff)]
public sealed class LiveHub(LiveFeed feed, IHubContext<LiveHub, ILiveClient> clients, WorkspaceDbFactory workspaces) : Hub<ILiveClient>
{
    private static readonly ConcurrentDictionary<string, IDisposable> Subscriptions = new();

    public override async Task OnConnectedAsync()
    {
        if (AltitudeClaims.StaffOf(Context.User ?? new()) is not { } staff)
        {
            Context.Abort();
            return;
        }

        var connection = Context.ConnectionId;
        var context = Context;
        var subscription = await feed.SubscribeAsync(
            staff.WorkspaceId,
            [LiveTopic.StaffOf(staff.WorkspaceId)],
            (entries, cancellationToken) => TellAsync(connection, staff.Session.Value, staff.StaffId.Value, entries, context.Abort),
            Context.ConnectionAborted
        );
        try
        {
            if (!await StandsAsync(staff))
            {
                Context.Abort(); // The sign-in ended after it was asked for, and before anything was listened to.
            }
        }
        catch
        {
            subscription.Dispose();
            throw;
        }

        Subscriptions[connection] = subscription;
        if (Context.ConnectionAborted.IsCancellationRequested && Subscriptions.TryRemove(connection, out var late))
        {
            late.Dispose();
        }

        await base.OnConnectedAsync();
    }

    public override Task OnDisconnectedAsync(Exception? exception)
    {
        if (Subscriptions.TryRemove(Context.ConnectionId, out var subscription))
        {
            subscription.Dispose();
        }

        return base.OnDisconnectedAsync(exception);
    }

    private async Task<bool> StandsAsync(Staff staff)
    {
        try
        {
            await using var db = await workspaces.ReadByKeyAsync(staff, CancellationToken.None);
            return true;
        }
        catch (RuleViolation refused) when (AccessRules.IsAccess(refused.Rule))
        {
            return false;
        }
    }

    private async Task TellAsync(string connection, Guid session, Guid staff, IReadOnlyList<FeedEntry> entries, Action abort)
    {
        if (
            entries.Any(e =>
                (e.Kind == "staff-session.ended" && e.Subject == session)
                || (e.Kind == "staff.removed" && e.Subject == staff)
                || e.Kind is SecondStepRequired.EventKind or WorkspaceShut.EventKind
            )
        )
        {
            abort(); // A revoked client hears nothing further; one that the company asks for a second step comes back if it has shown one.
            return;
        }

        foreach (var entry in entries)
        {
            await clients.Clients.Client(connection).Changed(new LiveSignal(entry.Kind, entry.Subject, entry.Seq));
        }
    }
}
