using Altitude.Testing.Circuits;

namespace Altitude.Benchmarks.Rows;

/// <summary>Row 4: what one open portal page keeps alive in the process, against an empty page with a circuit.</summary>
internal static class MemoryRow
{
    private const double Kibibyte = 1024;

    public static async Task<IReadOnlyList<Figures>> RunAsync(Stage stage, Scale scale, CancellationToken cancellationToken)
    {
        var count = scale.IsQuick ? 100 : 300;
        var number = (await stage.OfferAsync(1, send: true, cancellationToken))[0];
        var empty = new PageAddress(new Uri(stage.Url, "/bench/empty"), stage.PortalCookies);
        var estimate = new PageAddress(new Uri(stage.Url, $"/portal/{Stage.Slug}/estimates/{number}"), stage.PortalCookies);
        await KeptByEachAsync(stage, empty, count); // What the first pages leave behind, caches and pools, is of the process.
        await KeptByEachAsync(stage, estimate, count);
        List<double> limit = [];
        List<double> program = [];
        stage.Machine.Start();
        for (var turn = 0; turn < scale.Turns; turn++)
        {
            limit.Add(await KeptByEachAsync(stage, empty, count));
            program.Add(await KeptByEachAsync(stage, estimate, count));
        }

        return
        [
            new Figures(
                "4",
                $"live memory of one open estimate page, of {count}",
                Sample.Median(limit),
                Sample.Median(program),
                "KiB",
                1.15,
                IsAtLeast: false,
                $"{program.Min():F1} to {program.Max():F1} KiB",
                stage.Machine.OthersShare()
            ),
        ];
    }

    private static async Task<double> KeptByEachAsync(Stage stage, PageAddress address, int count)
    {
        var before = await stage.AskAsync("/bench/live");
        await using var pages = await OpenPages.OpenAsync(address, count);
        return (await stage.AskAsync("/bench/live") - before) / Kibibyte / count;
    }
}
