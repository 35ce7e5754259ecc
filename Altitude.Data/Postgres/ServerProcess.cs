using System.Diagnostics;
using System.Globalization;

namespace Altitude.Data.Postgres;

/// <summary>The postgres process of one data folder and the watchdog that ends it with its last user.</summary>
internal sealed class ServerProcess(string place, ServerAccount account, ClusterFolder folder)
{
    // The watchdog waits for an exclusive lock on the file that every process using the cluster holds shared: the kernel grants it when the
    // last of them has ended, however it ended. Until postgres is gone it keeps the lock, so that nobody joins a server that is going down.
    // A postgres that dies by itself is started again, once it has been up ('up' exists) and where $restart says so.
    private const string Watchdog = """
        signal=$1 restart=$2; shift 2
        exec </dev/null >server.log 2>&1
        echo $$ >watchdog.pid
        keep() {
          p= stop= left=500
          trap 'stop=1; [ -z "$p" ] || kill -$signal $p' TERM
          while :; do
            "$@" & p=$!
            [ -z "$stop" ] || kill -$signal $p
            while wait $p; code=$?; kill -0 $p 2>/dev/null; do :; done
            left=$((left - 1))
            [ -z "$stop" ] && [ $code -ne 0 ] && [ $restart = yes ] && [ -e up ] && [ $left -gt 0 ] || break
            sleep 0.2
          done
          [ -n "$stop" ] || kill $$
        }
        keep "$@" & keeper=$!
        exec 9<users
        flock -x 9 & waiting=$!
        trap 'kill $waiting 2>/dev/null; exit 1' TERM
        wait $waiting
        trap '' TERM
        rm -f up
        kill -TERM $keeper
        # Again each second: a signal that meets postgres before it can hear is lost.
        (n=0; while [ $n -lt 60 ] && sleep 1 && kill -TERM $keeper; do n=$((n + 1)); done) 9<&- >/dev/null 2>&1 & again=$!
        wait $keeper
        kill -KILL $again
        rm -f watchdog.pid
        """;

    private FileStream? _use;
    private Process? _watchdog;

    public string Data => Path.Combine(place, "data");

    private string PostmasterFile => Path.Combine(Data, "postmaster.pid");

    private string Users => Path.Combine(place, "users");

    private string Up => Path.Combine(place, "up");

    /// <summary>Counts this process among the users; waits while a server that is going down has not ended.</summary>
    public async Task EnrolAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(Users))
        {
            await File.WriteAllTextAsync(Users, "", cancellationToken);
            await account.GiveAsync(Users, cancellationToken);
        }
        await WaitAsync(
            () => (_use = folder.TryLock(Users, FileMode.Open, FileAccess.Read, FileShare.Read)) is not null,
            TimeSpan.FromSeconds(90),
            "The private PostgreSQL is going down and has not ended",
            cancellationToken
        );
    }

    /// <summary>Whether a live watchdog keeps a server here; then it is waited for. What has lost its watchdog is ended.</summary>
    public async Task<bool> JoinAsync(CancellationToken cancellationToken)
    {
        var isKept = false;
        await WaitAsync(
            () => !(isKept = IsKept()) || ReadyPort() is not null,
            TimeSpan.FromSeconds(60),
            "The private PostgreSQL that is running already is not ready",
            cancellationToken
        );
        if (!isKept)
        {
            await EndOrphanAsync(cancellationToken);
        }
        return isKept;
    }

    /// <summary>Starts the server and its watchdog; false where somebody took the port meanwhile.</summary>
    public async Task<bool> LaunchAsync(
        string postgres,
        ClusterDurability durability,
        IEnumerable<string> arguments,
        CancellationToken cancellationToken
    )
    {
        File.Delete(Up);
        var isThrowAway = durability == ClusterDurability.ThrowAway;
        string[] command =
        [
            "sh",
            "-c",
            Watchdog,
            "altitude-postgres",
            isThrowAway ? "QUIT" : "INT",
            isThrowAway ? "no" : "yes",
            postgres,
            "-D",
            Data,
            .. arguments,
        ];
        _watchdog = account.Start(place, isSession: true, command);
        _watchdog.StandardInput.Close();
        var complaint = _watchdog.StandardError.ReadToEndAsync(cancellationToken);
        await WaitAsync(() => _watchdog.HasExited || ReadyPort() is not null, TimeSpan.FromSeconds(90), "postgres is not ready", cancellationToken);
        if (!_watchdog.HasExited)
        {
            await File.WriteAllTextAsync(Up, "", cancellationToken);
            return true;
        }
        var log = await complaint + await LogAsync(cancellationToken);
        return log.Contains("Address already in use", StringComparison.Ordinal)
            ? false
            : throw new ClusterUnavailableException("postgres ended at its start:\n" + log.Trim());
    }

    /// <summary>The port on which the live server takes connections; null: it does not.</summary>
    public int? ReadyPort()
    {
        try
        {
            // Line 1 is the process, line 4 the port, line 8 says "ready" as soon as connections are taken.
            var lines = File.ReadAllLines(PostmasterFile);
            return lines.Length >= 8 && lines[7].Trim() == "ready" && IsOurs(lines[0], Data)
                ? int.Parse(lines[3], CultureInfo.InvariantCulture)
                : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Gives up the use; where it was the last one, waits until the server has ended.</summary>
    public async Task LeaveAsync()
    {
        if (_use is null)
        {
            return;
        }
        await _use.DisposeAsync();
        _use = null;
        if (!IsUsed())
        {
            await WaitAsync(() => !IsKept() && Postmaster() is null, TimeSpan.FromSeconds(90), "postgres has not ended", CancellationToken.None);
        }
        _watchdog?.Dispose();
        _watchdog = null;
    }

    /// <summary>Whether another process has enrolled.</summary>
    public bool IsUsed()
    {
        if (!File.Exists(Users))
        {
            return false;
        }
        using (var alone = folder.TryLock(Users, FileMode.Open, FileAccess.Read, FileShare.None))
        {
            if (alone is not null)
            {
                return false;
            }
        }
        // Either others hold it shared, and so can we, or the watchdog holds it because nobody is left.
        using var shared = folder.TryLock(Users, FileMode.Open, FileAccess.Read, FileShare.Read);
        return shared is not null;
    }

    /// <summary>Ends the server as a crash would.</summary>
    public async Task KillAsync(CancellationToken cancellationToken)
    {
        if (Postmaster() is not { } pid)
        {
            return;
        }
        // The back ends end by themselves when they notice; a new server is refused until the last has let go of the shared memory.
        var all = Children(pid).Append(pid).ToList();
        foreach (var one in all)
        {
            Signal("KILL", one);
        }
        await WaitAsync(() => all.All(one => !IsAlive(one)), TimeSpan.FromSeconds(30), "the killed postgres has not ended", cancellationToken);
    }

    /// <summary>Ends what runs on the data without a watchdog, and clears what it left.</summary>
    public async Task EndOrphanAsync(CancellationToken cancellationToken)
    {
        if (Postmaster() is { } pid)
        {
            Signal("INT", pid);
            await WaitAsync(() => !IsAlive(pid), TimeSpan.FromSeconds(60), "A postgres that lost its program has not ended", cancellationToken);
        }
        // A number that has since been given to another program would make postgres believe that it is still running.
        if (File.Exists(PostmasterFile))
        {
            File.Delete(PostmasterFile);
        }
    }

    private bool IsKept()
    {
        try
        {
            return IsOurs(File.ReadAllText(Path.Combine(place, "watchdog.pid")), "altitude-postgres");
        }
        catch (IOException)
        {
            return false;
        }
    }

    private int? Postmaster()
    {
        try
        {
            var first = File.ReadLines(PostmasterFile).FirstOrDefault() ?? "";
            return IsOurs(first, Data) ? int.Parse(first, CultureInfo.InvariantCulture) : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    private bool IsOurs(string pid, string word)
    {
        try
        {
            // Empty for a process that has ended and was not yet collected.
            var words = File.ReadAllText($"/proc/{int.Parse(pid, CultureInfo.InvariantCulture)}/cmdline").Split('\0');
            return words.Contains(word) && words.Contains(Data);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            return false;
        }
    }

    private static bool IsAlive(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cmdline").Length > 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static IEnumerable<int> Children(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/task/{pid}/children")
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(child => int.Parse(child, CultureInfo.InvariantCulture));
        }
        catch (IOException)
        {
            return [];
        }
    }

    private static void Signal(string name, int pid)
    {
        using var kill = Process.Start(
            new ProcessStartInfo("kill", [$"-{name}", pid.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardError = true }
        )!;
        kill.WaitForExit();
    }

    private async Task<string> LogAsync(CancellationToken cancellationToken)
    {
        var log = Path.Combine(place, "server.log");
        return File.Exists(log) ? await File.ReadAllTextAsync(log, cancellationToken) : "";
    }

    private async Task WaitAsync(Func<bool> isSo, TimeSpan limit, string otherwise, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        while (!isSo())
        {
            if (watch.Elapsed > limit)
            {
                throw new ClusterUnavailableException(
                    $"{otherwise} after {limit.TotalSeconds:0} seconds ({place}).\n{(await LogAsync(cancellationToken)).Trim()}"
                );
            }
            await Task.Delay(ClusterFolder.Pace, cancellationToken);
        }
    }
}
