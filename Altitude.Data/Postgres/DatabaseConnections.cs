namespace Altitude.Data.Postgres;

/// <summary>The connection strings of one database, one for each role that opens it.</summary>
/// <param name="Superuser">For making databases and for tests; no verb of the program uses it.</param>
/// <param name="Owner">Owns the schema; for <c>migrate</c>, <c>demo</c> and <c>generate</c>.</param>
/// <param name="App">What the web application opens: neither owns nor bypasses anything.</param>
/// <param name="Background">Owns nothing but Hangfire's rows.</param>
public sealed record DatabaseConnections(string Superuser, string Owner, string App, string Background);

/// <summary>The four roles of a private cluster.</summary>
public enum ClusterUser
{
    Superuser,
    Owner,
    App,
    Background,
}
