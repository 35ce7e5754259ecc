using System.Threading.Channels;
using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Appointments;
using Altitude.Domain.Jobs;
using Altitude.Domain.Workspaces;
using Altitude.Testing;
using Altitude.Web.Features.Conversations;
using Altitude.Web.Features.Estimates;
using Altitude.Web.Features.Jobs;
using Altitude.Web.Live;
using Microsoft.Extensions.Logging.Abstractions;

namespace Altitude.Web.Tests.Features.Jobs;

public sealed class BoardSnapshotsTests(WorkspaceFixture data) : IClassFixture<WorkspaceFixture>
{
    private readonly LiveFeed _feed = new(new FeedPositions(data.App), TimeProvider.System, NullLogger<LiveFeed>.Instance);

    private WorkspaceDbFactory Workspaces => new(data.App, _feed, FollowUps.None);
    private BoardSnapshots Boards => new(_feed, Workspaces, new Rhythm(TimeProvider.System), NullLogger<BoardSnapshots>.Instance);

    [Fact]
    public async Task The_board_shows_a_job_under_its_stage_with_its_figure()
    {
        var cast = await data.GatherAsync();

        using var watch = await Boards.WatchAsync(cast.Priya, _ => Task.CompletedTask, default);

        var card = Assert.Single(watch.Snapshot[JobStage.EstimateSent].Cards);
        Assert.Equal((cast.Summit.JobNumber, "Delgado household", "$812.26", "Sent"), (card.Number, card.Customer, card.AmountText, card.Chip?.Text));
        Assert.Equal(81_226, watch.Snapshot[JobStage.EstimateSent].Sum.MinorUnits);
    }

    [Fact]
    public async Task Two_watchers_share_one_snapshot_and_the_last_one_lets_it_go()
    {
        var cast = await data.GatherAsync();
        var boards = Boards;

        var first = await boards.WatchAsync(cast.Priya, _ => Task.CompletedTask, default);
        var second = await boards.WatchAsync(cast.Owen, _ => Task.CompletedTask, default);

        Assert.Same(first.Snapshot, second.Snapshot);
        Assert.Equal((1, 1), (boards.Kept, _feed.CountSubscribers()));
        first.Dispose();
        Assert.Equal(1, boards.Kept);
        second.Dispose();
        Assert.Equal((0, 0), (boards.Kept, _feed.CountSubscribers()));
    }

    [Fact]
    public async Task A_change_reaches_every_watcher_and_touches_only_its_own_card()
    {
        var cast = await data.GatherAsync();
        var other = await OpenAsync(cast, "Furnace tune-up");
        var heard = Channel.CreateUnbounded<BoardChange>();
        var boards = Boards;
        using var first = await boards.WatchAsync(cast.Priya, c => heard.Writer.WriteAsync(c).AsTask(), default);
        using var second = await boards.WatchAsync(cast.Owen, c => heard.Writer.WriteAsync(c).AsTask(), default);
        var before = first.Snapshot;

        await new WithdrawEstimate(Workspaces).RunAsync(cast.Priya, cast.Summit.EstimateNumber, "", RequestKey.New("test"), default);
        var one = await heard.Reader.ReadAsync(TestContext.Current.CancellationToken);
        var two = await heard.Reader.ReadAsync(TestContext.Current.CancellationToken);

        Assert.Same(one.Snapshot, two.Snapshot);
        Assert.Equal([cast.Summit.Job], one.Moved);
        Assert.Equal([cast.Summit.Job], one.Changed);
        Assert.Contains("withdrawn", Assert.Single(one.Notes).Text, StringComparison.Ordinal);
        Assert.Equal(JobStage.Lead, one.Snapshot.Cards[cast.Summit.Job].Stage);
        var untouched = before.Cards.Values.Single(c => c.Number == other);
        Assert.Same(untouched, one.Snapshot.Cards[untouched.Id]);
        Assert.Same(before[JobStage.Approved], one.Snapshot[JobStage.Approved]);
    }

    [Fact]
    public async Task A_new_job_and_its_visit_come_to_the_board()
    {
        var cast = await data.GatherAsync();
        var heard = Channel.CreateUnbounded<BoardChange>();
        using var watch = await Boards.WatchAsync(cast.Priya, c => heard.Writer.WriteAsync(c).AsTask(), default);

        var number = await OpenAsync(cast, "No heat");
        var opened = await heard.Reader.ReadAsync(TestContext.Current.CancellationToken);
        await new BookVisit(Workspaces).RunAsync(
            cast.Priya,
            number,
            new NewVisit("", new DateTime(2027, 6, 10, 9, 0, 0), TimeSpan.FromHours(2), new TimeWindow(new(9, 0), new(11, 0)), cast.Dana.StaffId),
            RequestKey.New("test"),
            default
        );
        var booked = await heard.Reader.ReadAsync(TestContext.Current.CancellationToken);

        Assert.Contains(opened.Snapshot[JobStage.Lead].Cards, c => c.Number == number);
        var card = Assert.Single(booked.Snapshot[JobStage.Scheduled].Cards);
        Assert.Equal((number, "Thu 9:00 AM", "DW", "Scheduled"), (card.Number, card.Visit, card.Initials, card.Chip?.Text));
    }

    [Fact]
    public async Task A_customer_who_waits_for_an_answer_is_on_the_card_and_on_the_jobs_page_until_it_is_given()
    {
        var cast = await data.GatherAsync();
        var heard = Channel.CreateUnbounded<BoardChange>();
        using var watch = await Boards.WatchAsync(cast.Priya, c => heard.Writer.WriteAsync(c).AsTask(), default);
        var page = new JobPageQuery(Workspaces);
        Assert.Equal(("Sent", ""), await NowAsync());

        await new SendMessage(Workspaces).RunAsync(cast.Maria.Actor, cast.Summit.JobNumber, "Is it serious?", [], RequestKey.New("test"), default);
        await heard.Reader.ReadAsync(TestContext.Current.CancellationToken);
        Assert.Equal(("Unanswered", "Answer"), await NowAsync());
        var talk = (await page.RunAsync(cast.Priya, cast.Summit.JobNumber, default))!.Talk.Id!.Value;
        await new ReplyToCustomer(Workspaces).RunAsync(cast.Priya, talk, "It is not.", [], RequestKey.New("test"), default);
        await heard.Reader.ReadAsync(TestContext.Current.CancellationToken);
        Assert.Equal(("Sent", ""), await NowAsync());

        async Task<(string?, string)> NowAsync()
        {
            var card = watch.Snapshot.Cards[cast.Summit.Job];
            Assert.Equal(card.Next, NextActWords.OnCard(new NextAct((await page.RunAsync(cast.Priya, cast.Summit.JobNumber, default))!.Next.Step)));
            return (card.Chip?.Text, card.Next);
        }
    }

    [Fact]
    public async Task Card_and_page_agree_on_what_comes_next_all_the_way_to_the_invoice()
    {
        var cast = await data.GatherAsync();
        var number = await OpenAsync(cast, "No heat");
        var visit = new NewVisit(
            "",
            new DateTime(2027, 6, 10, 9, 0, 0),
            TimeSpan.FromHours(2),
            new TimeWindow(new(9, 0), new(11, 0)),
            cast.Dana.StaffId
        );
        Assert.Equal(("Book a visit", ""), await NextAsync());

        await new BookVisit(Workspaces).RunAsync(cast.Priya, number, visit, RequestKey.New("test"), default);
        Assert.Equal(("", "Thu 9:00 AM"), await NextAsync());
        await data.TamperAsync("update tenant.appointments set state = 'Requested' where workspace_id = $1", cast.Summit.Id.Value);
        Assert.Equal(("See the wish", ""), await NextAsync());
        await data.TamperAsync(
            "update tenant.appointments set state = 'Done', ends_at = altitude.now() - interval '1 hour' where workspace_id = $1",
            cast.Summit.Id.Value
        );
        Assert.Equal(("Write an estimate", ""), await NextAsync());
        await data.TamperAsync("update tenant.jobs set stage = 'Approved' where number = $1 and workspace_id = $2", number, cast.Summit.Id.Value);
        Assert.Equal(("Make invoice", ""), await NextAsync());

        async Task<(string, string)> NextAsync()
        {
            using var watch = await Boards.WatchAsync(cast.Priya, _ => Task.CompletedTask, default);
            var card = watch.Snapshot.Cards.Values.Single(c => c.Number == number);
            Assert.Equal(
                card.Next,
                NextActWords.OnCard(new NextAct((await new JobPageQuery(Workspaces).RunAsync(cast.Priya, number, default))!.Next.Step))
            );
            return (card.Next, card.Visit);
        }
    }

    [Fact]
    public async Task A_card_bears_its_tags_and_the_board_knows_a_new_word_at_once()
    {
        var cast = await data.GatherAsync();
        var heard = Channel.CreateUnbounded<BoardChange>();
        using var watch = await Boards.WatchAsync(cast.Priya, c => heard.Writer.WriteAsync(c).AsTask(), default);

        await new TagJob(Workspaces).RunAsync(cast.Priya, cast.Summit.JobNumber, "Warranty", TagTone.Neutral, RequestKey.New("test"), default);
        var tagged = (await heard.Reader.ReadAsync(TestContext.Current.CancellationToken)).Snapshot;

        var tag = Assert.Single(tagged.Tags, t => t.Name == "Warranty");
        Assert.Equal(tag.Id.ToString(), tagged.Cards[cast.Summit.Job].Tags);
    }

    [Fact]
    public async Task Whoever_was_signed_out_opens_no_board()
    {
        var cast = await data.GatherAsync();
        await data.TamperAsync("update platform.staff_sessions set ended_at = now() where id = $1", cast.Priya.Session.Value);

        await Assert.ThrowsAsync<RuleViolation>(() => Boards.WatchAsync(cast.Priya, _ => Task.CompletedTask, default));
    }

    private Task<string> OpenAsync(Cast cast, string title) =>
        new OpenJob(Workspaces).RunAsync(cast.Priya, new NewJob(cast.Summit.Customer, title, null, null), RequestKey.New("test"), default);
}
