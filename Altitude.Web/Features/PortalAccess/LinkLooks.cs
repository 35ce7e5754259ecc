using System.Collections.Concurrent;
using System.Threading.Channels;
using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.PortalAccess;
using Altitude.Domain.Workspaces;
using Altitude.Web.Live;
using Npgsql;

namespace Altitude.Web.Features.PortalAccess;

/// <summary>
/// Writes down, at most once in five minutes for each link, that something opened its page: beside the request, never within it, and the link itself stays
/// untouched. Pages of the office that are open hear of it by whisper.
/// </summary>
public sealed partial class LinkLooks(NpgsqlDataSource database, Rhythm rhythm, Whispers whispers, ILogger<LinkLooks> logger) : BackgroundService
{
    private const int MostRemembered = 20_000;
    private const int LongestAgent = 400;
    private const string Word = "link-look ";
    private static readonly TimeSpan s_often = TimeSpan.FromMinutes(5);

    private readonly Channel<Look> _seen = Channel.CreateBounded<Look>(
        new BoundedChannelOptions(1_000) { FullMode = BoundedChannelFullMode.DropWrite }
    );
    private readonly ConcurrentDictionary<Guid, long> _noted = new();

    /// <summary>At once; more than can be written is forgotten.</summary>
    public void Note(Id<Workspace> workspace, Id<SetupLink> link, string userAgent)
    {
        if (_noted.TryGetValue(link.Value, out var at) && rhythm.Since(at) < s_often)
        {
            return;
        }

        if (_noted.Count >= MostRemembered)
        {
            _noted.Clear();
        }

        _noted[link.Value] = rhythm.Mark();
        var agent = new string([.. userAgent.Where(c => !char.IsControl(c) && !char.IsSurrogate(c)).Take(LongestAgent)]);
        _seen.Writer.TryWrite(new Look(workspace.Value, link.Value, agent));
    }

    /// <summary>Calls whenever something opened a link of this company, here or at another node.</summary>
    public IDisposable Listen(Id<Workspace> workspace, Action hear)
    {
        var wanted = Word + workspace;
        void Heard(string words)
        {
            if (words == wanted)
            {
                hear();
            }
        }

        whispers.Heard += Heard;
        return new Listening(() => whispers.Heard -= Heard);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var look in _seen.Reader.ReadAllAsync(stoppingToken))
            {
                await WriteAsync(look, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The program ends; the next look is as good.
        }
    }

    private async Task WriteAsync(Look look, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await database.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await using var batch = new NpgsqlBatch(connection, transaction)
            {
                BatchCommands =
                {
                    new("select set_config('altitude.workspace_id', $1, true)") { Parameters = { new() { Value = look.Workspace.ToString() } } },
                    new(
                        """
                        insert into tenant.setup_link_looks as known (workspace_id, link_id, first_at, last_at, user_agent)
                        select l.workspace_id, l.id, altitude.now(), altitude.now(), $3 from tenant.setup_links l where l.workspace_id = $1 and l.id = $2
                        on conflict (workspace_id, link_id) do update set last_at = excluded.last_at, user_agent = excluded.user_agent
                          where known.last_at <= excluded.last_at - interval '5 minutes'
                        """
                    )
                    {
                        Parameters =
                        {
                            new() { Value = look.Workspace },
                            new() { Value = look.Link },
                            new() { Value = look.Agent },
                        },
                    },
                },
            };
            await batch.WholeNonQueryAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            whispers.Tell(Word + new Id<Workspace>(look.Workspace));
        }
        catch (NpgsqlException lost)
        {
            _noted.TryRemove(look.Link, out _);
            LogNotWritten(lost.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not write down that a link was looked at: {Reason}")]
    private partial void LogNotWritten(string reason);

    private sealed record Look(Guid Workspace, Guid Link, string Agent);

    private sealed class Listening(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
