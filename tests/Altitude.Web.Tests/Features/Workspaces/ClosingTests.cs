using System.Diagnostics;
using System.Net;
using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Estimates;
using Altitude.Domain.Invoices;
using Altitude.Domain.PortalAccess;
using Altitude.Domain.Workspaces;
using Altitude.Testing;
using Altitude.Testing.Circuits;
using Altitude.Web.Background;
using Altitude.Web.Email;
using Altitude.Web.Features.Conversations;
using Altitude.Web.Features.Estimates;
using Altitude.Web.Features.PortalAccess;
using Altitude.Web.Features.Workspaces;
using Altitude.Web.Stripe;
using Altitude.Web.Tests.Stripe;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Tests.Features.Workspaces;

/// <summary>An owner closes the company, and may open it again for thirty days; nobody else does anything there meanwhile, and nothing is lost.</summary>
public sealed class ClosingTests(AppFixture site) : IClassFixture<AppFixture>
{
    private const string Leaves = "navigationManager.navigateTo";
    private const string Name = "Summit Air Heating & Cooling";
    private const string Closed = Name + " is closed";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_open_page_is_gone_within_two_seconds_and_nobody_comes_in()
    {
        var cast = await site.GatherAsync(Token);
        await ExportAsync(cast);
        var link = await LinkAsync(cast);
        await using var customers = await OpenPages.OpenAsync(Portal(cast, cast.Maria), 3);
        await using var board = await OpenPages.OpenAsync(Office(cast, cast.Priya, "/office/board"), 1);
        await using var settings = await OpenPages.OpenAsync(Office(cast, cast.Ada, "/office/settings/notifications"), 1);
        await using var day = await OpenPages.OpenAsync(Office(cast, cast.Dana, "/office/my-day"), 1);
        await using var own = await OpenPages.OpenAsync(Office(cast, cast.Owen, "/office"), 1);
        var began = Stopwatch.GetTimestamp();
        Task<TimeSpan>[] gone =
        [
            .. new[] { customers, board, settings, day, own }.Select(pages => pages.TimeAsync(Leaves, () => Task.FromResult(began))),
        ];

        await ShutAsync(cast);

        Assert.All(await Task.WhenAll(gone), after => Assert.InRange(after, TimeSpan.Zero, Soak.Within(TimeSpan.FromSeconds(2))));
        using var maria = site.VisitAs(cast.Maria);
        using var priya = site.VisitAs(cast.Priya, cast.Summit);
        using var stranger = site.Visit();
        var portal = $"/portal/{cast.Summit.Slug}";
        foreach (
            var (who, path) in new[]
            {
                (maria, portal),
                (maria, $"{portal}/estimates/{cast.Summit.EstimateNumber}"),
                (stranger, $"/request/{cast.Summit.Slug}"),
                (stranger, link),
            }
        )
        {
            var page = await who.GoAsync(path, Token);
            Assert.Equal((HttpStatusCode.ServiceUnavailable, Closed), (page.Status, page.Heading));
            Assert.NotNull(page.Find("a[href='tel:+13035550100']"));
        }

        Assert.StartsWith("/office/sign-in", PathOf(await priya.GetAsync("/office/board", Token)), StringComparison.Ordinal);
        var refused = await SignInAsync(priya, cast, cast.Priya);
        Assert.Contains($"{Name} has closed its office. Its owners can open it again.", refused.Text, StringComparison.Ordinal);
        Assert.Equal(AccessRules.SessionEnded, await RuleAsync(() => WriteAsync(cast)));
        Assert.Equal("staff-session.ended", await RuleAsync(() => site.ActAsync(cast.Priya, _ => Task.CompletedTask, Token)));
        Assert.Equal(AccessRules.WorkspaceShut, await RuleAsync(() => site.ActAsync(cast.Owen, _ => Task.CompletedTask, Token)));
        var asked = await RuleAsync(() =>
            site.ActAsync(
                new Requester(cast.Summit.Id),
                db =>
                {
                    db.Record(new WorkspaceChanged(cast.Summit.Id, "test"));
                    return Task.CompletedTask;
                },
                Token
            )
        );
        Assert.Equal(AccessRules.WorkspaceShut, asked);
        using var atSpark = site.VisitAs(cast.MariaAtSpark);
        Assert.Equal(HttpStatusCode.OK, (await atSpark.GetAsync($"/portal/{cast.Spark.Slug}", Token)).Status); // The other company goes on.
    }

    [Fact]
    public async Task It_takes_an_export_of_today_the_name_and_an_owner()
    {
        var cast = await site.GatherAsync(Token);
        Assert.Equal(ShutRules.Export, await RuleAsync(() => ShutAsync(cast)));
        await ExportAsync(cast);

        Assert.Equal(ShutRules.NotTyped, await RuleAsync(() => ShutAsync(cast, "Summit Air")));
        Assert.Equal(StaffRoles.NotAllowed, await RuleAsync(() => ShutAsync(cast, by: cast.Ada)));
        await site.TamperAsync(
            "update tenant.workspace_exports set ready_at = ready_at - interval '25 hours' where workspace_id = $1",
            cast.Summit.Id.Value
        );
        Assert.Equal(ShutRules.Export, await RuleAsync(() => ShutAsync(cast)));

        using var owen = site.VisitAs(cast.Owen, cast.Summit);
        using var ada = site.VisitAs(cast.Ada, cast.Summit);
        var page = await owen.GetAsync("/office/closing", Token);
        foreach (
            var said in new[]
            {
                "3 are signed in, and are signed out at once", // Maria, Luis and the bookkeeper.
                "with your phone number +1 303 555 0100",
                "3 other sign-ins end at once",
                "1 waits for an answer",
                "None is unpaid",
                "It must not be older than a day",
            }
        )
        {
            Assert.Contains(said, page.Text, StringComparison.Ordinal);
        }

        Assert.True(page.Find(".closing-steps + .acts > button")!.HasAttribute("disabled"));
        Assert.Contains("Owners close the company.", (await ada.GetAsync("/office/closing", Token)).Text, StringComparison.Ordinal);
        Assert.Null(await ShutAtAsync(cast));
    }

    [Fact]
    public async Task A_payment_page_is_ended_at_the_provider_first_and_money_on_its_way_is_waited_for()
    {
        var stage = await PaymentStage.SetAsync(site);
        var cast = stage.Cast;
        await ExportAsync(cast);
        var opened = await stage.PressAsync(CheckoutPurpose.Balance);

        // Whoever asks the database itself is refused the same: this page opened after the last look.
        var raced = await RuleAsync(() =>
            site.ActAsync(
                cast.Owen,
                async db =>
                {
                    await db.LockAsync(cast.Summit.Id, Token);
                    (await db.Workspaces.SingleAsync(Token)).Shut(Name, db.Now, 0, "Owen Hart", db.Now);
                },
                Token
            )
        );
        Assert.Equal(ShutRules.Money, raced);
        Assert.Null(await ShutAtAsync(cast));
        await stage.PayByBankAsync(opened, PaymentStage.Debit);
        await Patiently.HoldsAsync(
            async () => (await stage.AttemptsAsync()).Any(a => a.State == CheckoutState.Processing),
            "the debit is on its way"
        );
        Assert.Equal(ShutRules.Money, await RuleAsync(() => ShutAsync(cast)));
        using (var owen = site.VisitAs(cast.Owen, cast.Summit))
        {
            Assert.Contains("1 payment or refund is not decided", (await owen.GetAsync("/office/closing", Token)).Text, StringComparison.Ordinal);
        }

        var other = await PaymentStage.SetAsync(site);
        await ExportAsync(other.Cast);
        var page = await other.PressAsync(CheckoutPurpose.Balance);
        await ShutAsync(other.Cast);

        Assert.Equal(CheckoutState.Expired, Assert.Single(await other.AttemptsAsync()).State);
        using var payer = site.Visit();
        Assert.DoesNotContain(
            (await payer.GetAsync(new Uri(page).PathAndQuery, Token)).Document.QuerySelectorAll("button"),
            b => b.TextContent.Trim().StartsWith("Pay ", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Its_background_work_rests_and_goes_on_when_an_owner_opens_it_again()
    {
        var cast = await site.GatherAsync(Token);
        await ExportAsync(cast);
        using var owen = site.VisitAs(cast.Owen, cast.Summit);
        await ShutAsync(cast);
        await QueueAsync(cast, OutboxKinds.ExpireEstimate); // Else it looks again on the estimate's day.
        await Patiently.HoldsAsync(async () => await RestingAsync(cast, OutboxKinds.ExpireEstimate) == 1, "the task was put off by a day");
        await Patiently.HoldsAsync(async () => await MailedAsync(cast, Closed), "the owner was told");

        // The owner comes no further than the way back.
        foreach (var path in new[] { "/office", "/office/board", "/office/customers", "/office/second-step", "/office/sign-in" })
        {
            Assert.Equal("/office/closed", PathOf(await owen.GoAsync(path, Token)));
        }

        Assert.Equal(HttpStatusCode.Unauthorized, (await owen.Http.PostAsync("/_blazor/negotiate", null, Token)).StatusCode);
        var page = await owen.GetAsync("/office/closed", Token);
        Assert.Equal(Closed, page.Heading);
        using var elsewhere = site.Visit();
        Assert.Equal("/office/closed", PathOf(await elsewhere.FollowAsync(await SignInAsync(elsewhere, cast, cast.Owen), Token)));
        var opened = await owen.PressAsync(page, "Open it again");

        Assert.Equal("/office", PathOf(opened));
        Assert.Equal(HttpStatusCode.OK, (await owen.GetAsync("/office", Token)).Status);
        await Patiently.HoldsAsync(async () => await RestingAsync(cast, OutboxKinds.ExpireEstimate) == 0, "the task was done");
        await Patiently.HoldsAsync(async () => await MailedAsync(cast, Name + " is open again"), "the owner was told that, too");
        using var priya = site.Visit();
        Assert.Equal("/office", PathOf(await SignInAsync(priya, cast, cast.Priya)));
        Assert.Equal(
            ["workspace.shut", "workspace.reopened"],
            await site.ReadAsync(
                cast.Summit.Operator,
                db =>
                    db.Activity.Where(a => a.Kind.StartsWith("workspace.") && a.ActorKind == "staff" && a.Kind != "workspace.changed")
                        .OrderBy(a => a.Seq)
                        .Select(a => a.Kind)
                        .ToListAsync(Token)
            )
        );
        Assert.Equal("Sign in", (await priya.GoAsync($"/portal/{cast.Summit.Slug}", Token)).Heading);
    }

    [Fact]
    public async Task A_returning_owner_may_open_it_and_take_the_data_away_and_nothing_else()
    {
        var cast = await site.GatherAsync(Token);
        var export = await ExportAsync(cast);
        var returning = cast.Owen with { IsReturning = true };
        Assert.Equal(AccessRules.WorkspaceReopened, await RuleAsync(() => site.ActAsync(returning, _ => Task.CompletedTask, Token))); // It never was closed.
        await ShutAsync(cast);

        Assert.Equal(
            AccessRules.WorkspaceShut,
            await RuleAsync(() => site.Service<ChangeCompany>().RunAsync(returning, new CompanyForm("Mine", CompanyDetails.None, []), Key(), Token))
        );
        using var owen = site.VisitAs(cast.Owen, cast.Summit);
        var page = await owen.GetAsync("/office/closed", Token);
        var fetched = await owen.PressAsync(page, page.Document.QuerySelector("form[action='/office/closed/fetch'] button")!.TextContent.Trim());
        Assert.Equal((HttpStatusCode.OK, "application/zip"), (fetched.Status, fetched.Headers["Content-Type"]));
        using var priya = site.VisitAs(cast.Priya, cast.Summit);
        Assert.StartsWith("/office/sign-in", PathOf(await priya.GetAsync("/office/closed", Token)), StringComparison.Ordinal);
        var asked = await owen.PressAsync(page, "Make a new export");
        Assert.Equal("/office/closed", PathOf(asked));
        await Patiently.HoldsAsync(
            async () =>
                (long)
                    (
                        await site.PeekAsync(
                            "select count(*) from tenant.workspace_exports where workspace_id = $1 and ready_at is not null",
                            cast.Summit.Id.Value
                        )
                    )! == 2,
            $"another export than {export} was made while the company is closed"
        );
        var left = await owen.PressAsync(await owen.GetAsync("/office/closed", Token), "Sign out");
        Assert.Equal("/office/sign-in", PathOf(left));
        Assert.StartsWith("/office/sign-in", PathOf(await owen.GetAsync("/office/closed", Token)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_thirty_days_it_is_closed_for_good_and_its_address_is_free()
    {
        var cast = await site.GatherAsync(Token);
        await ExportAsync(cast);
        await ShutAsync(cast);
        await EndAsync(cast); // A day too early, whatever calls it.
        Assert.Null(await site.PeekAsync("select closed_at from platform.workspaces where id = $1 and closed_at is not null", cast.Summit.Id.Value));

        await site.TamperAsync("update tenant.workspaces set shut_at = shut_at - interval '30 days' where workspace_id = $1", cast.Summit.Id.Value);
        var late = await RuleAsync(() => site.Service<ReopenCompany>().RunAsync(cast.Owen with { IsReturning = true }, Key(), Token));
        using var owen = site.VisitAs(cast.Owen, cast.Summit);
        var page = await owen.GetAsync("/office/closed", Token);
        await EndAsync(cast);

        Assert.Equal(AccessRules.WorkspaceClosed, await RuleAsync(() => EndAsync(cast))); // Twice changes nothing.
        Assert.Equal(ShutRules.TooLate, late);
        Assert.False(page.Has("Open it again"));
        Assert.Equal(HttpStatusCode.NotFound, (await owen.GetAsync($"/portal/{cast.Summit.Slug}", Token)).Status);
        Assert.Equal(0L, await site.PeekAsync("select count(*) from platform.workspaces where slug = $1 and closed_at is null", cast.Summit.Slug));
        Assert.Equal(1L, await site.PeekAsync("select count(*) from tenant.estimates where workspace_id = $1", cast.Summit.Id.Value));
        Assert.Equal(AccessRules.WorkspaceClosed, await RuleAsync(() => site.ActAsync(cast.Owen, _ => Task.CompletedTask, Token)));
    }

    [Fact]
    public async Task Whoever_owns_two_companies_comes_into_the_open_one_and_finds_the_closed_one_from_there()
    {
        var cast = await site.GatherAsync(Token);
        await ExportAsync(cast);
        await site.TamperAsync(
            """
            insert into platform.staff_seats (user_id, workspace_id, staff_id)
              select user_id, $2, $3 from platform.staff_seats where staff_id = $1
            """,
            cast.Owen.StaffId.Value,
            cast.Spark.Id.Value,
            cast.Spark.Owner.StaffId.Value
        );
        await ShutAsync(cast);
        using var owen = site.Visit();

        var office = await owen.FollowAsync(await SignInAsync(owen, cast, cast.Owen), Token);
        Assert.Equal("/office", PathOf(office));
        Assert.Contains("Bright Spark", office.Text, StringComparison.Ordinal);
        var switched = await owen.FollowAsync(await owen.PressAsync(office, $"Go to {Name} (closed)", cancellationToken: Token), Token);

        Assert.Equal(("/office/closed", Closed), (PathOf(switched), switched.Heading));
    }

    [Fact]
    public async Task An_owed_second_step_comes_before_the_way_back()
    {
        var cast = await site.GatherAsync(Token);
        await ExportAsync(cast);
        await ShutAsync(cast);
        await site.TamperAsync("update tenant.workspaces set requires_second_step = true where workspace_id = $1", cast.Summit.Id.Value);
        using var owen = site.VisitAs(cast.Owen, cast.Summit);

        Assert.StartsWith("/office/second-step", PathOf(await owen.GoAsync("/office/closed", Token)), StringComparison.Ordinal);
        Assert.Equal(
            AccessRules.SecondStep,
            await RuleAsync(() => site.Service<ReopenCompany>().RunAsync(cast.Owen with { IsReturning = true }, Key(), Token))
        );
        await site.TamperAsync("update platform.staff_sessions set second_step_at = altitude.now() where id = $1", cast.Owen.Session.Value);

        Assert.Equal("/office/closed", PathOf(await owen.GoAsync("/office", Token)));
    }

    private static RequestKey Key() => RequestKey.New("test");

    private string PathOf(Page page) => new Uri(site.Url, page.Location ?? page.Path).PathAndQuery;

    private PageAddress Portal(Cast cast, SignedIn who) =>
        new(new Uri(site.Url, $"/portal/{cast.Summit.Slug}"), $"altitude-portal={Guid.NewGuid():N}.{who.Browser}");

    private PageAddress Office(Cast cast, Staff who, string path) => new(new Uri(site.Url, path), $"altitude-office={cast.Summit.CookieOf(who)}");

    private Task ShutAsync(Cast cast, string typed = Name, Staff? by = null) =>
        site.Service<ShutCompany>().RunAsync(by ?? cast.Owen, typed, Key(), Token);

    private Task<TaskEnd> EndAsync(Cast cast) =>
        site.Service<EndWorkspace>()
            .RunAsync(new OutboxTask(Guid.NewGuid(), cast.Summit.Id, OutboxKinds.EndWorkspace, cast.Summit.Id.Value, IsFollowUp: false), Token);

    /// <summary>An export that is ready, of a byte.</summary>
    private Task<Id<WorkspaceExport>> ExportAsync(Cast cast) =>
        site.ActAsync(
            cast.Owen,
            db =>
            {
                var export = WorkspaceExport.Ask(Id<WorkspaceExport>.New(), db.WorkspaceId, cast.Owen.StaffId, "Owen Hart", StaffRole.Owner, db.Now);
                export.Finish(1, new string('0', 64), db.Now);
                db.AddRange(export, new WorkspaceExportPart(export, 1, [1]));
                return Task.FromResult(export.Id);
            },
            Token
        );

    private async Task<string> LinkAsync(Cast cast)
    {
        var link = await site.Service<IssueSetupLink>().RunAsync(cast.Priya, cast.Luis.Actor.ContactId, null, byMail: false, Key(), Token);
        return new Uri(await site.Service<MintLinkSecret>().RunAsync(cast.Priya, link, LinkChannel.Copied, Token)).AbsolutePath;
    }

    private Task<int> WriteAsync(Cast cast) =>
        site.Service<SendMessage>().RunAsync(cast.Maria.Actor, null, "Hello", [], RequestKey.New("test"), Token);

    private Task QueueAsync(Cast cast, string kind) =>
        site.ActAsync(
            cast.Summit.Operator,
            db =>
            {
                db.Queue(kind, cast.Summit.Estimate.Value);
                return Task.CompletedTask;
            },
            Token
        );

    private async Task<long> RestingAsync(Cast cast, string kind) =>
        (long)
            (
                await site.PeekAsync(
                    """
                    select count(*) from platform.outbox where workspace_id = $1 and kind = $2 and done_at is null
                      and due_at between altitude.now() + interval '23 hours' and altitude.now() + interval '24 hours'
                    """,
                    cast.Summit.Id.Value,
                    kind
                )
            )!;

    private async Task<bool> MailedAsync(Cast cast, string subject) =>
        (await site.Service<CapturedMail>().ReadAsync(Token)).Any(m => m.Workspace == cast.Summit.Slug && m.Subject == subject);

    private async Task<object?> ShutAtAsync(Cast cast) =>
        await site.PeekAsync("select shut_at from tenant.workspaces where workspace_id = $1 and shut_at is not null", cast.Summit.Id.Value);

    private static async Task<Page> SignInAsync(WebVisitor visitor, Cast cast, Staff staff) =>
        await visitor.PressAsync(
            await visitor.GetAsync("/office/sign-in", Token),
            "Sign in",
            [new("Email", cast.Summit.EmailOf(staff)), new("Password", Cast.Password)]
        );

    private static async Task<string> RuleAsync(Func<Task> act)
    {
        try
        {
            await act();
            return "";
        }
        catch (RuleViolation refused)
        {
            return refused.Rule;
        }
    }
}
