using Altitude.Benchmarks.Host;
using Altitude.Testing.Circuits;

namespace Altitude.Benchmarks.Rows;

/// <summary>
/// Row 2: one change, from its commit until the last of N open pages has drawn it, against a bare push to N. The pages are the portal's home of one customer,
/// each with its island; and, beside them, boards of one company.
/// </summary>
internal static class FanOutRow
{
    public static async Task<IReadOnlyList<Figures>> RunAsync(Stage stage, Scale scale, CancellationToken cancellationToken)
    {
        var home = new PageAddress(new Uri(stage.Url, $"/portal/{Stage.Slug}"), stage.PortalCookies);
        var board = new PageAddress(new Uri(stage.Url, "/office/board"), stage.OfficeCookies);
        List<Figures> rows = [await MeasureAsync(stage, scale, "islands", home, 100, 2.5, cancellationToken)];
        rows.Add(await MeasureAsync(stage, scale, "boards", board, 100, 2.5, cancellationToken));
        if (!scale.IsQuick)
        {
            rows.Add(await MeasureAsync(stage, scale, "islands", home, 1_000, 3.5, cancellationToken));
        }

        return rows;
    }

    private static async Task<Figures> MeasureAsync(
        Stage stage,
        Scale scale,
        string kind,
        PageAddress address,
        int count,
        double goal,
        CancellationToken cancellationToken
    )
    {
        var drafts = new Queue<string>(await stage.OfferAsync(scale.WarmUp + scale.Turns * scale.Rounds, send: false, cancellationToken));
        await using var bare = await OpenPages.OpenAsync(new PageAddress(stage.Url, null, BenchmarkHost.Hub), count);
        await using var pages = await OpenPages.OpenAsync(address, count);

        async Task<double> PushAsync()
        {
            var text = $"mark-{Guid.NewGuid():N}";
            return (await bare.TimeAsync(text, () => stage.AskAsync($"/bench/push?text={text}"))).TotalMilliseconds;
        }

        async Task<double> SendAsync()
        {
            var number = drafts.Dequeue();
            return (
                await pages.TimeAsync(number, () => stage.AskAsync($"/bench/send?workspace={stage.Workspace}&number={number}"))
            ).TotalMilliseconds;
        }

        var (limit, program, others) = await Turns.ByTurnsAsync(stage.Machine, scale, PushAsync, SendAsync);
        return new Figures(
            "2",
            $"one change to the last of {count:N0} {kind}",
            Turns.Median(limit),
            Turns.Median(program),
            "ms",
            goal,
            IsAtLeast: false,
            Sample.InWords([.. program.SelectMany(t => t)]),
            others
        );
    }
}
