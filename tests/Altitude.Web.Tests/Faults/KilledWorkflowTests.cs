using System.Collections.Concurrent;
using System.Net;
using Altitude.Data;
using Altitude.Domain.Appointments;
using Altitude.Testing;
using Altitude.Web.Features.Appointments;

namespace Altitude.Web.Tests.Faults;

/// <summary>The application dies while customers write and confirm: what was acknowledged stands, once; what was not is sent again by the same press, and stands once.</summary>
[Trait("Category", "Fault")]
public sealed class KilledWorkflowTests : IAsyncLifetime
{
    private readonly MigratedCluster _server = new();
    private WorkspaceFixture _data = null!; // InitializeAsync sets both.
    private AppProcess _app = null!;

    private static int Customers => DecisionRaces.Rounds * 2;

    public async ValueTask InitializeAsync()
    {
        await _server.InitializeAsync();
        _data = new WorkspaceFixture(_server);
        await _data.InitializeAsync();
        await _data.GatherAsync(); // Where a company has the story's name, the demo tells none of its own.
        _app = await AppProcess.StartAsync(_data.Database.Connections, _data.Cluster.MasterKey);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _data.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task No_acknowledged_message_or_confirmation_is_lost_or_doubled()
    {
        List<(Cast Cast, Press Press)> presses = [];
        foreach (var _ in Enumerable.Range(0, Customers))
        {
            var cast = await _data.GatherAsync();
            var visit = await new PlanVisit(_data.Workspaces).RunAsync(
                cast.Priya,
                cast.Summit.JobNumber,
                new PlannedVisit(
                    new VisitDescription("Repair", cast.Dana.StaffId, [], null, "", ""),
                    new VisitTime(new DateTime(2027, 6, 10, 9, 0, 0), TimeSpan.FromHours(2), new TimeWindow(new(9, 0), new(11, 0)))
                ),
                RequestKey.New("test"),
                default
            );
            var maria = _app.Visit();
            maria.Cookies.Add(_app.Url, new Cookie("altitude-portal", $"{Guid.NewGuid():N}.{cast.Maria.Browser}"));
            var talk = await maria.GetAsync($"/portal/{cast.Summit.Slug}/messages?job={cast.Summit.JobNumber}");
            var appointment = await maria.GetAsync($"/portal/{cast.Summit.Slug}/appointments/{visit}");
            presses.Add(
                (
                    cast,
                    new Press(
                        maria,
                        talk,
                        "Send message",
                        [new("Message.Text", "Is the gate open?")],
                        "select count(*) from tenant.messages where workspace_id = $1"
                    )
                )
            );
            presses.Add(
                (
                    cast,
                    new Press(
                        maria,
                        appointment,
                        "Confirm appointment",
                        [],
                        "select count(*) from tenant.activity where kind = 'appointment.confirmed' and workspace_id = $1"
                    )
                )
            );
        }

        ConcurrentBag<(Cast Cast, Press Press)> acknowledged = [];
        var third = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var stream = Parallel.ForEachAsync(
            presses,
            new ParallelOptions { MaxDegreeOfParallelism = 4 },
            async (one, cancellationToken) =>
            {
                if (await TryAsync(one.Press) == HttpStatusCode.SeeOther)
                {
                    acknowledged.Add(one);
                }

                if (acknowledged.Count > presses.Count / 3)
                {
                    third.TrySetResult();
                }
            }
        );
        await third.Task;

        await _app.KillAsync();
        await _app.StartAgainAsync();
        await stream;

        Assert.True(acknowledged.Count < presses.Count, "It died too late to matter.");
        foreach (var (cast, press) in acknowledged)
        {
            Assert.Equal(1, await CountAsync(press, cast));
        }

        // Everybody presses once more, with the key of the first time.
        foreach (var (cast, press) in presses)
        {
            Assert.Equal(HttpStatusCode.SeeOther, await TryAsync(press));
            Assert.Equal(1, await CountAsync(press, cast));
        }

        foreach (var cast in presses.Select(p => p.Cast).Distinct())
        {
            Assert.Empty(await new ChainVerification(_data.Workspaces).RunAsync(cast.Summit.Id, CancellationToken.None));
        }

        presses.ForEach(p => p.Press.Visitor.Dispose());
    }

    /// <summary>Null: nobody answered.</summary>
    private static async Task<HttpStatusCode?> TryAsync(Press press)
    {
        try
        {
            return (await press.Visitor.PressAsync(press.Page, press.Button, press.Filled)).Status;
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return null;
        }
    }

    private async Task<long> CountAsync(Press press, Cast cast) => (long)(await _data.PeekAsync(press.Count, cast.Summit.Id.Value))!; // A count.

    /// <summary>A button on a page that was fetched before, with what was typed beside it.</summary>
    /// <param name="Count">What there is of it afterwards.</param>
    private sealed record Press(WebVisitor Visitor, Page Page, string Button, KeyValuePair<string, string?>[] Filled, string Count);
}
