using System.Diagnostics;
using System.Net;
using Altitude.Data;
using Altitude.Domain;
using Altitude.Testing;
using Altitude.Testing.Circuits;
using Altitude.Web.Features.Estimates;
using Altitude.Web.Features.Jobs;
using Npgsql;

namespace Altitude.Web.Tests.Faults;

/// <summary>One of two nodes cannot reach PostgreSQL for a while: it says so, and its open pages lack nothing afterwards.</summary>
[Trait("Category", "Fault")]
public sealed class CutOffNodeTests(AppFixture site) : IClassFixture<AppFixture>
{
    private const int PagesOfEach = 5;
    private static readonly TimeSpan s_cut = TimeSpan.FromSeconds(Soak.IsOn ? 90 : 4);

    [Fact]
    public async Task Open_pages_of_a_node_that_was_cut_off_catch_up()
    {
        var cast = await site.GatherAsync();
        var names = site.Database.Connections;
        await using var line = new RoundRobinRelay(new NpgsqlConnectionStringBuilder(names.App).Port);
        await using var other = await AppProcess.StartAsync(
            names with
            {
                App = Through(line, names.App),
                Owner = Through(line, names.Owner),
                Background = Through(line, names.Background),
            },
            site.Cluster.MasterKey
        );
        await using var islands = await OpenPages.OpenAsync(
            new PageAddress(
                new Uri(other.Url, $"/portal/{cast.Summit.Slug}"),
                $"altitude-portal={Guid.NewGuid():N}.{cast.Maria.Browser}",
                KeepsFrames: true
            ),
            PagesOfEach
        );
        await using var boards = await OpenPages.OpenAsync(
            new PageAddress(new Uri(other.Url, "/office/board"), $"altitude-office={cast.Summit.CookieOf(cast.Priya)}", KeepsFrames: true),
            PagesOfEach
        );
        using var visitor = other.Visit();

        line.Cut();
        var changes = 0;
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(500));
        for (var since = Stopwatch.StartNew(); since.Elapsed < s_cut; await beat.WaitForNextTickAsync())
        {
            await ChangeAsync(cast, $"Change {++changes}.");
        }

        var health = await visitor.GetAsync("/health/ready");
        var last = $"Change {changes}.";
        Assert.Equal(HttpStatusCode.ServiceUnavailable, health.Status);
        Assert.DoesNotContain("Change", islands.Frames + boards.Frames, StringComparison.Ordinal);

        line.Mend();
        await other.WaitUntilReadyAsync();
        await Patiently.HoldsAsync(() => islands.Frames.Split(last).Length > PagesOfEach, "every portal page has the last change");
        await Patiently.HoldsAsync(() => boards.Frames.Split(last).Length > PagesOfEach, "every board has the last change");
        Assert.Empty(islands.Failures);
        Assert.Empty(boards.Failures);
    }

    private static string Through(RoundRobinRelay line, string connection) =>
        new NpgsqlConnectionStringBuilder(connection) { Port = line.Port }.ConnectionString;

    /// <summary>On the node that is not cut off; the customer's pages hear of the one, the office's of both.</summary>
    private async Task ChangeAsync(Cast cast, string text)
    {
        await site.Service<ReplyOnEstimate>().RunAsync(cast.Priya, cast.Summit.EstimateNumber, text, RequestKey.New("cut"), CancellationToken.None);
        await site.Service<OpenJob>()
            .RunAsync(cast.Priya, new NewJob(cast.Maria.Actor.CustomerId, text, null, null), RequestKey.New("cut"), CancellationToken.None);
    }
}
