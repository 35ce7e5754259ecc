using Altitude.Testing.Circuits;

namespace Altitude.Benchmarks.Rows;

/// <summary>Rows 4 and 5: what one open portal page or board keeps alive in the process, against an empty page with a circuit.</summary>
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

    /// <summary>Row 5: what one open board of 200 cards keeps alive, its share of the one snapshot included, against the same empty page.</summary>
    public static async Task<IReadOnlyList<Figures>> OfBoardsAsync(Stage stage, Scale scale, CancellationToken cancellationToken)
    {
        const int Count = 100;
        var company = await stage.GenerateAsync(1_000, cancellationToken); // Of which 200 are open.
        var empty = new PageAddress(new Uri(stage.Url, "/bench/empty"), stage.PortalCookies);
        var board = new PageAddress(new Uri(stage.Url, "/office/board"), company.Office.Cookies.GetCookieHeader(stage.Url));
        await KeptByEachAsync(stage, empty, Count);
        await KeptByEachAsync(stage, board, Count);
        List<double> limit = [];
        List<double> program = [];
        stage.Machine.Start();
        for (var turn = 0; turn < scale.Turns; turn++)
        {
            limit.Add(await KeptByEachAsync(stage, empty, Count));
            program.Add(await KeptByEachAsync(stage, board, Count));
        }

        return
        [
            new Figures(
                "5",
                $"live memory of one open board of 200 cards, of {Count}",
                Sample.Median(limit),
                Sample.Median(program),
                "KiB",
                5,
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
