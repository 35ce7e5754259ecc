using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Altitude.Data.Postgres;

namespace Altitude.Testing;

/// <summary>The application as a process of its own, so that a test can kill it without a word.</summary>
public sealed class AppProcess : IAsyncDisposable
{
    private readonly DatabaseConnections _database;
    private readonly string _masterKey;
    private readonly IReadOnlyDictionary<string, string> _environment;
    private readonly string _folder = Directory.CreateTempSubdirectory("altitude-proc-").FullName;
    private readonly ConcurrentQueue<string> _log = new();
    private Process? _process;

    private AppProcess(DatabaseConnections database, string masterKey, IReadOnlyDictionary<string, string> environment, int port)
    {
        (_database, _masterKey, _environment) = (database, masterKey, environment);
        Url = new Uri($"http://127.0.0.1:{port}");
    }

    public Uri Url { get; }
    public int ProcessId => _process?.Id ?? 0;

    /// <summary>What it wrote, oldest first.</summary>
    public string Log => string.Join(Environment.NewLine, _log);

    public static async Task<AppProcess> StartAsync(
        DatabaseConnections database,
        string masterKey,
        IReadOnlyDictionary<string, string>? environment = null,
        CancellationToken cancellationToken = default
    )
    {
        var app = new AppProcess(database, masterKey, environment ?? new Dictionary<string, string>(), FreePort());
        await app.StartAgainAsync(cancellationToken);
        return app;
    }

    /// <summary>Runs a verb to its end.</summary>
    /// <returns>Its exit code, and all that it wrote.</returns>
    public static async Task<(int Code, string Said)> RunAsync(
        string verb,
        DatabaseConnections database,
        string masterKey,
        IReadOnlyDictionary<string, string> environment,
        CancellationToken cancellationToken
    )
    {
        await using var app = new AppProcess(database, masterKey, environment, port: 1); // It listens to nobody.
        using var process = app.Begin(verb);
        await process.WaitForExitAsync(cancellationToken);
        return (process.ExitCode, app.Log);
    }

    /// <summary>Starts it on the same address and waits until it is ready.</summary>
    public async Task StartAgainAsync(CancellationToken cancellationToken = default)
    {
        _process = Begin("serve");
        await WaitUntilReadyAsync(cancellationToken);
    }

    private Process Begin(string verb)
    {
        var start = new ProcessStartInfo(
            "dotnet",
            [Path.Combine(AppContext.BaseDirectory, "Altitude.Web.dll"), verb, "--contentRoot", Path.Combine(Repository.Root, "Altitude.Web")]
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _folder,
        };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Demo";
        start.Environment["ASPNETCORE_URLS"] = Url.ToString();
        start.Environment["ConnectionStrings__Altitude"] = _database.App;
        start.Environment["ConnectionStrings__AltitudeOwner"] = _database.Owner;
        start.Environment["ConnectionStrings__AltitudeBackground"] = _database.Background;
        start.Environment["Altitude__MasterKey"] = _masterKey;
        start.Environment["Altitude__DataFolder"] = _folder;
        start.Environment["Live__CatchUpSeconds"] = "1";
        foreach (var (name, value) in _environment)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start.");
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        if (_process is { } process)
        {
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
            _process = null;
        }
    }

    /// <summary>Until /health/ready says so.</summary>
    public async Task WaitUntilReadyAsync(CancellationToken cancellationToken = default)
    {
        using var http = new HttpClient { BaseAddress = Url, Timeout = TimeSpan.FromSeconds(5) };
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (await timer.WaitForNextTickAsync(patience.Token))
        {
            if (_process is { HasExited: true })
            {
                throw new InvalidOperationException($"The application ended at its start:{Environment.NewLine}{Log}");
            }

            try
            {
                using var answer = await http.GetAsync("/health/ready", patience.Token);
                if (answer.StatusCode == HttpStatusCode.OK)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
        }
    }

    public WebVisitor Visit() => new(Url);

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private void Keep(string? line)
    {
        if (line is not null)
        {
            _log.Enqueue(line);
            if (_log.Count > 5_000)
            {
                _log.TryDequeue(out _);
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
