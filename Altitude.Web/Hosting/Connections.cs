using Altitude.Data.Postgres;

namespace Altitude.Web.Hosting;

/// <summary>Where the data is: the connection strings that were configured, or a private PostgreSQL made on the spot.</summary>
/// <param name="Cluster">The private server; null: the configured one.</param>
public sealed record Connections(string App, string? Owner, string? Background, string MasterKey, PrivateCluster? Cluster) : IAsyncDisposable
{
    /// <exception cref="InvalidOperationException">Something is missing; the message names it.</exception>
    public static async Task<Connections> FindAsync(IConfiguration configuration, CancellationToken cancellationToken)
    {
        var app = configuration.GetConnectionString("Altitude");
        var masterKey = configuration["Altitude:MasterKey"];
        if (string.IsNullOrWhiteSpace(app))
        {
            var cluster = await PrivateCluster.OpenAsync(new ClusterOptions { Folder = PrivateFolder(configuration) }, cancellationToken);
            var own = cluster.Connections();
            return new Connections(own.App, own.Owner, own.Background, string.IsNullOrWhiteSpace(masterKey) ? cluster.MasterKey : masterKey, cluster);
        }

        if (string.IsNullOrWhiteSpace(masterKey))
        {
            throw new InvalidOperationException("Altitude__MasterKey is missing: at least 32 random bytes as base64 (openssl rand -base64 32).");
        }

        return new Connections(
            app,
            configuration.GetConnectionString("AltitudeOwner"),
            configuration.GetConnectionString("AltitudeBackground"),
            masterKey,
            null
        );
    }

    /// <summary>The folder of the private cluster and of the demo's mail.</summary>
    public static string PrivateFolder(IConfiguration configuration) =>
        configuration["Altitude:DataFolder"] is { Length: > 0 } set
            ? Path.GetFullPath(set)
            : PrivateCluster.FolderAbove(Directory.GetCurrentDirectory());

    public string RequireOwner() =>
        Owner
        ?? throw new InvalidOperationException("ConnectionStrings__AltitudeOwner is missing: this verb changes the schema and needs its owner.");

    public string RequireBackground() =>
        Background
        ?? throw new InvalidOperationException(
            "ConnectionStrings__AltitudeBackground is missing: background tasks keep their queue under a role of their own."
        );

    public ValueTask DisposeAsync() => Cluster is null ? ValueTask.CompletedTask : Cluster.DisposeAsync();
}
