using Altitude.Benchmarks.Host;
using Altitude.Testing.Circuits;

namespace Altitude.Benchmarks.Rows;

/// <summary>Row 3: the application's CPU time for one changed card, for each board that shows it, against a bare push's for each client.</summary>
internal static class CardRow
{
    private const int Count = 100;

    public static async Task<IReadOnlyList<Figures>> RunAsync(Stage stage, Scale scale, CancellationToken cancellationToken)
    {
        var rounds = scale.Rounds * 2; // The kernel counts hundredths of a second.
        var drafts = new Queue<string>(await stage.OfferAsync(scale.WarmUp + (scale.Turns * rounds), send: false, cancellationToken));
        await using var bare = await OpenPages.OpenAsync(new PageAddress(stage.Url, null, BenchmarkHost.Hub), Count);
        await RoundsAsync(scale.WarmUp, () => PushAsync(bare));
        await RoundsAsync(scale.WarmUp, SendAsync);
        List<double> limit = [];
        List<double> program = [];
        stage.Machine.Start();
        for (var turn = 0; turn < scale.Turns; turn++)
        {
            limit.Add(await RoundsAsync(rounds, () => PushAsync(bare)) / Count);
            var alone = await RoundsAsync(rounds, SendAsync);
            await using var boards = await OpenPages.OpenAsync(new PageAddress(new Uri(stage.Url, "/office/board"), stage.OfficeCookies), Count);
            await RoundsAsync(scale.WarmUp / scale.Turns, () => DrawAsync(boards));
            program.Add((await RoundsAsync(rounds, () => DrawAsync(boards)) - alone) / Count);
        }

        return
        [
            new Figures(
                "3",
                $"CPU for one changed card, each of {Count} boards",
                Sample.Median(limit),
                Sample.Median(program),
                "us",
                6,
                IsAtLeast: false,
                $"{program.Min():F0} to {program.Max():F0} us",
                stage.Machine.OthersShare()
            ),
        ];

        async Task<double> RoundsAsync(int times, Func<Task> act)
        {
            var before = stage.Machine.Application();
            for (var i = 0; i < times; i++)
            {
                await act();
                await Task.Delay(TimeSpan.FromMilliseconds(60), cancellationToken); // Nothing is gathered with the next.
            }

            return (stage.Machine.Application() - before).TotalMicroseconds / Math.Max(1, times);
        }

        Task PushAsync(OpenPages pages)
        {
            var text = $"mark-{Guid.NewGuid():N}";
            return pages.TimeAsync(text, () => stage.AskAsync($"/bench/push?text={text}"));
        }

        Task SendAsync() => stage.AskAsync($"/bench/send?workspace={stage.Workspace}&number={drafts.Dequeue()}");

        async Task DrawAsync(OpenPages pages)
        {
            var number = (await stage.OfferAsync(1, send: false, cancellationToken))[0];
            await pages.TimeAsync(number, () => stage.AskAsync($"/bench/send?workspace={stage.Workspace}&number={number}"));
        }
    }
}
