using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Altitude.Web.Stripe;

namespace Altitude.Benchmarks.Rows;

/// <summary>Row 14: events of the payment provider that are taken, verified and kept, against a minimal endpoint that checks the same signature and commits one row.</summary>
internal static class WebhookRow
{
    private const int Lines = 16;

    public static async Task<IReadOnlyList<Figures>> RunAsync(Stage stage, Scale scale, CancellationToken cancellationToken)
    {
        var (endpoint, secret) = await stage.DoorAsync(cancellationToken);
        var (limitDoor, door) = (new Uri(stage.Url, "/bench/hook"), new Uri(stage.Url, $"/webhooks/stripe/{endpoint}"));
        var count = scale.IsQuick ? 500 : 3_000;
        await TellAsync(limitDoor, secret, count / 5, cancellationToken); // The first seconds of a process are the compiler's.
        await TellAsync(door, secret, count / 5, cancellationToken);
        List<double> limit = [];
        List<double> program = [];
        List<double> waits = [];
        stage.Machine.Start();
        for (var turn = 0; turn < scale.Turns; turn++)
        {
            limit.Add((await TellAsync(limitDoor, secret, count, cancellationToken)).ASecond);
            var told = await TellAsync(door, secret, count, cancellationToken);
            program.Add(told.ASecond);
            waits.AddRange(told.Waits);
        }

        return
        [
            new Figures(
                "14",
                "payment events taken",
                Sample.Median(limit),
                Sample.Median(program),
                "events/s",
                0.25,
                IsAtLeast: true,
                Sample.InWords(waits),
                stage.Machine.OthersShare()
            ),
        ];
    }

    private static async Task<(double ASecond, IReadOnlyList<double> Waits)> TellAsync(
        Uri door,
        string secret,
        int count,
        CancellationToken cancellationToken
    )
    {
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = Lines });
        var events = Enumerable.Range(0, count).Select(_ => Event(secret)).ToArray();
        var waits = new double[count];
        var began = Stopwatch.GetTimestamp();
        await Parallel.ForAsync(
            0,
            count,
            new ParallelOptions { MaxDegreeOfParallelism = Lines, CancellationToken = cancellationToken },
            async (n, stop) =>
            {
                var sent = Stopwatch.GetTimestamp();
                using var request = new HttpRequestMessage(HttpMethod.Post, door)
                {
                    Content = new StringContent(events[n].Body, Encoding.UTF8, "application/json"),
                };
                request.Headers.TryAddWithoutValidation("Stripe-Signature", events[n].Signature);
                using var answer = await http.SendAsync(request, stop);
                answer.EnsureSuccessStatusCode();
                waits[n] = Stopwatch.GetElapsedTime(sent).TotalMilliseconds;
            }
        );
        return (count / Stopwatch.GetElapsedTime(began).TotalSeconds, waits);
    }

    /// <summary>An event that something follows from, about a page that the provider does not know.</summary>
    private static (string Body, string Signature) Event(string secret)
    {
        var time = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var body =
            $$$$"""{"id":"evt_{{{{Guid.NewGuid():N}}}}","object":"event","api_version":"{{{{StripeGateway.ApiVersion}}}}","created":{{{{time}}}},"livemode":false,"type":"checkout.session.completed","data":{"object":{"id":"cs_test_{{{{Guid.NewGuid():N}}}}","object":"checkout.session"}}}""";
        var hash = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{time}.{body}"));
        return (body, $"t={time},v1={Convert.ToHexStringLower(hash)}");
    }
}
