using System.Diagnostics;
using Altitude.Data.Postgres;
using Altitude.Testing;
using Npgsql;

namespace Altitude.Data.Tests.Postgres;

/// <summary>The private server: one for a folder, closed to others, and never left behind.</summary>
public sealed class PrivateClusterTests : IAsyncLifetime
{
    private readonly string _folder = Path.Combine(PostgresCluster.Root(), "altitude private " + Guid.NewGuid().ToString("N")[..8]);

    private ClusterOptions Careless => new() { Folder = _folder, Durability = ClusterDurability.ThrowAway };

    private ClusterOptions Careful => new() { Folder = _folder };

    public ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(_folder);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await PrivateCluster.RemoveAsync(_folder, CancellationToken.None);
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Data_port_and_key_stay_between_runs()
    {
        int port;
        string key;
        await using (var first = await PrivateCluster.OpenAsync(Careful, CancellationToken.None))
        {
            (port, key) = (first.Port, first.MasterKey);
            await RunAsync(first.ConnectionString(ClusterUser.Owner), "create table kept (word text)");
            await RunAsync(first.ConnectionString(ClusterUser.Owner), "insert into kept values ('here')");
        }

        await using var second = await PrivateCluster.OpenAsync(Careful, CancellationToken.None);

        Assert.False(second.HasJoined);
        Assert.Equal((port, key), (second.Port, second.MasterKey));
        Assert.Equal("here", await RunAsync(second.ConnectionString(ClusterUser.Owner), "select word from kept"));
        Assert.Equal(32, Convert.FromBase64String(key).Length);
    }

    [Fact]
    public async Task A_password_is_asked_for_and_only_SCRAM_will_do()
    {
        await using var cluster = await PrivateCluster.OpenAsync(Careless, CancellationToken.None);
        var known = cluster.ConnectionString(ClusterUser.Superuser, "postgres");

        foreach (var password in new[] { "", "wrong" })
        {
            var guess = new NpgsqlConnectionStringBuilder(known) { Password = password, Pooling = false }.ConnectionString;
            await Assert.ThrowsAnyAsync<NpgsqlException>(() => RunAsync(guess, "select 1"));
        }

        Assert.Equal("scram-sha-256", await RunAsync(known, "select string_agg(distinct auth_method, ' ') from pg_hba_file_rules"));
        Assert.Equal(true, await RunAsync(known, "select bool_and(rolpassword like 'SCRAM-SHA-256$%') from pg_authid where rolcanlogin"));
        Assert.Equal("127.0.0.1", await RunAsync(known, "show listen_addresses"));
        Assert.Equal("", await RunAsync(known, "show unix_socket_directories"));
    }

    [Fact]
    public async Task The_owner_may_make_roles_and_nothing_more()
    {
        await using var cluster = await PrivateCluster.OpenAsync(Careless, CancellationToken.None);
        var owner = cluster.ConnectionString(ClusterUser.Owner);

        Assert.Equal(
            "createrole",
            await RunAsync(
                owner,
                """
                select concat_ws(' ', case when rolsuper then 'super' end, case when rolbypassrls then 'bypassrls' end, case when rolcreatedb then 'createdb' end,
                  case when rolreplication then 'replication' end, case when rolcreaterole then 'createrole' end)
                from pg_roles where rolname = current_user
                """
            )
        );
        await RunAsync(owner, "create role altitude_app login password 'x'");
        Assert.Equal("altitude_owner", await RunAsync(owner, "select pg_get_userbyid(datdba) from pg_database where datname = current_database()"));
        Assert.Equal("UTF8", await RunAsync(owner, "select pg_encoding_to_char(encoding) from pg_database where datname = current_database()"));
        Assert.Equal("Äpfel", await RunAsync(owner, "select min(w collate \"de-x-icu\") from (values ('Birne'), ('Äpfel')) v (w)"));
    }

    [Fact]
    public async Task Secrets_are_closed_to_others()
    {
        await using var cluster = await PrivateCluster.OpenAsync(Careless, CancellationToken.None);

        foreach (var name in new[] { "passwords.json", "master-key" })
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_folder, ".altitude", name)));
        }
        Assert.Equal(
            Path.GetDirectoryName(cluster.DataDirectory),
            (await File.ReadAllTextAsync(Path.Combine(_folder, ".altitude", "cluster"))).Trim()
        );
    }

    [Fact]
    public async Task A_second_program_joins_and_the_server_ends_with_the_last()
    {
        var first = await PrivateCluster.OpenAsync(Careless, CancellationToken.None);
        var second = await PrivateCluster.OpenAsync(Careless, CancellationToken.None);
        var server = ServerOf(second);

        await first.DisposeAsync();

        Assert.False(first.HasJoined);
        Assert.True(second.HasJoined);
        Assert.Equal(1, await RunAsync(second.ConnectionString(ClusterUser.Owner), "select 1"));
        await second.DisposeAsync();
        Assert.False(IsRunning(server));
    }

    [Theory]
    [InlineData(ClusterDurability.ThrowAway)]
    [InlineData(ClusterDurability.Full)]
    [Trait("Category", "Fault")]
    public async Task A_killed_program_leaves_no_server_and_the_next_starts_at_once(ClusterDurability durability)
    {
        using var holder = await HoldAsync(durability);
        await using (var joined = await PrivateCluster.OpenAsync(Careless with { Durability = durability }, CancellationToken.None))
        {
            await RunAsync(joined.ConnectionString(ClusterUser.Owner), "create table kept (word text)");
            await RunAsync(joined.ConnectionString(ClusterUser.Owner), "insert into kept values ('here')");
        }
        var server = ServerOf(_folder);
        Assert.True(IsRunning(server));

        holder.Kill();
        await holder.WaitForExitAsync();

        // No wait between: the old server is still going down.
        await using var next = await PrivateCluster.OpenAsync(Careless with { Durability = durability }, CancellationToken.None);
        Assert.Equal(next.HasJoined, IsRunning(server)); // Who comes before its watchdog has noticed keeps it up; else it has ended.
        Assert.Equal("here", await RunAsync(next.ConnectionString(ClusterUser.Owner), "select word from kept"));
    }

    [Fact]
    [Trait("Category", "Fault")]
    public async Task The_server_outlives_the_program_that_started_it_while_another_uses_it()
    {
        using var holder = await HoldAsync(ClusterDurability.ThrowAway);
        await using var joined = await PrivateCluster.OpenAsync(Careless, CancellationToken.None);
        var server = ServerOf(joined);

        holder.Kill();
        await holder.WaitForExitAsync();

        Assert.True(joined.HasJoined);
        Assert.Equal(1, await RunAsync(joined.ConnectionString(ClusterUser.Owner), "select 1"));
        Assert.Equal(server, ServerOf(joined));
        var refusal = await Assert.ThrowsAsync<ClusterUnavailableException>(() => PrivateCluster.RemoveAsync(_folder, CancellationToken.None));
        Assert.Contains("in use", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Category", "Fault")]
    public async Task A_killed_server_comes_back_by_itself()
    {
        await using var cluster = await PrivateCluster.OpenAsync(Careful, CancellationToken.None);
        await RunAsync(cluster.ConnectionString(ClusterUser.Owner), "create table kept (word text)");
        await RunAsync(cluster.ConnectionString(ClusterUser.Owner), "insert into kept values ('here')");
        var killed = ServerOf(cluster);

        await cluster.KillServerAsync(CancellationToken.None);

        Assert.Equal("here", await UntilAnsweredAsync(cluster.ConnectionString(ClusterUser.Owner), "select word from kept"));
        Assert.NotEqual(killed, ServerOf(cluster));
    }

    [Fact]
    [Trait("Category", "Fault")]
    public async Task A_server_without_its_watchdog_is_ended_and_started_anew()
    {
        using var holder = await HoldAsync(ClusterDurability.Full);
        var orphan = ServerOf(_folder);
        Kill(int.Parse(await File.ReadAllTextAsync(Path.Combine(PlaceOf(_folder), "watchdog.pid"))));
        Kill(ParentOf(orphan));
        holder.Kill();
        await holder.WaitForExitAsync();
        Assert.True(IsRunning(orphan));

        await using var next = await PrivateCluster.OpenAsync(Careful, CancellationToken.None);

        Assert.False(next.HasJoined);
        Assert.False(IsRunning(orphan));
        Assert.Equal(1, await RunAsync(next.ConnectionString(ClusterUser.Owner), "select 1"));
    }

    [Fact]
    public async Task A_number_that_another_program_now_has_does_not_stop_the_start()
    {
        await using (var first = await PrivateCluster.OpenAsync(Careless, CancellationToken.None)) { }
        await File.WriteAllTextAsync(
            Path.Combine(PlaceOf(_folder), "data", "postmaster.pid"),
            $"{Environment.ProcessId}\n{PlaceOf(_folder)}/data\n1\n1\n\n127.0.0.1\n1 1\nready\n"
        );

        await using var second = await PrivateCluster.OpenAsync(Careless, CancellationToken.None);

        Assert.False(second.HasJoined);
    }

    [Fact]
    public async Task A_port_that_was_taken_meanwhile_is_exchanged()
    {
        int port;
        await using (var first = await PrivateCluster.OpenAsync(Careless, CancellationToken.None))
        {
            port = first.Port;
        }
        using var foreign = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, port);
        foreign.Start();

        await using var second = await PrivateCluster.OpenAsync(Careless, CancellationToken.None);

        Assert.NotEqual(port, second.Port);
        Assert.Equal(1, await RunAsync(second.ConnectionString(ClusterUser.Owner), "select 1"));
    }

    [Fact]
    public async Task What_an_interrupted_start_left_is_made_anew()
    {
        await using (var first = await PrivateCluster.OpenAsync(Careless, CancellationToken.None)) { }
        var place = PlaceOf(_folder);
        Directory.Move(Path.Combine(place, "data"), Path.Combine(place, "data.new"));

        await using var second = await PrivateCluster.OpenAsync(Careless, CancellationToken.None);

        Assert.Equal(1, await RunAsync(second.ConnectionString(ClusterUser.Owner), "select 1"));
        Assert.False(Directory.Exists(Path.Combine(place, "data.new")));
    }

    [Fact]
    public async Task A_folder_that_the_server_cannot_reach_keeps_its_data_elsewhere()
    {
        var isOtherUsers =
            Environment.IsPrivilegedProcess && (await File.ReadAllTextAsync("/etc/passwd")).Contains("\npostgres:", StringComparison.Ordinal);
        Assert.SkipUnless(isOtherUsers, "only root's server runs as another user");
        File.SetUnixFileMode(_folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        string place;
        await using (var cluster = await PrivateCluster.OpenAsync(Careless, CancellationToken.None))
        {
            place = PlaceOf(_folder);
            Assert.Equal(1, await RunAsync(cluster.ConnectionString(ClusterUser.Owner), "select 1"));
            Assert.NotEqual("0", await OwnerOfAsync(cluster.DataDirectory));
        }

        await PrivateCluster.RemoveAsync(_folder, CancellationToken.None);

        Assert.StartsWith("/var/lib/altitude/", place, StringComparison.Ordinal);
        Assert.False(Directory.Exists(place));
        Assert.False(Directory.Exists(Path.Combine(_folder, ".altitude")));
    }

    private static async Task<object?> RunAsync(string connectionString, string sql)
    {
        await using var source = NpgsqlDataSource.Create(connectionString + ";Pooling=false");
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }

    private static async Task<object?> UntilAnsweredAsync(string connectionString, string sql)
    {
        for (var watch = Stopwatch.StartNew(); ; )
        {
            try
            {
                return await RunAsync(connectionString, sql);
            }
            catch (NpgsqlException) when (watch.Elapsed < TimeSpan.FromSeconds(10))
            {
                // Not back yet.
            }
        }
    }

    private async Task<Process> HoldAsync(ClusterDurability durability)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(ClusterHolder).Assembly.Location, _folder, durability.ToString()])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        var holder = Process.Start(start)!;
        Assert.StartsWith("started ", await holder.StandardOutput.ReadLineAsync(), StringComparison.Ordinal);
        return holder;
    }

    private static string PlaceOf(string folder) => File.ReadAllText(Path.Combine(folder, ".altitude", "cluster")).Trim();

    private static int ServerOf(PrivateCluster cluster) => int.Parse(File.ReadLines(Path.Combine(cluster.DataDirectory, "postmaster.pid")).First());

    private static int ServerOf(string folder) => int.Parse(File.ReadLines(Path.Combine(PlaceOf(folder), "data", "postmaster.pid")).First());

    private static int ParentOf(int process) =>
        int.Parse(File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith("PPid:", StringComparison.Ordinal))[5..]);

    private static bool IsRunning(int process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/cmdline").Length > 0;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static void Kill(int process)
    {
        using var it = Process.GetProcessById(process);
        it.Kill();
    }

    private static async Task<string> OwnerOfAsync(string path)
    {
        using var stat = Process.Start(new ProcessStartInfo("stat", ["-c", "%u", path]) { RedirectStandardOutput = true })!;
        return (await stat.StandardOutput.ReadToEndAsync()).Trim();
    }
}
