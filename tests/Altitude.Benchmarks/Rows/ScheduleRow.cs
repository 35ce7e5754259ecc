using System.Diagnostics;
using Altitude.Benchmarks.Host;
using Altitude.Testing.Circuits;

namespace Altitude.Benchmarks.Rows;

/// <summary>
/// Row 11: a week of 500 visits: how long until one opened schedule has drawn it, against an empty page with a circuit; and one changed visit to the last of 50
/// schedules, against a bare push to as many.
/// </summary>
internal static class ScheduleRow
{
    private const int Visits = 500;
    private const int Pages = 50;
    private static readonly DateOnly s_monday = new(2031, 3, 3);

    public static async Task<IReadOnlyList<Figures>> RunAsync(Stage stage, Scale scale, CancellationToken cancellationToken)
    {
        var visits = await stage.PlanAsync(Visits, s_monday, cancellationToken);
        var last = visits[^1];
        var week = new PageAddress(new Uri(stage.Url, "/office/schedule?view=week&day=2031-03-04"), stage.OfficeCookies);
        var empty = new PageAddress(new Uri(stage.Url, "/bench/empty"), stage.PortalCookies);
        var (emptyOpens, weekOpens, openingOthers) = await Turns.ByTurnsAsync(
            stage.Machine,
            scale,
            () => OpenAsync(empty, null),
            () => OpenAsync(week, last.ToString())
        );

        await using var bare = await OpenPages.OpenAsync(new PageAddress(stage.Url, null, BenchmarkHost.Hub), Pages);
        await using var schedules = await OpenPages.OpenAsync(week, Pages);
        var (pushes, changes, others) = await Turns.ByTurnsAsync(stage.Machine, scale, PushAsync, ChangeAsync);
        return
        [
            new Figures(
                "11",
                $"a week of {Visits} visits opens",
                Turns.Median(emptyOpens),
                Turns.Median(weekOpens),
                "ms",
                8,
                IsAtLeast: false,
                Sample.InWords([.. weekOpens.SelectMany(t => t)]),
                openingOthers
            ),
            new Figures(
                "11",
                $"one changed visit to the last of {Pages} schedules",
                Turns.Median(pushes),
                Turns.Median(changes),
                "ms",
                5,
                IsAtLeast: false,
                Sample.InWords([.. changes.SelectMany(t => t)]),
                others
            ),
        ];

        async Task<double> PushAsync()
        {
            var text = $"mark-{Guid.NewGuid():N}";
            return (await bare.TimeAsync(text, () => stage.AskAsync($"/bench/push?text={text}"))).TotalMilliseconds;
        }

        async Task<double> ChangeAsync()
        {
            var title = $"visit-{Guid.NewGuid():N}";
            return (
                await schedules.TimeAsync(title, () => stage.AskAsync($"/bench/retitle?workspace={stage.Workspace}&visit={last}&title={title}"))
            ).TotalMilliseconds;
        }
    }

    /// <param name="text">What it has once it is drawn; null: it is drawn once it is open.</param>
    private static async Task<double> OpenAsync(PageAddress address, string? text)
    {
        var began = Stopwatch.GetTimestamp();
        await using var pages = await OpenPages.OpenAsync(address with { KeepsFrames = text is not null }, 1);
        while (text is not null && !pages.Frames.Contains(text, StringComparison.Ordinal))
        {
            if (pages.Failures.Count > 0 || Stopwatch.GetElapsedTime(began) > TimeSpan.FromSeconds(20))
            {
                throw new InvalidOperationException($"The schedule did not open: {(pages.Failures is [var why, ..] ? why : "too slow")}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(1));
        }

        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }
}
