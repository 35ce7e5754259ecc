using Altitude.Testing.Circuits;

namespace Altitude.Benchmarks.Rows;

/// <summary>Row 6: a thousand portal pages and a hundred boards open in one process: its memory as found, and how soon one change is in every page.</summary>
internal static class ManyPagesRow
{
    private const int Pages = 1_000;
    private const int Boards = 100;

    public static async Task<IReadOnlyList<Figures>> RunAsync(Stage stage, Scale scale, CancellationToken cancellationToken)
    {
        var drafts = new Queue<string>(await stage.OfferAsync(scale.WarmUp + (scale.Turns * scale.Rounds), send: false, cancellationToken));
        stage.Machine.Start();
        await using var islands = await OpenPages.OpenAsync(new PageAddress(new Uri(stage.Url, $"/portal/{Stage.Slug}"), stage.PortalCookies), Pages);
        await using var boards = await OpenPages.OpenAsync(new PageAddress(new Uri(stage.Url, "/office/board"), stage.OfficeCookies), Boards);
        List<double> times = [];
        var most = 0.0;
        for (var i = 0; i < scale.WarmUp + (scale.Turns * scale.Rounds); i++)
        {
            var number = drafts.Dequeue();
            var time = await islands.TimeAsync(number, () => stage.AskAsync($"/bench/send?workspace={stage.Workspace}&number={number}"));
            most = Math.Max(most, stage.ResidentMebibytes());
            if (i >= scale.WarmUp)
            {
                times.Add(time.TotalMilliseconds);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200), cancellationToken);
        }

        var others = stage.Machine.OthersShare();
        return
        [
            new Figures(
                "6",
                $"memory of {Pages:N0} portal pages and {Boards} boards",
                600,
                most,
                "MiB",
                1,
                IsAtLeast: false,
                "resident, the most",
                others
            ),
            new Figures(
                "6",
                $"one change to the last of {Pages:N0} islands beside {Boards} boards",
                100,
                Sample.Median(times),
                "ms",
                1,
                IsAtLeast: false,
                Sample.InWords(times),
                others
            ),
        ];
    }
}
