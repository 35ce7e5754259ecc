using Altitude.Data.Postgres;

namespace Altitude.Testing;

/// <summary>
/// A program that opens a private cluster, says so on its first line, and holds it until it is killed or told to end by a line on its input:
/// what a test needs to see what becomes of the server.
/// </summary>
public static class ClusterHolder
{
    public static async Task<int> Main(string[] args)
    {
        if (args is not [var folder, var durability])
        {
            await Console.Error.WriteLineAsync("Altitude.Testing <folder> Full|ThrowAway");
            return 2;
        }
        var options = new ClusterOptions { Folder = folder, Durability = Enum.Parse<ClusterDurability>(durability) };
        await using var cluster = await PrivateCluster.OpenAsync(options, CancellationToken.None);
        await Console.Out.WriteLineAsync($"{(cluster.HasJoined ? "joined" : "started")} {cluster.Port}");
        await Console.In.ReadLineAsync();
        return 0;
    }
}
