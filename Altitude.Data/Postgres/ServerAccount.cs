using System.Diagnostics;

namespace Altitude.Data.Postgres;

/// <summary>The operating system's account that the server runs as: PostgreSQL refuses to run as root.</summary>
internal sealed class ServerAccount
{
    private const string User = "postgres";
    private readonly string[] _prefix;

    private ServerAccount(bool isAnotherUser, string[] prefix) => (IsAnotherUser, _prefix) = (isAnotherUser, prefix);

    /// <summary>Whether files must be given to that account and the way to them must be open to it.</summary>
    public bool IsAnotherUser { get; }

    public static async Task<ServerAccount> ChooseAsync(CancellationToken cancellationToken)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return new(false, []);
        }
        var other = new ServerAccount(true, ["setpriv", $"--reuid={User}", $"--regid={User}", "--clear-groups", "--"]);
        if (await other.CanRunAsync(cancellationToken))
        {
            return other;
        }
        // Without a user postgres: root's own files, seen from a user namespace in which root is called daemon, a name that every system has.
        var mapped = new ServerAccount(false, ["unshare", "--user", "--map-user=1", "--map-group=1", "--"]);
        return await mapped.CanRunAsync(cancellationToken)
            ? mapped
            : throw new ClusterUnavailableException(
                "PostgreSQL does not run as root, there is no user 'postgres', and user namespaces are not allowed here. "
                    + "Make the user (adduser --system --group postgres) or start as another user."
            );
    }

    /// <summary>Whether the account can go into the folder.</summary>
    public async Task<bool> CanReachAsync(string folder, CancellationToken cancellationToken) =>
        (await RunAsync("/", null, cancellationToken, "sh", "-c", "cd \"$1\"", "sh", folder)).Code == 0;

    public async Task GiveAsync(string path, CancellationToken cancellationToken)
    {
        if (!IsAnotherUser)
        {
            return;
        }
        using var chown = Process.Start(new ProcessStartInfo("chown", ["-R", $"{User}:{User}", path]) { UseShellExecute = false })!;
        await chown.WaitForExitAsync(cancellationToken);
        if (chown.ExitCode != 0)
        {
            throw new ClusterUnavailableException($"{path} could not be given to the user {User}.");
        }
    }

    /// <summary>Runs a command as the account to its end; the output holds both streams.</summary>
    public async Task<(int Code, string Output)> RunAsync(string folder, string? input, CancellationToken cancellationToken, params string[] command)
    {
        using var process = Start(folder, isSession: false, command);
        if (input is not null)
        {
            await process.StandardInput.WriteAsync(input.AsMemory(), cancellationToken);
        }
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return (process.ExitCode, (await error + await output).Trim());
    }

    /// <summary>Starts a command as the account; a session of its own keeps the terminal's Ctrl-C from reaching it before the program is done.</summary>
    public Process Start(string folder, bool isSession, params string[] command)
    {
        string[] all = [.. isSession ? ["setsid"] : Array.Empty<string>(), .. _prefix, .. command];
        var start = new ProcessStartInfo(all[0], all[1..])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            // The caller's directory may be closed to the account.
            WorkingDirectory = folder,
        };
        start.Environment["LC_ALL"] = "C";
        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("PG", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }
        return Process.Start(start)!;
    }

    private async Task<bool> CanRunAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await RunAsync("/", null, cancellationToken, "true")).Code == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
