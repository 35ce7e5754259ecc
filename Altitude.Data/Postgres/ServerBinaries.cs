namespace Altitude.Data.Postgres;

/// <summary>Finds the PostgreSQL server programs that are installed on this machine.</summary>
internal static class ServerBinaries
{
    public const string Variable = "ALTITUDE_PG_BIN";

    /// <summary>The oldest server that the schema is written for.</summary>
    public const int OldestVersion = 15;

    private const string DebianFolder = "/usr/lib/postgresql";

    /// <param name="madeBy">The major version that made the data, or null where there is none yet.</param>
    public static string Find(string? madeBy)
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
        {
            return HoldsServer(named)
                ? named
                : throw new ClusterUnavailableException($"{Variable} is {named}, but initdb and postgres are not both in that folder.");
        }
        if (madeBy is not null && Path.Combine(DebianFolder, madeBy, "bin") is var same && HoldsServer(same))
        {
            return same;
        }
        if (madeBy is not null && Installed().Any())
        {
            throw new ClusterUnavailableException(
                $"The data was made by PostgreSQL {madeBy}, which is no longer installed. Install it (apt-get install postgresql-{madeBy}), "
                    + "or begin again with ./eng/run.sh --fresh."
            );
        }
        return Installed().FirstOrDefault() ?? OnPath() ?? throw new ClusterUnavailableException(Missing);
    }

    private const string Missing =
        "No PostgreSQL server programs (version 15 or newer) were found. Install them: "
        + "'apt-get install postgresql' on Debian and Ubuntu, 'dnf install postgresql-server' on Fedora; "
        + $"or set {Variable} to the folder that holds initdb and postgres; "
        + "or set ConnectionStrings__Altitude to use a server that is already running.";

    private static IEnumerable<string> Installed() =>
        Directory.Exists(DebianFolder)
            ? Directory
                .GetDirectories(DebianFolder)
                .Select(d => (Folder: Path.Combine(d, "bin"), Version: int.TryParse(Path.GetFileName(d), out var v) ? v : 0))
                .Where(d => d.Version >= OldestVersion && HoldsServer(d.Folder))
                .OrderByDescending(d => d.Version)
                .Select(d => d.Folder)
            : [];

    // Systems other than Debian put the server programs where every other program is.
    private static string? OnPath() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault(HoldsServer);

    private static bool HoldsServer(string folder) => File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "postgres"));
}
