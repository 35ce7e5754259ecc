using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Altitude.Data.Postgres;

/// <summary>The folder <c>.altitude/</c>: passwords, master key, port, and the place where the data stands.</summary>
internal sealed class ClusterFolder
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode PrivateFolder = Private | UnixFileMode.UserExecute;

    // Another account passes through to its data; it can list nothing, and the secrets are closed to it.
    private const UnixFileMode Passage = PrivateFolder | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
    private const string FarRoot = "/var/lib/altitude";

    // EWOULDBLOCK, Linux: what a file that another process has locked answers.
    private const int WouldBlock = 11;
    private const string NotHere = "The private PostgreSQL needs Linux. Use 'docker compose up', or set ConnectionStrings__Altitude.";

    public ClusterFolder(string folder)
    {
        Folder = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(folder));
        Path = System.IO.Path.Combine(Folder, ".altitude");
    }

    public string Folder { get; }

    public string Path { get; }

    private string NearPlace => In("postgres");

    // Where the server's account cannot reach the folder, say a clone below root's home.
    private string FarPlace => System.IO.Path.Combine(FarRoot, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Folder)))[..16]);

    /// <summary>Both places where data may stand, for removal.</summary>
    public IEnumerable<string> Places => [NearPlace, FarPlace];

    /// <summary>Lets one process at a time start, join or remove the cluster; the kernel frees it however that process ends.</summary>
    public async Task<IDisposable> EnterAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (!Directory.Exists(Path))
            {
                MakeDirectory(Path, Environment.IsPrivilegedProcess ? Passage : PrivateFolder);
            }
        }
        catch (UnauthorizedAccessException e)
        {
            throw Foreign(e);
        }
        for (var waited = TimeSpan.Zero; ; waited += Pace)
        {
            if (TryLock(In("lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None) is { } gate)
            {
                return gate;
            }
            if (waited > TimeSpan.FromSeconds(120))
            {
                throw new ClusterUnavailableException(
                    $"Another process has been starting or ending the private PostgreSQL of {Folder} for two minutes."
                );
            }
            await Task.Delay(Pace, cancellationToken);
        }
    }

    /// <summary>How often files and processes are looked at while waiting for them; nothing tells us of their change.</summary>
    public static TimeSpan Pace { get; } = TimeSpan.FromMilliseconds(10);

    /// <summary>Null where somebody else holds a lock that excludes this one.</summary>
    public FileStream? TryLock(string file, FileMode mode, FileAccess access, FileShare share)
    {
        try
        {
            return new FileStream(file, mode, access, share, bufferSize: 0);
        }
        catch (UnauthorizedAccessException e)
        {
            throw Foreign(e);
        }
        catch (IOException e) when (e.HResult == WouldBlock)
        {
            return null;
        }
    }

    /// <summary>The folder in which the data stands; made, given to the account, and named in <c>.altitude/cluster</c>.</summary>
    public async Task<string> PlaceAsync(ServerAccount account, CancellationToken cancellationToken)
    {
        var place = NearPlace;
        if (account.IsAnotherUser && !await account.CanReachAsync(Path, cancellationToken))
        {
            place = FarPlace;
        }
        if (!Directory.Exists(place))
        {
            if (place == FarPlace)
            {
                MakeDirectory(FarRoot, Passage);
            }
            MakeDirectory(place, PrivateFolder);
            await account.GiveAsync(place, cancellationToken);
        }
        await WriteAsync("cluster", place + "\n", cancellationToken);
        return place;
    }

    /// <summary>The passwords by role; made when there are none, and then <c>IsNew</c>.</summary>
    public async Task<(IReadOnlyDictionary<string, string> Passwords, string MasterKey, bool IsNew)> SecretsAsync(CancellationToken cancellationToken)
    {
        try
        {
            var isNew = !File.Exists(In("passwords.json"));
            if (isNew)
            {
                var made = ClusterRoles.All.ToDictionary(role => role, _ => RandomNumberGenerator.GetHexString(40, lowercase: true));
                await WriteAsync("passwords.json", JsonSerializer.Serialize(made) + "\n", cancellationToken);
            }
            if (!File.Exists(In("master-key")))
            {
                await WriteAsync("master-key", Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)) + "\n", cancellationToken);
            }
            var passwords = JsonSerializer.Deserialize<Dictionary<string, string>>(
                await File.ReadAllTextAsync(In("passwords.json"), cancellationToken)
            )!;
            return (passwords, (await File.ReadAllTextAsync(In("master-key"), cancellationToken)).Trim(), isNew);
        }
        catch (UnauthorizedAccessException e)
        {
            throw Foreign(e);
        }
    }

    /// <summary>A free port: the one of the last run where nobody has taken it since.</summary>
    public async Task<int> PortAsync(CancellationToken cancellationToken)
    {
        if (
            File.Exists(In("port"))
            && int.TryParse(await File.ReadAllTextAsync(In("port"), cancellationToken), CultureInfo.InvariantCulture, out var last)
            && IsFree(last)
        )
        {
            return last;
        }
        int port;
        do
        {
            // Below the range from which systems pick ports for outgoing connections.
            port = RandomNumberGenerator.GetInt32(20_000, 30_000);
        } while (!IsFree(port));
        await WriteAsync("port", port.ToString(CultureInfo.InvariantCulture) + "\n", cancellationToken);
        return port;
    }

    public void ForgetPort() => File.Delete(In("port"));

    private string In(string name) => System.IO.Path.Combine(Path, name);

    // Written beside and moved into place, so that a process that dies meanwhile leaves no half file.
    private async Task WriteAsync(string name, string text, CancellationToken cancellationToken)
    {
        var half = In(name + ".new");
        File.Delete(half);
        await using (var file = Create(half, Private))
        {
            await file.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken);
        }
        File.Move(half, In(name), overwrite: true);
    }

    private static void MakeDirectory(string path, UnixFileMode mode)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new ClusterUnavailableException(NotHere);
        }
        Directory.CreateDirectory(path);
        // Set afterwards, because the process's mask takes away from what is asked for at the creation.
        File.SetUnixFileMode(path, mode);
    }

    private static FileStream Create(string path, UnixFileMode mode)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new ClusterUnavailableException(NotHere);
        }
        return new(
            path,
            new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = mode,
            }
        );
    }

    private ClusterUnavailableException Foreign(Exception inner) =>
        new($"{Path} belongs to another user. Start the program as that user, or begin again as that user with ./eng/run.sh --fresh.", inner);

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
