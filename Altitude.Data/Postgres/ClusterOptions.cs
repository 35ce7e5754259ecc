namespace Altitude.Data.Postgres;

/// <summary>What a private cluster may lose.</summary>
public enum ClusterDurability
{
    /// <summary>PostgreSQL's own defaults, with data checksums: nothing that was committed is lost.</summary>
    Full,

    /// <summary>
    /// For throw-away test clusters: nothing is forced to the disk. A commit still survives a killed server process, because it has
    /// reached the operating system; it does not survive a power cut.
    /// </summary>
    ThrowAway,
}

/// <summary>Where a private cluster lives and how careful it is.</summary>
public sealed record ClusterOptions
{
    /// <summary>The folder beside which everything of the cluster is kept, in <c>.altitude/</c>.</summary>
    public required string Folder { get; init; }

    public ClusterDurability Durability { get; init; } = ClusterDurability.Full;

    public int MaxConnections { get; init; } = 200;

    /// <summary>The folder of initdb and postgres; null: <c>ALTITUDE_PG_BIN</c>, else the newest that is installed.</summary>
    public string? BinDirectory { get; init; }
}
