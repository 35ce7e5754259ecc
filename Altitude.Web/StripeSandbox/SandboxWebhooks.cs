using System.Security.Cryptography;
using System.Text;
using System.Threading.Channels;

namespace Altitude.Web.StripeSandbox;

/// <summary>Where events of a key go that was never told so by the API: the demo's own workspaces.</summary>
public interface ISandboxEndpoints
{
    /// <returns>Null: nowhere.</returns>
    Task<(string Url, string Secret)?> FindAsync(string key, CancellationToken cancellationToken);
}

/// <summary>Tells each event over real HTTP, signed, and again, ever later, until it was taken; and lets time pass for sessions and banks.</summary>
public sealed partial class SandboxWebhooks(
    SandboxBooks books,
    SandboxSwitches switches,
    SandboxClock clock,
    TimeProvider pace,
    IEnumerable<ISandboxEndpoints> known,
    ILogger<SandboxWebhooks> logger
) : BackgroundService
{
    private const int MostAttempts = 16;
    private static readonly TimeSpan LongestRetry = TimeSpan.FromMinutes(1);

    private readonly Channel<SandboxEvent> _due = Channel.CreateUnbounded<SandboxEvent>();
    private readonly List<SandboxEvent> _held = [];
    private readonly SemaphoreSlim _lines = new(16);

    // Each on a connection of the pool; a redirect is not an answer that Stripe would follow.
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = TimeSpan.FromSeconds(20) };

    /// <summary>How many events wait to be let go.</summary>
    public int Held
    {
        get
        {
            lock (_held)
            {
                return _held.Count;
            }
        }
    }

    /// <summary>Lets go what was held, in an order that the seed decides.</summary>
    public void Release(int seed)
    {
        SandboxEvent[] released;
        lock (_held)
        {
            released = [.. _held];
            _held.Clear();
        }

        new Random(seed).Shuffle(released);
        switches.Holds = false;
        foreach (var held in released)
        {
            Send(held);
        }
    }

    public override void Dispose()
    {
        _http.Dispose();
        _lines.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        books.Happened += Take;
        try
        {
            await Task.WhenAll(SendAllAsync(stoppingToken), LiveAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // The program ends.
        }
        finally
        {
            books.Happened -= Take;
            books.Save();
        }
    }

    private void Take(SandboxEvent happened)
    {
        if (switches.Loses)
        {
            return;
        }

        if (switches.Holds)
        {
            lock (_held)
            {
                _held.Add(happened);
            }

            return;
        }

        Send(happened);
    }

    private void Send(SandboxEvent happened)
    {
        for (var copy = 0; copy < switches.Copies; copy++)
        {
            _due.Writer.TryWrite(happened);
        }
    }

    private async Task SendAllAsync(CancellationToken stoppingToken)
    {
        await foreach (var happened in _due.Reader.ReadAllAsync(stoppingToken))
        {
            _ = DeliverAsync(happened, stoppingToken); // Each by itself: one that is not taken must not hold up the others.
        }
    }

    private async Task DeliverAsync(SandboxEvent happened, CancellationToken stoppingToken)
    {
        try
        {
            await Task.Delay(switches.Delay, pace, stoppingToken);
            var wait = switches.FirstRetry;
            for (var attempt = 1; attempt <= MostAttempts; attempt++)
            {
                if (await TryAsync(happened, stoppingToken))
                {
                    return;
                }

                await Task.Delay(wait, pace, stoppingToken);
                wait = wait * 2 < LongestRetry ? wait * 2 : LongestRetry;
            }

            LogLost(happened.Id);
        }
        catch (OperationCanceledException)
        {
            // The program ends.
        }
        catch (ObjectDisposedException)
        {
            // As above.
        }
    }

    private async Task<bool> TryAsync(SandboxEvent happened, CancellationToken stoppingToken)
    {
        await _lines.WaitAsync(stoppingToken);
        try
        {
            var endpoints = books.EndpointsOf(happened.Key).ToList();
            foreach (var way in known)
            {
                if (await way.FindAsync(happened.Key, stoppingToken) is { } found)
                {
                    endpoints.Add(found);
                }
            }

            var isTaken = true;
            foreach (var (url, secret) in endpoints)
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, url)
                {
                    Content = new StringContent(happened.Body, Encoding.UTF8, "application/json"),
                };
                request.Headers.TryAddWithoutValidation("Stripe-Signature", Signature(happened.Body, switches.SignsWrongly ? "whsec_other" : secret));
                using var answer = await _http.SendAsync(request, stoppingToken);
                isTaken &= answer.IsSuccessStatusCode;
            }

            return isTaken;
        }
        catch (Exception lost) when (lost is HttpRequestException or TaskCanceledException && !stoppingToken.IsCancellationRequested)
        {
            return false;
        }
        finally
        {
            _lines.Release();
        }
    }

    /// <summary>Stripe's scheme: HMAC-SHA256 of time and body, "t=…,v1=…".</summary>
    private string Signature(string body, string secret)
    {
        var time = pace.GetUtcNow().ToUnixTimeSeconds();
        var hash = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{time}.{body}"));
        return $"t={time},v1={Convert.ToHexStringLower(hash)}";
    }

    /// <summary>Once a second sessions end and banks speak, and what changed is written to the file.</summary>
    private async Task LiveAsync(CancellationToken stoppingToken)
    {
        var saved = books.Changes;
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), pace);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                books.Tick(await clock.NowAsync(stoppingToken));
            }
            catch (System.Data.Common.DbException)
            {
                continue; // No clock at the moment; time passes later.
            }

            if (books.Changes != saved)
            {
                saved = books.Changes;
                books.Save();
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "The sandbox gave up telling event {EventId}.")]
    private partial void LogLost(string eventId);
}
