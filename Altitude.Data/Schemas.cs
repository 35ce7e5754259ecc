namespace Altitude.Data;

/// <summary>Names of the database's schemas.</summary>
public static class Schemas
{
    /// <summary>Everything of a workspace, behind forced row-level security.</summary>
    public const string Tenant = "tenant";

    /// <summary>The few rows outside every workspace.</summary>
    public const string Platform = "platform";

    /// <summary>Functions: the clock, the fence's setting, the append.</summary>
    public const string Functions = "altitude";
    public const string MigrationsTable = "migrations";
}
