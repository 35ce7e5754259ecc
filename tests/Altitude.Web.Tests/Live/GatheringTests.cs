using System.Collections.Concurrent;
using Altitude.Web.Live;

namespace Altitude.Web.Tests.Live;

/// <summary>Many pages that ask at the same time are answered by few readings.</summary>
public sealed class GatheringTests
{
    [Fact]
    public async Task Pages_woken_by_one_change_share_one_reading()
    {
        int[] pages = [1, 2, 3, 4, 5];
        ConcurrentQueue<int> readings = [];
        var gathering = Counting(readings);
        List<Task<int>> answers = [];

        Burst.Run(pages, page => answers.Add(gathering.AskAsync(page)));

        Assert.Equal(pages, await Task.WhenAll(answers));
        Assert.Equal(pages.Length, Assert.Single(readings));
    }

    [Fact]
    public async Task Who_asks_alone_is_answered_at_once()
    {
        ConcurrentQueue<int> readings = [];

        Assert.Equal(7, await Counting(readings).AskAsync(7));
        Assert.Equal(1, Assert.Single(readings));
    }

    [Fact]
    public async Task A_reading_waits_for_no_page_that_is_busy_drawing()
    {
        SynchronizationContext? during = null;
        var gathering = new Gathering<int, int>(questions =>
        {
            during = SynchronizationContext.Current;
            return Task.FromResult(questions);
        });
        var before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(new Busy());
        var answer = gathering.AskAsync(7);
        SynchronizationContext.SetSynchronizationContext(before);

        Assert.Equal(7, await answer.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        Assert.IsNotType<Busy>(during);
    }

    private sealed class Busy : SynchronizationContext;

    private static Gathering<int, int> Counting(ConcurrentQueue<int> readings) =>
        new(questions =>
        {
            readings.Enqueue(questions.Count);
            return Task.FromResult(questions);
        });
}
