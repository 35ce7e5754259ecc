using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Appointments;
using Altitude.Domain.Estimates;
using Altitude.Domain.Invoices;
using Altitude.Domain.Jobs;
using Altitude.Domain.Workspaces;
using Altitude.Testing;
using Altitude.Web.Features.Estimates;
using Altitude.Web.Features.Jobs;
using Altitude.Web.Live;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace Altitude.Web.Tests.Features.Estimates;

/// <summary>More time, words, second thoughts and views, by the use-cases on real PostgreSQL.</summary>
public sealed class EstimateAnswersTests(WorkspaceFixture data) : IClassFixture<WorkspaceFixture>
{
    private static readonly DateTimeOffset Ended = new(2027, 6, 23, 6, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task What_expired_is_asked_for_extended_and_approved()
    {
        var cast = await data.GatherAsync();
        var number = cast.Summit.EstimateNumber;
        await LateAsync(cast);
        await using var back = new Back(data);

        await new AskForNewPrice(data.Workspaces).RunAsync(cast.Maria.Actor, number, "Still interested", Key(), default);
        var asked = await TalkAsync(cast);
        var chip = await ChipAsync(cast);
        await new ExtendEstimate(data.Workspaces).RunAsync(cast.Owen, number, new DateOnly(2027, 6, 25), Key(), default);
        var extended = await TalkAsync(cast);
        var page = await PageAsync(cast, cast.Maria.Actor);
        await ApproveAsync(cast, cast.Maria.Actor);

        Assert.Equal((EstimateState.Expired, EstimateWish.NewPrice), (asked.State, asked.Wish));
        Assert.Equal(
            (RemarkKind.NewPriceAsked, "Maria Delgado", "Still interested"),
            asked.Remarks.Select(r => (r.Kind, r.AuthorName, r.Text)).Single()
        );
        Assert.Equal("Asks for a new price", chip);
        Assert.Equal((EstimateState.Sent, null), (extended.State, extended.Wish));
        Assert.Equal((2, EstimateState.Sent, new DateTimeOffset(2027, 6, 26, 6, 0, 0, TimeSpan.Zero)), (page.Version, page.State, page.ExpiresAt));
        Assert.Equal(page.Offer, page.OfferOf(page.Earlier.Single().Content)); // Nothing to agree to anew but the day.
        Assert.Equal(EstimateState.Approved, (await PageAsync(cast, cast.Luis.Actor)).State);
        await IntactAsync(cast);
    }

    [Fact]
    public async Task An_extension_moves_the_end_that_the_sweep_waits_for()
    {
        var cast = await data.GatherAsync();

        await new ExtendEstimate(data.Workspaces).RunAsync(cast.Priya, cast.Summit.EstimateNumber, new DateOnly(2027, 6, 30), Key(), default);

        var due = await data.PeekAsync(
            "select due_at from platform.outbox where kind = 'expire-estimate' and subject = $1",
            cast.Summit.Estimate.Value
        );
        Assert.Equal(new DateTime(2027, 7, 1, 6, 0, 0, DateTimeKind.Utc), due);
    }

    [Fact]
    public async Task A_wish_for_changes_disturbs_nobody_who_writes_the_next_version_and_is_answered()
    {
        var cast = await data.GatherAsync();
        var number = cast.Summit.EstimateNumber;
        var writing = await data.ReadAsync(cast.Owen, db => db.Estimates.Where(e => e.Number == number).Select(e => e.Revision).SingleAsync());

        await new RequestChanges(data.Workspaces).RunAsync(cast.Luis.Actor, number, "Without the refrigerant?", Key(), default);
        var chip = await ChipAsync(cast);
        await new SaveEstimateDraft(data.Workspaces).RunAsync(cast.Owen, number, writing, Cast.AcRepair(22_900), Key(), default);
        await new ReplyOnEstimate(data.Workspaces).RunAsync(cast.Owen, number, "It leaks without.", Key(), default);

        var page = await PageAsync(cast, cast.Maria.Actor);
        Assert.Equal("Asks for changes", chip);
        Assert.Equal("Sent", await ChipAsync(cast));
        Assert.Equal((EstimateState.Sent, null), (page.State, page.Wish));
        Assert.Equal(
            [("Luis Delgado", "Without the refrigerant?"), ("Owen Hart", "It leaks without.")],
            page.Remarks.Select(r => (r.AuthorName, r.Text))
        );
    }

    [Fact]
    public async Task The_same_words_sent_twice_stand_once()
    {
        var cast = await data.GatherAsync();
        var key = Key();

        await new RequestChanges(data.Workspaces).RunAsync(cast.Maria.Actor, cast.Summit.EstimateNumber, "Cheaper?", key, default);
        await new RequestChanges(data.Workspaces).RunAsync(cast.Maria.Actor, cast.Summit.EstimateNumber, "Cheaper?", key, default);

        Assert.Single((await PageAsync(cast, cast.Maria.Actor)).Remarks);
    }

    [Fact]
    public async Task A_technician_neither_answers_nor_extends_and_books_neither_asks_nor_takes_back()
    {
        var cast = await data.GatherAsync();
        var number = cast.Summit.EstimateNumber;

        Assert.Equal(
            StaffRoles.NotAllowed,
            await RefusedAsync(() => new ExtendEstimate(data.Workspaces).RunAsync(cast.Dana, number, new DateOnly(2027, 7, 1), Key(), default))
        );
        Assert.Equal(
            StaffRoles.NotAllowed,
            await RefusedAsync(() => new ReplyOnEstimate(data.Workspaces).RunAsync(cast.Dana, number, "Hi", Key(), default))
        );
        Assert.Equal(
            EstimateRules.Missing,
            await RefusedAsync(() => new RequestChanges(data.Workspaces).RunAsync(cast.Books.Actor, number, "Cheaper?", Key(), default))
        );
        Assert.Equal(EstimateRules.Missing, await RefusedAsync(() => TakeBackAsync(cast, cast.Books.Actor)));
    }

    [Fact]
    public async Task An_approval_that_is_taken_back_voids_its_invoice_and_may_be_given_again()
    {
        var cast = await data.GatherAsync();
        await ApproveAsync(cast, cast.Maria.Actor);
        var approved = await PageAsync(cast, cast.Maria.Actor);

        await TakeBackAsync(cast, cast.Maria.Actor);
        var open = await PageAsync(cast, cast.Maria.Actor);
        var stage = await data.ReadAsync(cast.Owen, db => db.Jobs.Where(j => j.Id == cast.Summit.Job).Select(j => j.Stage).SingleAsync());
        var verified = await new VerifyConsentQuery(Platform(), data.Workspaces).RunAsync(approved.Consent!.Hash.Hex, default);
        await ApproveAsync(cast, cast.Luis.Actor);

        Assert.Equal(approved.AnsweredAt + TimeSpan.FromMinutes(10), approved.TakeBackUntil);
        Assert.Equal((EstimateState.Sent, 1, null), (open.State, open.Version, open.Consent));
        Assert.Equal(JobStage.EstimateSent, stage);
        Assert.True(verified is { IsIntact: true, WithdrawnAt: not null });
        var again = await PageAsync(cast, cast.Maria.Actor);
        Assert.Equal(("Luis Delgado", "INV-2045", null), (again.Consent?.TypedName, again.Invoice?.Number, again.TakeBackUntil)); // Luis's to take back, not hers.
        Assert.Equal(
            [("INV-2044", true), ("INV-2045", false)],
            (
                await data.ReadAsync(
                    cast.Owen,
                    db =>
                        db.Invoices.Where(i => i.EstimateId == cast.Summit.Estimate)
                            .OrderBy(i => i.Number)
                            .Select(i => new { i.Number, IsVoid = i.VoidedAt != null })
                            .ToListAsync()
                )
            ).Select(i => (i.Number, i.IsVoid))
        );
        Assert.Equal(2L, await data.PeekAsync("select count(*) from tenant.consents where estimate_id = $1", cast.Summit.Estimate.Value));
        await IntactAsync(cast);
    }

    [Fact]
    public async Task What_is_open_again_ends_on_its_day_although_the_sweep_has_been_there()
    {
        var cast = await data.GatherAsync();
        await ApproveAsync(cast, cast.Maria.Actor);
        await data.TamperAsync(
            "update platform.outbox set done_at = altitude.now() where kind = 'expire-estimate' and subject = $1",
            cast.Summit.Estimate.Value
        );

        await TakeBackAsync(cast, cast.Maria.Actor);

        var due = await data.PeekAsync(
            "select due_at from platform.outbox where kind = 'expire-estimate' and subject = $1 and done_at is null",
            cast.Summit.Estimate.Value
        );
        Assert.Equal(Ended.UtcDateTime, due);
    }

    [Fact]
    public async Task A_refusal_is_taken_back_by_whoever_refused()
    {
        var cast = await data.GatherAsync();
        var shown = (await PageAsync(cast, cast.Luis.Actor)).Hash.Hex;
        await new DeclineEstimate(data.Workspaces).RunAsync(cast.Luis.Actor, cast.Summit.EstimateNumber, shown, "Too dear", Key(), default);

        Assert.Equal(EstimateRules.NotTheirs, await RefusedAsync(() => TakeBackAsync(cast, cast.Maria.Actor)));
        await TakeBackAsync(cast, cast.Luis.Actor);

        Assert.Equal(EstimateState.Sent, (await PageAsync(cast, cast.Maria.Actor)).State);
        await IntactAsync(cast);
    }

    [Fact]
    public async Task Nothing_is_taken_back_after_staff_have_acted()
    {
        var cast = await data.GatherAsync();
        await ApproveAsync(cast, cast.Maria.Actor);
        await new BookVisit(data.Workspaces).RunAsync(
            cast.Priya,
            cast.Summit.JobNumber,
            new NewVisit(
                "Repair",
                new DateTime(2027, 6, 10, 9, 0, 0),
                TimeSpan.FromHours(2),
                new TimeWindow(new TimeOnly(9, 0), new TimeOnly(11, 0)),
                null
            ),
            Key(),
            default
        );

        Assert.Null((await PageAsync(cast, cast.Maria.Actor)).TakeBackUntil);
        Assert.Equal(EstimateRules.Followed, await RefusedAsync(() => TakeBackAsync(cast, cast.Maria.Actor)));
        Assert.Equal(EstimateState.Approved, (await PageAsync(cast, cast.Maria.Actor)).State);
    }

    [Fact]
    public async Task Nothing_is_taken_back_after_money_came()
    {
        var cast = await data.GatherAsync();
        await ApproveAsync(cast, cast.Maria.Actor);
        await data.ActAsync(
            cast.Summit.Provider,
            async db =>
                (await db.Invoices.Include(i => i.Payments).SingleAsync(i => i.EstimateId == cast.Summit.Estimate)).Receive(
                    Id<Payment>.New(),
                    new ProviderPayment("pi_1", false, new Money(24_368, new Currency("USD")), PaymentMethods.Card, new DateOnly(2027, 6, 8), db.Now)
                )
        );

        Assert.Equal(EstimateRules.Followed, await RefusedAsync(() => TakeBackAsync(cast, cast.Maria.Actor)));
    }

    [Fact]
    public async Task After_ten_minutes_an_answer_stands()
    {
        var cast = await data.GatherAsync();
        await ApproveAsync(cast, cast.Maria.Actor);
        await data.TamperAsync(
            "update tenant.estimates set answered_at = answered_at - interval '10 minutes' where id = $1",
            cast.Summit.Estimate.Value
        );

        Assert.Null((await PageAsync(cast, cast.Maria.Actor)).TakeBackUntil);
        Assert.Equal(EstimateRules.TooLate, await RefusedAsync(() => TakeBackAsync(cast, cast.Maria.Actor)));
    }

    [Fact]
    public async Task A_look_is_noted_once_for_each_contact_and_version_and_tells_the_office_alone()
    {
        var cast = await data.GatherAsync();
        var mark = new MarkEstimateViewed(data.Workspaces);
        var number = cast.Summit.EstimateNumber;

        await mark.RunAsync(cast.Maria.Actor, number, 1, default);
        await mark.RunAsync(cast.Maria.Actor, number, 1, default);
        await mark.RunAsync(cast.Luis.Actor, number, 1, default);
        await mark.RunAsync(cast.Maria.Actor, number, 2, default); // There is none.
        await mark.RunAsync(cast.Books.Actor, number, 1, default); // Not hers to see.
        await mark.RunAsync(cast.MariaAtSpark.Actor, "EST-9999", 1, default);

        Assert.Equal(["Luis Delgado", "Maria Delgado"], (await TalkAsync(cast)).Views.Select(v => v.ContactName).Order());
        var (lines, forCustomer) = await data.ReadAsync(
            cast.Owen,
            async db =>
                (
                    await db.Activity.CountAsync(a => a.Kind == "estimate.viewed"),
                    await db.Activity.CountAsync(a => a.Kind == "estimate.viewed" && a.CustomerId != null)
                )
        );
        Assert.Equal((2, 0), (lines, forCustomer));
        Assert.True((await PageAsync(cast, cast.Maria.Actor)).IsMarked);
    }

    [Fact]
    public async Task A_chosen_package_is_what_is_approved_and_invoiced()
    {
        var cast = await data.GatherAsync();
        var revision = await data.ReadAsync(
            cast.Owen,
            db => db.Estimates.Where(e => e.Id == cast.Summit.Estimate).Select(e => e.Revision).SingleAsync()
        );
        var lines = Cast.AcRepair().Lines.ToArray();
        lines[1] = lines[1] with { Package = "Good" };
        lines[2] = lines[2] with { Package = "Better" };
        var saved = await new SaveEstimateDraft(data.Workspaces).RunAsync(
            cast.Owen,
            cast.Summit.EstimateNumber,
            revision,
            Cast.AcRepair() with
            {
                Lines = lines,
            },
            Key(),
            default
        );
        await new SendEstimate(data.Workspaces).RunAsync(cast.Owen, cast.Summit.EstimateNumber, saved.Revision, Key(), default);

        await ApproveAsync(cast, cast.Maria.Actor, "Better");

        // 79.00 + 217.50 untaxed, 285.00 taxed at 8.81 %: 25.11.
        var page = await PageAsync(cast, cast.Maria.Actor);
        Assert.Equal(("Better", 60_661L), (page.Package, page.Content.Totals(page.Taken, page.Package).Total.MinorUnits));
        Assert.Equal(
            60_661L,
            await data.PeekAsync("select total_minor_units from tenant.invoices where estimate_id = $1", cast.Summit.Estimate.Value)
        );
        await IntactAsync(cast);
    }

    private async Task LateAsync(Cast cast)
    {
        await data.TamperAsync(
            "update tenant.portal_sessions set expires_at = $1::timestamptz + interval '4 hours', started_at = $1::timestamptz where workspace_id = $2",
            Ended.UtcDateTime,
            cast.Summit.Id.Value
        );
        await data.TamperAsync(
            "update platform.staff_sessions set expires_at = $1::timestamptz + interval '1 day' where workspace_id = $2",
            Ended.UtcDateTime,
            cast.Summit.Id.Value
        );
        await data.Clock.SetAsync(Ended.AddMinutes(1));
    }

    private async Task ApproveAsync(Cast cast, Visitor visitor, string package = "")
    {
        var page = await PageAsync(cast, visitor);
        var total = page.Content.Totals(EstimateContent.NoTicks, package).Total.MinorUnits;
        await new ApproveEstimate(data.Workspaces).RunAsync(
            visitor,
            page.Number,
            new Approval(page.Hash.Hex, EstimateContent.NoTicks, total, visitor.ContactName, package),
            Key(),
            RequestOrigin.Of("203.0.113.9", "Phone"),
            default
        );
    }

    private Task TakeBackAsync(Cast cast, Visitor visitor) =>
        new TakeBackAnswer(data.Workspaces).RunAsync(visitor, cast.Summit.EstimateNumber, Key(), RequestOrigin.Of("203.0.113.9", "Phone"), default);

    private async Task<PortalEstimate> PageAsync(Cast cast, Visitor visitor) =>
        await new PortalEstimateQuery(data.Workspaces).RunAsync(visitor, cast.Summit.EstimateNumber, version: null, default)
        ?? throw new InvalidOperationException("It is theirs.");

    private async Task<EstimateTalkView> TalkAsync(Cast cast) =>
        await new EstimateTalkQuery(data.Workspaces).RunAsync(cast.Owen, cast.Summit.EstimateNumber, default)
        ?? throw new InvalidOperationException("It was sent.");

    private async Task<string?> ChipAsync(Cast cast)
    {
        var feed = new LiveFeed(new FeedPositions(data.App), TimeProvider.System, NullLogger<LiveFeed>.Instance);
        var boards = new BoardSnapshots(feed, data.Workspaces, new Rhythm(TimeProvider.System), NullLogger<BoardSnapshots>.Instance);
        using var watch = await boards.WatchAsync(cast.Priya, _ => Task.CompletedTask, default);
        return watch.Snapshot.Cards[cast.Summit.Job].Chip?.Text;
    }

    private async Task IntactAsync(Cast cast) => Assert.Empty(await new ChainVerification(data.Workspaces).RunAsync(cast.Summit.Id, default));

    private Platforms Platform() => new Platforms(data.App);

    private static async Task<string> RefusedAsync(Func<Task> act) => (await Assert.ThrowsAsync<RuleViolation>(act)).Rule;

    private static RequestKey Key() => RequestKey.New("test");

    /// <summary>The class shares its clock.</summary>
    private sealed class Back(WorkspaceFixture data) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await data.Clock.SetAsync(Cast.Moment);
    }

    private sealed class Platforms(Npgsql.NpgsqlDataSource database) : IDbContextFactory<PlatformDb>
    {
        public PlatformDb CreateDbContext() =>
            new(new DbContextOptionsBuilder<PlatformDb>().UseNpgsql(database).UseSnakeCaseNamingConvention().Options);
    }
}
