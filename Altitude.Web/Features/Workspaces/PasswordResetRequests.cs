using System.Threading.Channels;
using Altitude.Data;
using Altitude.Data.Platform;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Web.Live;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Altitude.Web.Features.Workspaces;

/// <summary>Addresses that asked for a new password: looked up one after another, and where somebody signs in with one, its mail is queued.</summary>
public sealed partial class PasswordResetRequests(
    IDbContextFactory<PlatformDb> platform,
    WorkspaceDbFactory workspaces,
    Rhythm rhythm,
    ILogger<PasswordResetRequests> logger
) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private readonly Channel<string> _asked = Channel.CreateBounded<string>(
        new BoundedChannelOptions(1_000) { FullMode = BoundedChannelFullMode.DropWrite }
    );

    /// <param name="name">The normalised address.</param>
    public void Add(string name) => _asked.Writer.TryWrite(name);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var name in _asked.Reader.ReadAllAsync(stoppingToken))
            {
                while (!await TryQueueMailAsync(name, stoppingToken))
                {
                    await rhythm.WaitAsync(Pause, stoppingToken);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The program ends: whoever hears nothing asks again.
        }
    }

    /// <summary>False: the database could not be reached.</summary>
    private async Task<bool> TryQueueMailAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            if (await FindSeatAsync(name, cancellationToken) is { } seat)
            {
                await QueueMailAsync(seat, cancellationToken);
            }

            return true;
        }
        catch (RuleViolation closed) when (closed.Rule == AccessRules.WorkspaceClosed)
        {
            return true; // Between the look-up and the act.
        }
        catch (Exception lost) when (lost is NpgsqlException or InvalidOperationException { InnerException: NpgsqlException })
        {
            LogLost(lost.Message);
            return false;
        }
    }

    private async Task<StaffSeat?> FindSeatAsync(string name, CancellationToken cancellationToken)
    {
        await using var db = await platform.CreateDbContextAsync(cancellationToken);
        return await db
            .Users.Where(u => u.NormalizedEmail == name)
            .Join(db.StaffSeats, u => u.Id, s => s.UserId, (u, s) => s)
            .Where(s => db.Workspaces.Any(w => w.Id == s.WorkspaceId && w.ClosedAt == null))
            .OrderBy(s => s.WorkspaceId)
            .FirstOrDefaultAsync(cancellationToken);
    }

    private Task QueueMailAsync(StaffSeat seat, CancellationToken cancellationToken) =>
        workspaces.ActAsync(
            new Requester(seat.WorkspaceId),
            RequestKey.New("ask-for-password-reset"),
            db =>
            {
                db.Queue(OutboxKinds.MailPasswordReset, seat.UserId);
                return Task.CompletedTask;
            },
            cancellationToken
        );

    [LoggerMessage(Level = LogLevel.Warning, Message = "A new password could not be looked into yet: {Reason}")]
    private partial void LogLost(string reason);
}
