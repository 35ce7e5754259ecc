using System.Globalization;
using Npgsql;

namespace Altitude.Data.Postgres;

/// <summary>
/// A PostgreSQL server of our own, made from the programs on this machine, for when nobody has given a connection string: TCP on loopback
/// with SCRAM, data and passwords in <c>.altitude/</c>. Processes on one folder share one server; it ends with the last of them, killed or not.
/// </summary>
public sealed class PrivateCluster : IAsyncDisposable
{
    private readonly ClusterOptions _options;
    private readonly ClusterFolder _folder;
    private readonly ServerAccount _account;
    private readonly ServerProcess _server;
    private readonly string _binaries;
    private readonly IReadOnlyDictionary<string, string> _passwords;

    private PrivateCluster(
        ClusterOptions options,
        ClusterFolder folder,
        ServerAccount account,
        ServerProcess server,
        string binaries,
        (IReadOnlyDictionary<string, string> Passwords, string MasterKey, bool IsNew) secrets
    )
    {
        (_options, _folder, _account, _server, _binaries) = (options, folder, account, server, binaries);
        (_passwords, MasterKey) = (secrets.Passwords, secrets.MasterKey);
    }

    /// <summary>32 random bytes in base64, made once: what wraps the secrets in the database where no other key was configured.</summary>
    public string MasterKey { get; }

    public int Port { get; private set; }

    /// <summary>Whether the server was running already, for another process on the same folder.</summary>
    public bool HasJoined { get; private set; }

    /// <summary>PostgreSQL's data folder.</summary>
    public string DataDirectory => _server.Data;

    /// <summary>Starts the folder's server, or joins the one that runs; makes cluster, owner and an empty database the first time.</summary>
    /// <exception cref="ClusterUnavailableException">With a message for the person who started the program.</exception>
    public static async Task<PrivateCluster> OpenAsync(ClusterOptions options, CancellationToken cancellationToken)
    {
        var folder = new ClusterFolder(options.Folder);
        var account = await ServerAccount.ChooseAsync(cancellationToken);
        using var gate = await folder.EnterAsync(cancellationToken);
        var place = await folder.PlaceAsync(account, cancellationToken);
        var secrets = await folder.SecretsAsync(cancellationToken);
        var server = new ServerProcess(place, account, folder);
        await server.EnrolAsync(cancellationToken);
        try
        {
            var isRunning = await server.JoinAsync(cancellationToken);
            if (!isRunning && secrets.IsNew && Directory.Exists(server.Data))
            {
                // Nobody has the passwords and the master key of this data any more.
                Directory.Move(server.Data, $"{server.Data}-without-passwords-{DateTime.UtcNow:yyyyMMddHHmmss}");
            }
            var binaries = options.BinDirectory ?? ServerBinaries.Find(MadeBy(server.Data));
            var cluster = new PrivateCluster(options, folder, account, server, binaries, secrets) { HasJoined = isRunning };
            if (isRunning)
            {
                cluster.Port =
                    server.ReadyPort()
                    ?? throw new ClusterUnavailableException("The private PostgreSQL ended while it was being joined. Start again.");
            }
            else
            {
                await cluster.MakeDataAsync(place, cancellationToken);
                await cluster.LaunchAsync(cancellationToken);
                await cluster.MakeOwnerAsync(cancellationToken);
            }
            return cluster;
        }
        catch
        {
            await server.LeaveAsync();
            throw;
        }
    }

    /// <summary>Removes the folder's cluster with its passwords, wherever its data stands; refuses while a process uses it.</summary>
    public static async Task RemoveAsync(string folder, CancellationToken cancellationToken)
    {
        var there = new ClusterFolder(folder);
        if (!Directory.Exists(there.Path) && !there.Places.Any(Directory.Exists))
        {
            return;
        }
        var account = await ServerAccount.ChooseAsync(cancellationToken);
        using var gate = await there.EnterAsync(cancellationToken);
        foreach (var place in there.Places.Where(Directory.Exists))
        {
            var server = new ServerProcess(place, account, there);
            if (server.IsUsed())
            {
                throw new ClusterUnavailableException($"The private PostgreSQL of {there.Folder} is in use. Stop the running program first.");
            }
            await server.EnrolAsync(cancellationToken);
            await server.JoinAsync(cancellationToken);
            await server.LeaveAsync();
            Directory.Delete(place, recursive: true);
        }
        Directory.Delete(there.Path, recursive: true);
    }

    /// <summary>The nearest folder above that holds the solution, so that every verb finds the same cluster from wherever it was started; else the start itself.</summary>
    public static string FolderAbove(string start)
    {
        for (var at = new DirectoryInfo(start); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "Altitude.sln")))
            {
                return at.FullName;
            }
        }
        return Path.GetFullPath(start);
    }

    /// <param name="user">Whose connection it is. The roles of app and background exist once <c>migrate</c> has run.</param>
    /// <param name="database">The database; the cluster's own one unless said otherwise.</param>
    public string ConnectionString(ClusterUser user, string database = ClusterRoles.Database)
    {
        var name = ClusterRoles.NameOf(user);
        return new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = Port,
            Database = database,
            Username = name,
            Password = _passwords[name],
            Timeout = 15,
            // Neither can be had on loopback, and looking for them takes time.
            GssEncryptionMode = GssEncryptionMode.Disable,
            SslMode = SslMode.Disable,
        }.ConnectionString;
    }

    public DatabaseConnections Connections(string database = ClusterRoles.Database) =>
        new(
            ConnectionString(ClusterUser.Superuser, database),
            ConnectionString(ClusterUser.Owner, database),
            ConnectionString(ClusterUser.App, database),
            ConnectionString(ClusterUser.Background, database)
        );

    /// <summary>Ends the server process as a crash would. With full durability the watchdog starts it again.</summary>
    public Task KillServerAsync(CancellationToken cancellationToken) => _server.KillAsync(cancellationToken);

    /// <summary>Starts a killed throw-away server again, on the same data and port.</summary>
    public async Task StartAgainAsync(CancellationToken cancellationToken)
    {
        using var gate = await _folder.EnterAsync(cancellationToken);
        await _server.LeaveAsync();
        await _server.EnrolAsync(cancellationToken);
        await _server.JoinAsync(cancellationToken);
        await LaunchAsync(cancellationToken);
    }

    /// <summary>Leaves the cluster; waits for the server's end where no other process uses it.</summary>
    public async ValueTask DisposeAsync()
    {
        using var gate = await _folder.EnterAsync(CancellationToken.None);
        await _server.LeaveAsync();
    }

    private static string? MadeBy(string data)
    {
        // The folder belongs to the server's account; root may look all the same.
        var file = Path.Combine(data, "PG_VERSION");
        return File.Exists(file) ? File.ReadAllText(file).Trim() : null;
    }

    private async Task MakeDataAsync(string place, CancellationToken cancellationToken)
    {
        if (MadeBy(DataDirectory) is not null)
        {
            return;
        }
        // Made beside and moved into place: what an interrupted start leaves is never taken for a cluster.
        const string script = """
            set -e
            umask 077
            initdb=$1; shift
            rm -rf data data.new password
            cat >password
            locale=C
            if locale -a 2>/dev/null | grep -qix 'c.utf-\{0,1\}8'; then locale=C.UTF-8; fi
            "$initdb" -D data.new -U postgres -E UTF8 --locale="$locale" --auth-local=reject --auth-host=scram-sha-256 \
              --pwfile=password --no-instructions "$@" </dev/null
            rm password
            echo 'host all all 127.0.0.1/32 scram-sha-256' >data.new/pg_hba.conf
            mv data.new data
            """;
        var (code, output) = await _account.RunAsync(
            place,
            _passwords[ClusterRoles.Superuser] + "\n",
            cancellationToken,
            "sh",
            "-c",
            script,
            "altitude-initdb",
            Path.Combine(_binaries, "initdb"),
            _options.Durability == ClusterDurability.ThrowAway ? "--no-sync" : "--data-checksums"
        );
        if (code != 0)
        {
            throw new ClusterUnavailableException($"initdb could not make a cluster in {place}:\n{output}");
        }
    }

    private async Task LaunchAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var port = Port > 0 ? Port : await _folder.PortAsync(cancellationToken);
            if (await _server.LaunchAsync(Path.Combine(_binaries, "postgres"), _options.Durability, Arguments(port), cancellationToken))
            {
                Port = port;
                return;
            }
            if (attempt == 5)
            {
                throw new ClusterUnavailableException($"No port could be had for the private PostgreSQL; the last one tried was {port}.");
            }
            _folder.ForgetPort();
        }
    }

    private IEnumerable<string> Arguments(int port)
    {
        string[] settings =
        [
            "listen_addresses=127.0.0.1",
            $"port={port.ToString(CultureInfo.InvariantCulture)}",
            "unix_socket_directories=",
            $"max_connections={_options.MaxConnections.ToString(CultureInfo.InvariantCulture)}",
            "password_encryption=scram-sha-256",
            "timezone=UTC",
            "log_timezone=UTC",
        ];
        string[] careful =
        [
            "logging_collector=on",
            "log_filename=postgresql-%a.log",
            "log_truncate_on_rotation=on",
            "log_rotation_age=1d",
            "log_rotation_size=0",
            "max_wal_size=4GB", // With the usual 1 GB, writing much means a checkpoint every few seconds, and whole pages in the log after each.
        ];
        string[] careless =
        [
            "fsync=off",
            "full_page_writes=off",
            "wal_level=minimal",
            "max_wal_senders=0",
            "checkpoint_timeout=1h",
            "max_wal_size=4GB",
            "autovacuum=off",
        ];
        return settings
            .Concat(_options.Durability == ClusterDurability.ThrowAway ? careless : careful)
            .SelectMany(setting => new[] { "-c", setting });
    }

    // At every start, because an earlier one may have ended between the two. App and background are made by `migrate`, as on any other server.
    private async Task MakeOwnerAsync(CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(ConnectionString(ClusterUser.Superuser, "postgres") + ";Pooling=false");
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using (var hasCollations = new NpgsqlCommand("select exists (select from pg_collation where collname = 'und-x-icu')", connection))
        {
            if (await hasCollations.ExecuteScalarAsync(cancellationToken) is not true)
            {
                throw new ClusterUnavailableException(
                    $"The PostgreSQL in {_binaries} was built without ICU, which sorts names. Install the system's own PostgreSQL."
                );
            }
        }
        await using (var owner = new NpgsqlCommand("select exists (select from pg_roles where rolname = $1)", connection))
        {
            owner.Parameters.AddWithValue(ClusterRoles.Owner);
            if (await owner.ExecuteScalarAsync(cancellationToken) is not true)
            {
                await RunAsync(
                    $"create role {ClusterRoles.Owner} login createrole nosuperuser nobypassrls nocreatedb password '{_passwords[ClusterRoles.Owner]}'"
                );
            }
        }
        await using (var database = new NpgsqlCommand("select exists (select from pg_database where datname = $1)", connection))
        {
            database.Parameters.AddWithValue(ClusterRoles.Database);
            if (await database.ExecuteScalarAsync(cancellationToken) is not true)
            {
                await RunAsync($"create database {ClusterRoles.Database} owner {ClusterRoles.Owner}");
            }
        }

        async Task RunAsync(string sql)
        {
            // Names are constants and passwords hexadecimal; a role's definition takes no parameters.
#pragma warning disable CA2100
            await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}
