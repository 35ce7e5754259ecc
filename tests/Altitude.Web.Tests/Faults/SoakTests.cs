using System.Diagnostics;
using System.Net;
using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Customers;
using Altitude.Domain.Jobs;
using Altitude.Testing;
using Altitude.Testing.Circuits;
using Altitude.Web.Features.Estimates;
using Altitude.Web.Features.Jobs;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Tests.Faults;

/// <summary>A day of open pages in short: whoever stays is not left behind, and what they leave behind is nothing.</summary>
[Trait("Category", "Fault")]
public sealed class SoakTests(AppFixture site, ITestOutputHelper output) : IClassFixture<AppFixture>
{
    private const int Islands = 80;
    private const int Boards = 20;
    private const int ChangesPerSecond = 10;
    private const long Mebibyte = 1 << 20;

    private static readonly TimeSpan s_length = Soak.IsOn ? TimeSpan.FromHours(1) : TimeSpan.FromSeconds(5);

    [Fact]
    public async Task A_hundred_pages_at_ten_changes_a_second_are_not_left_behind_and_give_their_memory_back()
    {
        var cast = await site.GatherAsync();
        await OpenAndCloseAsync(cast);
        var atFirst = Live();
        TimeSpan islandsBehind,
            boardsBehind;
        await using (var islands = await OpenPages.OpenAsync(Island(cast), Islands))
        await using (var boards = await OpenPages.OpenAsync(Board(cast), Boards))
        {
            var changes = 0;
            using var beat = new PeriodicTimer(TimeSpan.FromSeconds(1) / ChangesPerSecond);
            for (var since = Stopwatch.StartNew(); since.Elapsed < s_length; await beat.WaitForNextTickAsync())
            {
                changes++;
                // One a second is mailed, too.
                await (changes % ChangesPerSecond == 0 ? ReplyAsync(cast, $"Change {changes}") : AssignAsync(cast, changes));
            }

            // The best of some: whoever is behind is behind in each of them.
            islandsBehind = await BestAsync(turn =>
                islands.TimeAsync($"Last word {turn}.", () => StampedAsync(() => ReplyAsync(cast, $"Last word {turn}.")))
            );
            boardsBehind = await BestAsync(turn =>
                boards.TimeAsync($"Last job {turn}.", () => StampedAsync(() => OpenJobAsync(cast, $"Last job {turn}.")))
            );
            Assert.Empty(islands.Failures);
            Assert.Empty(boards.Failures);
            output.WriteLine(
                $"{changes} changes; the last one took {islandsBehind.TotalMilliseconds:N0} ms to every island, {boardsBehind.TotalMilliseconds:N0} ms to every board."
            );
        }

        var most = Soak.Within(TimeSpan.FromSeconds(1));
        Assert.True(islandsBehind < most && boardsBehind < most, $"Islands {islandsBehind}, boards {boardsBehind} behind.");
        await GivenBackAsync(atFirst);
    }

    [Fact]
    public async Task Pages_that_come_and_go_leave_nothing_behind()
    {
        var cast = await site.GatherAsync();
        await OpenAndCloseAsync(cast);
        var atFirst = Live();

        foreach (var round in Enumerable.Range(1, Soak.IsOn ? 20 : 2))
        {
            await OpenAndCloseAsync(cast, $"Round {round}");
        }

        await GivenBackAsync(atFirst);
    }

    /// <summary>A hundred pages are opened, one change is seen by all of them, and they are closed.</summary>
    private async Task OpenAndCloseAsync(Cast cast, string text = "To begin with")
    {
        await using var islands = await OpenPages.OpenAsync(Island(cast), Islands);
        await using var boards = await OpenPages.OpenAsync(Board(cast), Boards);
        await islands.TimeAsync(text, () => StampedAsync(() => ReplyAsync(cast, text)));
        await boards.TimeAsync(text, () => StampedAsync(() => OpenJobAsync(cast, text)));
    }

    private async Task GivenBackAsync(long atFirst)
    {
        // Circuits end a moment after their pages.
        await Patiently.HoldsAsync(() => Live() - atFirst < 10 * Mebibyte);
        output.WriteLine($"{(Live() - atFirst) / (double)Mebibyte:N1} MiB more than at first.");
    }

    private static long Live()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }

    private PageAddress Island(Cast cast) =>
        new(new Uri(site.Url, $"/portal/{cast.Summit.Slug}"), $"altitude-portal={Guid.NewGuid():N}.{cast.Maria.Browser}");

    private PageAddress Board(Cast cast) => new(new Uri(site.Url, "/office/board"), $"altitude-office={cast.Summit.CookieOf(cast.Priya)}");

    private Task ReplyAsync(Cast cast, string text) =>
        site.Service<ReplyOnEstimate>().RunAsync(cast.Priya, cast.Summit.EstimateNumber, text, RequestKey.New("soak"), CancellationToken.None);

    private async Task AssignAsync(Cast cast, int turn)
    {
        var job = await site.ReadAsync(
            cast.Priya,
            db => db.Jobs.Where(j => j.CustomerId == cast.Maria.Actor.CustomerId).Select(j => j.Number).FirstAsync()
        );
        var whom = turn % 4 == 0 ? cast.Dana : cast.Priya;
        await site.Service<AssignJob>().RunAsync(cast.Priya, job, whom.StaffId, RequestKey.New("soak"), CancellationToken.None);
    }

    private async Task OpenJobAsync(Cast cast, string title) =>
        await site.Service<OpenJob>()
            .RunAsync(cast.Priya, new NewJob(cast.Maria.Actor.CustomerId, title, null, null), RequestKey.New("soak"), CancellationToken.None);

    private static async Task<TimeSpan> BestAsync(Func<int, Task<TimeSpan>> measure)
    {
        List<TimeSpan> times = [];
        foreach (var turn in Enumerable.Range(1, 5))
        {
            times.Add(await measure(turn));
        }

        return times.Min();
    }

    private static async Task<long> StampedAsync(Func<Task> act)
    {
        var began = Stopwatch.GetTimestamp();
        await act();
        return began;
    }
}
