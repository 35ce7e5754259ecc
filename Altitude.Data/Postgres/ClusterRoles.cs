namespace Altitude.Data.Postgres;

/// <summary>The names of the roles and of the database in a private cluster.</summary>
public static class ClusterRoles
{
    public const string Superuser = "postgres";
    public const string Owner = "altitude_owner";
    public const string App = "altitude_app";
    public const string Background = "altitude_background";
    public const string Database = "altitude";

    internal static IReadOnlyList<string> All { get; } = [Superuser, Owner, App, Background];

    internal static string NameOf(ClusterUser user) =>
        user switch
        {
            ClusterUser.Superuser => Superuser,
            ClusterUser.Owner => Owner,
            ClusterUser.App => App,
            ClusterUser.Background => Background,
            _ => throw new ArgumentOutOfRangeException(nameof(user)),
        };
}
