using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Leads;
using Altitude.Domain.Workspaces;
using Altitude.Testing;
using Altitude.Web.Features.Conversations;
using Altitude.Web.Features.Estimates;
using Altitude.Web.Features.Home;
using Altitude.Web.Features.Jobs;

namespace Altitude.Web.Tests.Features.Home;

public sealed class TodayTests(WorkspaceFixture data) : IClassFixture<WorkspaceFixture>
{
    private TodayQuery Query => new(data.Workspaces);

    [Fact]
    public async Task An_approval_stands_there_with_its_amount_and_not_for_ever()
    {
        var cast = await data.GatherAsync();
        Assert.Empty((await Query.RunAsync(cast.Owen, default)).Approved.Lines);

        await data.ActAsync(cast.Maria.Actor, db => Cast.ApproveAsync(db, cast.Maria, cast.Summit.Estimate, Cast.SurgeProtector));

        var line = Assert.Single((await Query.RunAsync(cast.Owen, default)).Approved.Lines);
        Assert.Equal(("$1,083.20", $"/office/jobs/{cast.Summit.JobNumber}"), (line.Figure, line.Path));
        Assert.StartsWith("Maria Delgado approved EST-1001", line.Detail, StringComparison.Ordinal);
        Assert.Empty((await Query.RunAsync(cast.Spark.Owner, default)).Approved.Lines); // Another company's day.
        await StayAsync();
        await data.Clock.AdvanceAsync(TimeSpan.FromDays(2));
        Assert.Empty((await Query.RunAsync(cast.Owen, default)).Approved.Lines);
    }

    [Fact]
    public async Task Whoever_waits_for_an_answer_stands_there_until_it_is_given()
    {
        var cast = await data.GatherAsync();
        await data.ActAsync(
            cast.Summit.Sweep,
            async db =>
            {
                var wanted = new LeadRequest("Nina Park", "nina@example.com", "", "", "No hot water", "", "", LeadSource.Unknown);
                db.Leads.Add(
                    Lead.Receive(Id<Lead>.New(), db.WorkspaceId, $"REQ-{await db.NextNumberAsync("REQ", 1001, default)}", wanted, "", db.Now)
                );
            }
        );
        await new RequestChanges(data.Workspaces).RunAsync(cast.Maria.Actor, "EST-1001", "Without the refrigerant?", RequestKey.New("test"), default);

        var waiting = (await Query.RunAsync(cast.Owen, default)).Requests;

        Assert.Equal(["Asks for changes", "New request"], waiting.Lines.Select(l => l.Chip));
        Assert.Equal("2", waiting.Figure);
        await new WithdrawEstimate(data.Workspaces).RunAsync(cast.Owen, "EST-1001", "", RequestKey.New("test"), default);
        Assert.Equal("No hot water", Assert.Single((await Query.RunAsync(cast.Owen, default)).Requests.Lines).Title);
    }

    [Fact]
    public async Task A_message_stands_there_until_it_is_answered_the_longest_first()
    {
        var cast = await data.GatherAsync();
        await new SendMessage(data.Workspaces).RunAsync(
            cast.Maria.Actor,
            cast.Summit.JobNumber,
            "It hums again",
            [],
            RequestKey.New("test"),
            default
        );
        await data.Clock.AdvanceAsync(TimeSpan.FromMinutes(5));
        await new SendMessage(data.Workspaces).RunAsync(cast.Luis.Actor, null, "Hello", [], RequestKey.New("test"), default);

        var waiting = (await Query.RunAsync(cast.Priya, default)).Messages;

        Assert.Equal([$"It hums again, {cast.Summit.JobNumber}", "Hello"], waiting.Lines.Select(l => l.Detail));
        Assert.Empty((await Query.RunAsync(cast.Spark.Owner, default)).Messages.Lines); // Another company's.
        await new ReplyToCustomer(data.Workspaces).RunAsync(
            cast.Priya,
            Id<Domain.Customers.Conversation>.Parse(waiting.Lines[0].Key, null),
            "Dana comes at ten.",
            [],
            RequestKey.New("test"),
            default
        );
        Assert.Equal("Hello", Assert.Single((await Query.RunAsync(cast.Priya, default)).Messages.Lines).Detail);
    }

    [Fact]
    public async Task A_job_that_nobody_answers_for_stands_there_until_it_is_assigned()
    {
        var cast = await data.GatherAsync();
        var number = await new OpenJob(data.Workspaces).RunAsync(
            cast.Priya,
            new NewJob(cast.Summit.Customer, "Leaking unit", null, null),
            RequestKey.New("test"),
            default
        );
        Assert.Contains((await Query.RunAsync(cast.Owen, default)).Unassigned.Lines, l => l.Key == number);

        await new AssignJob(data.Workspaces).RunAsync(cast.Priya, number, cast.Dana.StaffId, RequestKey.New("test"), default);

        Assert.DoesNotContain((await Query.RunAsync(cast.Owen, default)).Unassigned.Lines, l => l.Key == number);
    }

    [Fact]
    public async Task An_estimate_that_ends_within_three_days_stands_there()
    {
        var cast = await data.GatherAsync();
        var today = await Query.RunAsync(cast.Owen, default);
        Assert.DoesNotContain(today.Expiring.Lines, l => l.Key == "EST-1001");

        await StayAsync();
        await data.Clock.SetAsync(new DateTimeOffset(2027, 6, 20, 18, 0, 0, TimeSpan.Zero));

        var line = Assert.Single((await Query.RunAsync(cast.Owen, default)).Expiring.Lines, l => l.Key == "EST-1001");
        Assert.Contains("until Tue, June 22, 11:59 PM", line.Detail, StringComparison.Ordinal);
        Assert.Equal("$812.26", line.Figure);
    }

    /// <summary>Who is signed in stays so, however far the clock goes.</summary>
    private Task<int> StayAsync() => data.TamperAsync("update platform.staff_sessions set expires_at = expires_at + interval '60 days'");
}
