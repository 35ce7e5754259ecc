using System.Data;
using System.Diagnostics;
using Altitude.Web.Features.PortalAccess;
using Altitude.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace Altitude.Benchmarks.Host;

/// <summary>Notes which queries a page asks and which bytes it writes, and repeats both without a framework: the limit of drawing that page.</summary>
internal sealed class PageRecorder : IStartupFilter, IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
{
    private readonly AsyncLocal<List<Query>?> _recording = new();
    private Recorded? _page;

    public PageRecorder() => DiagnosticListener.AllListeners.Subscribe(this);

    /// <summary>How many queries the page asked beside the one at the door and the opening batch.</summary>
    public int Queries => _page?.Queries.Count ?? 0;

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) =>
        app =>
        {
            app.Use(
                (context, following) =>
                    context.Request.Headers.ContainsKey(BenchmarkHost.Record) ? RecordAsync(context, following) : following(context)
            );
            next(app);
        };

    /// <summary>Asks who is looking, opens the workspace's transaction, asks the page's own queries and writes its bytes.</summary>
    public async Task RepeatAsync(HttpContext context, PortalDoor door, NpgsqlDataSource database)
    {
        var page = _page ?? throw new InvalidOperationException("No page was recorded.");
        var stop = context.RequestAborted;
        var entry = await door.FindAsync(page.Workspace, Browser.Of(context)?.Hash, stop);
        var visitor = entry?.Visitor ?? throw new InvalidOperationException("Nobody is signed in.");
        await using (var connection = await database.OpenConnectionAsync(stop))
        await using (var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, stop))
        {
            await using (var opening = new NpgsqlBatch(connection, transaction))
            {
                opening.BatchCommands.Add(new("set transaction read only"));
                opening.BatchCommands.Add(
                    new("select set_config('altitude.workspace_id', $1, true)")
                    {
                        Parameters = { new() { Value = visitor.WorkspaceId.Value.ToString() } },
                    }
                );
                opening.BatchCommands.Add(
                    new("select altitude.now(), altitude.actor_refusal($1, $2, $3)")
                    {
                        Parameters =
                        {
                            new() { Value = visitor.Kind },
                            new() { Value = visitor.ActorId },
                            new() { Value = visitor.SessionId },
                        },
                    }
                );
                await opening.ExecuteNonQueryAsync(stop);
            }

            foreach (var query in page.Queries)
            {
                await using var command = new NpgsqlCommand(query.Text, connection, transaction);
                command.Parameters.AddRange(query.Parameters.Select(p => p.Clone()).ToArray());
                await using var reader = await command.ExecuteReaderAsync(stop);
                var row = new object[reader.FieldCount];
                while (await reader.ReadAsync(stop))
                {
                    reader.GetValues(row);
                }
            }
        }

        context.Response.ContentType = page.ContentType;
        await context.Response.Body.WriteAsync(page.Bytes, stop);
    }

    void IObserver<DiagnosticListener>.OnNext(DiagnosticListener value)
    {
        if (value.Name == DbLoggerCategory.Name)
        {
            value.Subscribe(this, name => name == RelationalEventId.CommandExecuting.Name && _recording.Value is not null);
        }
    }

    void IObserver<KeyValuePair<string, object?>>.OnNext(KeyValuePair<string, object?> value)
    {
        if (value.Value is CommandEventData { Command: NpgsqlCommand command } && _recording.Value is { } queries)
        {
            queries.Add(new Query(command.CommandText, [.. command.Parameters.Select(p => p.Clone())]));
        }
    }

    void IObserver<DiagnosticListener>.OnCompleted() { }

    void IObserver<DiagnosticListener>.OnError(Exception error) { }

    void IObserver<KeyValuePair<string, object?>>.OnCompleted() { }

    void IObserver<KeyValuePair<string, object?>>.OnError(Exception error) { }

    private async Task RecordAsync(HttpContext context, RequestDelegate following)
    {
        List<Query> queries = [];
        _recording.Value = queries;
        var body = context.Response.Body;
        await using var copy = new MemoryStream();
        context.Response.Body = copy;
        await following(context);
        context.Response.Body = body;
        await body.WriteAsync(copy.ToArray(), context.RequestAborted);
        var workspace = context.Request.Path.Value!.Split('/')[2]; // /portal/{workspace}/…
        _page = new Recorded(workspace, queries, context.Response.ContentType ?? "text/html", copy.ToArray());
    }

    private sealed record Query(string Text, IReadOnlyList<NpgsqlParameter> Parameters);

    private sealed record Recorded(string Workspace, IReadOnlyList<Query> Queries, string ContentType, byte[] Bytes);
}
