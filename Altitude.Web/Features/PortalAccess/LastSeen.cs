using System.Collections.Concurrent;
using System.Threading.Channels;
using Altitude.Domain.Activity;
using Altitude.Web.Live;
using Npgsql;

namespace Altitude.Web.Features.PortalAccess;

/// <summary>
/// Writes down, at most once in five minutes for each session, that a contact's browser was there: beside the request, never within its transaction, and nobody
/// waits for it.
/// </summary>
public sealed partial class LastSeen(NpgsqlDataSource database, Rhythm rhythm, ILogger<LastSeen> logger) : BackgroundService
{
    private const int MostRemembered = 20_000;
    private static readonly TimeSpan s_often = TimeSpan.FromMinutes(5);

    private readonly Channel<Visitor> _seen = Channel.CreateBounded<Visitor>(
        new BoundedChannelOptions(1_000) { FullMode = BoundedChannelFullMode.DropWrite }
    );
    private readonly ConcurrentDictionary<Guid, long> _noted = new();

    /// <summary>A page was asked for with this session. At once; more than can be written is forgotten.</summary>
    public void Note(Visitor visitor)
    {
        var session = visitor.Session.Value;
        if (_noted.TryGetValue(session, out var at) && rhythm.Since(at) < s_often)
        {
            return;
        }

        if (_noted.Count >= MostRemembered)
        {
            _noted.Clear(); // Asked again, the database says whether it is five minutes.
        }

        _noted[session] = rhythm.Mark();
        _seen.Writer.TryWrite(visitor);
    }

    /// <summary>Nothing more is noted; what was is still written.</summary>
    internal void Close() => _seen.Writer.TryComplete();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var visitor in _seen.Reader.ReadAllAsync(stoppingToken))
            {
                await WriteAsync(visitor, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The program ends; the next look is as good.
        }
    }

    /// <summary>Unless it was written down within five minutes, here or by another node.</summary>
    private async Task WriteAsync(Visitor visitor, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await database.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await using var batch = new NpgsqlBatch(connection, transaction)
            {
                BatchCommands =
                {
                    new("select set_config('altitude.workspace_id', $1, true)") { Parameters = { new() { Value = visitor.WorkspaceId.ToString() } } },
                    new(
                        """
                        insert into tenant.session_seen as known (workspace_id, session_id, at)
                        select s.workspace_id, s.id, altitude.now() from tenant.portal_sessions s where s.workspace_id = $1 and s.id = $2
                        on conflict (workspace_id, session_id) do update set at = excluded.at where known.at <= excluded.at - interval '5 minutes'
                        """
                    )
                    {
                        Parameters =
                        {
                            new() { Value = visitor.WorkspaceId.Value },
                            new() { Value = visitor.Session.Value },
                        },
                    },
                },
            };
            await batch.ExecuteNonQueryAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
        catch (NpgsqlException lost)
        {
            _noted.TryRemove(visitor.Session.Value, out _);
            LogNotWritten(lost.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not write down when a session was last seen: {Reason}")]
    private partial void LogNotWritten(string reason);
}
