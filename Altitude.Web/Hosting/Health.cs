using Altitude.Data;
using Altitude.Web.Live;
using Npgsql;

namespace Altitude.Web.Hosting;

/// <summary>One question an operator asks of a running node.</summary>
/// <param name="Detail">What is wrong, or a figure; never a secret.</param>
public sealed record HealthCheck(string Name, bool IsHealthy, string Detail);

/// <summary>Something that can say how it is; each part of the program that can fail brings its own.</summary>
public interface IHealthProbe
{
    Task<HealthCheck> LookAsync(CancellationToken cancellationToken);
}

/// <summary>Answers /health/live and /health/ready.</summary>
public static class Health
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", () => TypedResults.Json(new { status = "live" }));
        routes.MapGet("/health/ready", ReadyAsync);
    }

    private static async Task<IResult> ReadyAsync(IEnumerable<IHealthProbe> probes, CancellationToken cancellationToken)
    {
        List<HealthCheck> checks = [];
        foreach (var probe in probes)
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            patience.CancelAfter(TimeSpan.FromSeconds(2));
            try
            {
                checks.Add(await probe.LookAsync(patience.Token));
            }
            catch (Exception failed)
                when (failed is NpgsqlException or OperationCanceledException or InvalidOperationException or IOException or TimeoutException)
            {
                checks.Add(
                    new HealthCheck(probe.GetType().Name.Replace("Probe", "", StringComparison.Ordinal).ToLowerInvariant(), false, "no answer")
                );
            }
        }

        var isReady = checks.All(c => c.IsHealthy);
        return TypedResults.Json(
            new
            {
                status = isReady ? "ready" : "not ready",
                checks = checks.ToDictionary(c => c.Name, c => new { status = c.IsHealthy ? "ok" : "failed", detail = c.Detail }),
            },
            statusCode: isReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable
        );
    }
}

/// <summary>Does the database answer?</summary>
internal sealed class DatabaseProbe(NpgsqlDataSource database) : IHealthProbe
{
    public async Task<HealthCheck> LookAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("select 1");
        await command.WholeScalarAsync(cancellationToken);
        return new HealthCheck("database", true, "answers");
    }
}

/// <summary>Does the schema fit this program?</summary>
internal sealed class SchemaProbe(NpgsqlDataSource database) : IHealthProbe
{
    public async Task<HealthCheck> LookAsync(CancellationToken cancellationToken)
    {
        var misfit = await Schema.MisfitAsync(database, cancellationToken);
        return new HealthCheck("schema", misfit is null, misfit ?? "fits");
    }
}

/// <summary>Does this node hear what other nodes commit?</summary>
internal sealed class FeedProbe(FeedListener listener, LiveOptions options, TimeProvider clock) : IHealthProbe
{
    public Task<HealthCheck> LookAsync(CancellationToken cancellationToken)
    {
        var since = clock.GetUtcNow() - listener.LastLook;
        var isHealthy = since < (options.CatchUp * 3) + TimeSpan.FromSeconds(5);
        return Task.FromResult(
            new HealthCheck("feed", isHealthy, isHealthy ? $"looked {since.TotalSeconds:F1} s ago" : "has not looked for too long")
        );
    }
}
