using System.Diagnostics;
using Altitude.Testing.Circuits;

namespace Altitude.Benchmarks.Rows;

/// <summary>
/// Row 10: the application was just started again, and a thousand portal pages come back at once: how long until the last of them answers to a person, and what
/// another customer's page costs meanwhile. A page that fails ends the run.
/// </summary>
internal static class OpeningRow
{
    private const int Pages = 1_000;

    public static async Task<IReadOnlyList<Figures>> RunAsync(Stage stage, Scale scale, CancellationToken cancellationToken)
    {
        var number = (await stage.OfferAsync(1, send: true, cancellationToken))[0];
        var other = new Uri($"/portal/{Stage.Slug}/estimates/{number}", UriKind.Relative);
        for (var i = 0; i < scale.WarmUp; i++)
        {
            await FetchAsync();
        }

        List<double> alone = [];
        for (var i = 0; i < scale.Rounds * scale.Turns; i++)
        {
            alone.Add(await FetchAsync());
        }

        await stage.RestartAsync(cancellationToken);
        stage.Machine.Start();
        var began = Stopwatch.GetTimestamp();
        var opening = OpenPages.OpenAsync(new PageAddress(new Uri(stage.Url, $"/portal/{Stage.Slug}"), stage.PortalCookies), Pages);
        List<double> meanwhile = [];
        while (!opening.IsCompleted)
        {
            meanwhile.Add(await FetchAsync());
            await Task.Delay(TimeSpan.FromMilliseconds(50), cancellationToken);
        }

        await using var pages = await opening;
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        var others = stage.Machine.OthersShare();
        return
        [
            new Figures(
                "10",
                $"{Pages:N0} portal pages open after a restart",
                15,
                seconds,
                "s",
                1,
                IsAtLeast: false,
                "until the last answers",
                others
            ),
            new Figures(
                "10",
                "another's estimate page meanwhile",
                Sample.Median(alone),
                Sample.Median(meanwhile),
                "ms",
                2,
                IsAtLeast: false,
                Sample.InWords(meanwhile),
                others
            ),
        ];

        async Task<double> FetchAsync()
        {
            var sent = Stopwatch.GetTimestamp();
            using var answer = await stage.Portal.Http.GetAsync(other, cancellationToken);
            await answer.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync(cancellationToken);
            return Stopwatch.GetElapsedTime(sent).TotalMilliseconds;
        }
    }
}
