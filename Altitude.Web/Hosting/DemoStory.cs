using System.Text.Json;
using Altitude.Data;
using Altitude.Data.Demo;
using Altitude.Web.Features.PortalAccess;
using Altitude.Web.Stripe;
using Npgsql;

namespace Altitude.Web.Hosting;

/// <summary>Tells the demo's story with the program's own means; as the owner where its connection is known, so that the history keeps its dates.</summary>
public static class DemoStory
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static async Task<DemoAccess> TellAsync(IServiceProvider services, bool onlyIfAbsent, CancellationToken cancellationToken)
    {
        var connections = services.GetRequiredService<Connections>();
        await using var database = NpgsqlDataSource.Create(connections.Owner ?? connections.App);
        await using var turn = await TakeTurnAsync(database, cancellationToken);
        var story = new SummitAirStory(
            database,
            services.GetRequiredService<ICommitListener>(),
            services.GetRequiredService<FollowUps>(),
            (db, link, channel) => LinkSecrets.Mint(db, link, channel).Text
        );
        var access =
            onlyIfAbsent && await story.IsToldAsync(cancellationToken)
                ? new DemoAccess([], [], [])
                : await story.TellAsync(new Uri(services.GetRequiredService<PublicAddress>().Url), cancellationToken);
        if (services.GetService<DemoPayments>() is { } payments)
        {
            await payments.ConnectAsync(SummitAirStory.SummitAir, cancellationToken);
        }

        return access;
    }

    /// <summary>
    /// One telling at a time, on all nodes: a reset that comes while the program still tells the story at its start would close the workspace under it. Given back with
    /// the connection.
    /// </summary>
    private static async Task<NpgsqlConnection> TakeTurnAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var take = new NpgsqlCommand("select pg_advisory_lock(hashtextextended('altitude.demo-story', 0))", connection);
        await take.WholeNonQueryAsync(cancellationToken);
        return connection;
    }

    public static string Write(DemoAccess access) => JsonSerializer.Serialize(access, Json);

    /// <summary>`POST /demo/reset`: the story from its start, under the same addresses and sign-ins.</summary>
    public static void MapDemoReset(this IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/demo/reset",
                async (IServiceProvider services, CancellationToken cancellationToken) =>
                    TypedResults.Json(await TellAsync(services, onlyIfAbsent: false, cancellationToken), Json)
            )
            .DisableAntiforgery();
}
