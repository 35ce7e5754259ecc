using System.Collections.Concurrent;
using System.Threading.Channels;
using Altitude.Data;
using Altitude.Domain.Activity;
using Altitude.Web.Live;
using Npgsql;

namespace Altitude.Web.Security;

/// <summary>
/// Writes down, at most once in five minutes for each session, that a contact's browser, or one of the staff, was there: beside the request, never within its
/// transaction, and nobody waits for it.
/// </summary>
public sealed partial class LastSeen(NpgsqlDataSource database, Rhythm rhythm, ILogger<LastSeen> logger) : BackgroundService
{
    private const int MostRemembered = 20_000;
    private static readonly TimeSpan s_often = TimeSpan.FromMinutes(5);

    private const string OfVisitors = """
        insert into tenant.session_seen as known (workspace_id, session_id, at)
        select s.workspace_id, s.id, altitude.now() from tenant.portal_sessions s where s.workspace_id = $1 and s.id = $2
        on conflict (workspace_id, session_id) do update set at = excluded.at where known.at <= excluded.at - interval '5 minutes'
        """;
    private const string OfStaff = """
        update platform.staff_sessions set last_seen_at = altitude.now()
        where workspace_id = $1 and id = $2 and (last_seen_at is null or last_seen_at <= altitude.now() - interval '5 minutes')
        """;

    private readonly Channel<Sighting> _seen = Channel.CreateBounded<Sighting>(
        new BoundedChannelOptions(1_000) { FullMode = BoundedChannelFullMode.DropWrite }
    );
    private readonly ConcurrentDictionary<Guid, long> _noted = new();

    /// <summary>A page was asked for with this session. At once; more than can be written is forgotten.</summary>
    public void Note(Visitor visitor) => Note(new Sighting(visitor.WorkspaceId.Value, visitor.Session.Value, OfVisitors));

    /// <inheritdoc cref="Note(Visitor)"/>
    public void Note(Staff staff) => Note(new Sighting(staff.WorkspaceId.Value, staff.Session.Value, OfStaff));

    private void Note(Sighting sighting)
    {
        var session = sighting.Session;
        if (_noted.TryGetValue(session, out var at) && rhythm.Since(at) < s_often)
        {
            return;
        }

        if (_noted.Count >= MostRemembered)
        {
            _noted.Clear(); // Asked again, the database says whether it is five minutes.
        }

        _noted[session] = rhythm.Mark();
        _seen.Writer.TryWrite(sighting);
    }

    /// <summary>Nothing more is noted; what was is still written.</summary>
    internal void Close() => _seen.Writer.TryComplete();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var sighting in _seen.Reader.ReadAllAsync(stoppingToken))
            {
                await WriteAsync(sighting, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The program ends; the next look is as good.
        }
    }

    /// <summary>Unless it was written down within five minutes, here or by another node.</summary>
    private async Task WriteAsync(Sighting sighting, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await database.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await using var batch = new NpgsqlBatch(connection, transaction)
            {
                BatchCommands =
                {
                    new("select set_config('altitude.workspace_id', $1, true)") { Parameters = { new() { Value = sighting.Workspace.ToString() } } },
                    new(sighting.Statement)
                    {
                        Parameters =
                        {
                            new() { Value = sighting.Workspace },
                            new() { Value = sighting.Session },
                        },
                    },
                },
            };
            await batch.WholeNonQueryAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
        catch (NpgsqlException lost)
        {
            _noted.TryRemove(sighting.Session, out _);
            LogNotWritten(lost.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not write down when a session was last seen: {Reason}")]
    private partial void LogNotWritten(string reason);

    private sealed record Sighting(Guid Workspace, Guid Session, string Statement);
}
