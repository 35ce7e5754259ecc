using Altitude.Data;
using Altitude.Testing;
using Altitude.Web.Background;
using Altitude.Web.Email;
using Altitude.Web.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Altitude.Web.Tests.Background;

public sealed class BackgroundSchemaTests(MigratedCluster cluster)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Migrating_again_changes_nothing_and_twenty_at_once_end_well()
    {
        await using var database = await cluster.Cluster.CreateDatabaseAsync(Token);
        var (owner, app, background) = (database.Connections.Owner, database.Connections.App, database.Connections.Background);
        var role = new NpgsqlConnectionStringBuilder(background).Username!; // The cluster names every role.

        await Task.WhenAll(
            Enumerable
                .Range(0, 20)
                .Select(_ =>
                    Schema.MigrateAsync(owner, app, background, (connection, token) => BackgroundSchema.InstallAsync(connection, role, token), Token)
                )
        );

        Assert.Null(await BackgroundSchema.MisfitAsync(background, Token));
    }

    [Fact]
    public async Task The_background_role_owns_nothing_and_sees_nothing_of_the_workspaces()
    {
        await using var database = await cluster.Cluster.CreateDatabaseAsync(Token);
        await using var connection = new NpgsqlConnection(database.Connections.Background);
        await connection.OpenAsync(Token);

        foreach (
            var forbidden in new[]
            {
                "select * from tenant.contacts",
                "select * from platform.outbox",
                "drop table hangfire.job",
                "create table hangfire.mine (id int)",
            }
        )
        {
            await using var command = new NpgsqlCommand(forbidden, connection);
            var refused = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync(Token));
            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
        }
    }

    [Fact]
    public async Task Without_its_tables_the_program_does_not_start_and_says_why()
    {
        await using var database = await cluster.Cluster.CreateDatabaseAsync(Token);
        await using (var superuser = NpgsqlDataSource.Create(database.Connections.Superuser))
        await using (var drop = superuser.CreateCommand("drop schema hangfire cascade"))
        {
            await drop.ExecuteNonQueryAsync(Token);
        }

        using var host = Worker(database, "127.0.0.1", "9");
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync(Token));

        Assert.Contains("`migrate`", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Workers_send_what_was_queued_within_seconds_and_two_nodes_send_it_once()
    {
        await using var server = new ScriptedSmtpServer();
        await using var company = await MailingCompany.FoundAsync(cluster, MailingCompany.MailsTo(server));
        using var one = Worker(company.Database, "127.0.0.1", server.Port.ToString(System.Globalization.CultureInfo.InvariantCulture));
        using var two = Worker(company.Database, "127.0.0.1", server.Port.ToString(System.Globalization.CultureInfo.InvariantCulture));
        await Task.WhenAll(one.StartAsync(Token), two.StartAsync(Token));

        await company.SendEstimateAsync();
        one.Services.GetRequiredService<OutboxPump>().WakeAtOnce();
        await Patiently.HoldsAsync(async () => (await company.DeliveriesAsync()).Count(d => d.State == EmailState.Sent) == 2);
        await Patiently.HoldsAsync(async () =>
            await company.SqlAsync<long>("select count(*) from platform.outbox where kind = 'estimate.sent' and done_at is not null") == 1
        );
        await Task.WhenAll(one.StopAsync(Token), two.StopAsync(Token));

        Assert.Equal(2, server.Mails.Count);
        Assert.Equal(2, await company.ReadAsync(db => Task.FromResult(db.Activity.Count(a => a.Kind == "mail.sent"))));
        Assert.DoesNotContain(await company.TablesWithAsync("maria.delgado@example.com"), t => t.StartsWith("hangfire.", StringComparison.Ordinal));
    }

    private static IHost Worker(TestDatabase database, string smtpHost, string smtpPort)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?>
            {
                ["Smtp:Host"] = smtpHost,
                ["Smtp:Port"] = smtpPort,
                ["Smtp:Security"] = "None",
                ["Altitude:PublicUrl"] = "https://portal.example.com",
            }
        );
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(AltitudeApp.DataSource(database.Connections.App));
        builder.Services.AddSingleton<ICommitListener, NobodyListens>();
        builder.Services.AddSingleton<WorkspaceDbFactory>();
        builder.Services.AddSingleton(new PublicAddress("https://portal.example.com"));
        builder.Services.AddEmail(builder.Configuration, builder.Environment);
        builder.Services.AddBackgroundTasks(database.Connections.Background);
        return builder.Build();
    }

    private sealed class NobodyListens : ICommitListener
    {
        public void OnCommitted(Committed committed) { }
    }
}
