using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Altitude.Benchmarks.Host;

namespace Altitude.Benchmarks.Rows;

/// <summary>Row 7: the signed-in estimate page under load, against a minimal endpoint that asks the same queries and writes the same bytes.</summary>
internal static partial class ThroughputRow
{
    public static async Task<IReadOnlyList<Figures>> RunAsync(Stage stage, Scale scale, CancellationToken cancellationToken)
    {
        var number = (await stage.OfferAsync(1, send: true, cancellationToken))[0];
        var page = new Uri(stage.Url, $"/portal/{Stage.Slug}/estimates/{number}");
        using (var record = new HttpRequestMessage(HttpMethod.Get, page))
        {
            record.Headers.Add(BenchmarkHost.Record, "yes");
            using var answer = await stage.Portal.Http.SendAsync(record, cancellationToken);
            answer.EnsureSuccessStatusCode();
        }

        var limitPage = new Uri(stage.Url, "/bench/page");
        var seconds = scale.IsQuick ? 3 : 10;
        await LoadAsync(stage, limitPage, seconds, cancellationToken); // The first seconds of a process are the compiler's.
        await LoadAsync(stage, page, seconds, cancellationToken);
        List<Load> limit = [];
        List<Load> program = [];
        stage.Machine.Start();
        for (var turn = 0; turn < scale.Turns; turn++)
        {
            limit.Add(await LoadAsync(stage, limitPage, seconds, cancellationToken));
            program.Add(await LoadAsync(stage, page, seconds, cancellationToken));
        }

        var others = stage.Machine.OthersShare();
        return
        [
            new Figures(
                "7",
                "estimate page, signed in",
                Sample.Median(limit.Select(l => l.RequestsASecond)),
                Sample.Median(program.Select(l => l.RequestsASecond)),
                "req/s",
                0.25,
                IsAtLeast: true,
                $"p50 {Sample.Median(program.Select(l => l.P50))}, p99 {Sample.Median(program.Select(l => l.P99))} ms",
                others
            ),
        ];
    }

    private static async Task<Load> LoadAsync(Stage stage, Uri url, int seconds, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("wrk", ["-t1", "-c16", $"-d{seconds}s", "--latency", "-H", $"Cookie: {stage.PortalCookies}", url.ToString()])
        {
            RedirectStandardOutput = true,
        };
        Process process;
        try
        {
            process = Process.Start(start) ?? throw new InvalidOperationException("wrk did not start.");
        }
        catch (Win32Exception missing)
        {
            throw new InvalidOperationException("Row 7 needs the program wrk.", missing);
        }

        using (process)
        {
            var report = await process.StandardOutput.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return report.Contains("Non-2xx", StringComparison.Ordinal) || process.ExitCode != 0
                ? throw new InvalidOperationException($"{url} refused requests:\n{report}")
                : new Load(Number(Rate(), report), Latency(report, "50"), Latency(report, "99"));
        }
    }

    [GeneratedRegex(@"Requests/sec:\s+([\d.]+)")]
    private static partial Regex Rate();

    private static double Latency(string report, string percent)
    {
        var match = Regex.Match(report, $@"^\s+{percent}%\s+([\d.]+)(us|ms|s)\s*$", RegexOptions.Multiline);
        var value = double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
        return match.Groups[2].Value switch
        {
            "us" => value / 1000,
            "s" => value * 1000,
            _ => value,
        };
    }

    private static double Number(Regex pattern, string report) => double.Parse(pattern.Match(report).Groups[1].Value, CultureInfo.InvariantCulture);

    private sealed record Load(double RequestsASecond, double P50, double P99);
}
