using Altitude.Data;
using Altitude.Data.Platform;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Workspaces;
using Altitude.Testing;
using Altitude.Web.Features.Workspaces;
using Altitude.Web.Live;
using Altitude.Web.Security;
using Altitude.Web.Tests.Background;
using Microsoft.Extensions.DependencyInjection;

namespace Altitude.Web.Tests.Features.Workspaces;

public sealed class StaffSessionTests(AppFixture site) : IClassFixture<AppFixture>
{
    [Fact]
    public async Task Signing_out_ends_the_session_and_tells_its_open_pages()
    {
        var cast = await site.GatherAsync();
        using var priya = site.VisitAs(cast.Priya, cast.Summit);
        var heard = new TaskCompletionSource<Guid>();
        using var listening = await site.Service<LiveFeed>()
            .SubscribeAsync(
                cast.Summit.Id,
                [LiveTopic.SignInOf(cast.Summit.Id, cast.Priya.Session)],
                (entries, _) =>
                {
                    heard.TrySetResult(entries[0].Subject);
                    return Task.CompletedTask;
                },
                CancellationToken.None
            );

        await priya.PressAsync(await priya.GetAsync("/office/profile"), "Sign out");

        Assert.Equal(cast.Priya.Session.Value, await heard.Task.WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.Null(await SessionAsync(cast.Summit.CookieOf(cast.Priya)));
        Assert.Contains("/office/sign-in", (await priya.GetAsync("/office/profile")).Location, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_known_how_long_a_sign_in_lasts_yet()
    {
        var cast = await site.GatherAsync();
        await site.TamperAsync(
            "update platform.staff_sessions set expires_at = altitude.now() + interval '90 minutes' where id = $1",
            cast.Priya.Session.Value
        );

        var found = await SessionAsync(cast.Summit.CookieOf(cast.Priya));

        Assert.InRange(found!.Lasts!.Value, TimeSpan.FromMinutes(80), TimeSpan.FromMinutes(90));
    }

    [Fact]
    public async Task Nobody_ends_a_colleagues_sign_in()
    {
        var cast = await site.GatherAsync();

        await UseAsync<EndStaffSession>(use => use.RunAsync(cast.Dana, cast.Owen.Session, CancellationToken.None));

        Assert.NotNull(await SessionAsync(cast.Summit.CookieOf(cast.Owen)));
    }

    [Fact]
    public async Task Whoever_works_for_two_companies_goes_over_with_a_sign_in_of_its_own()
    {
        var cast = await site.GatherAsync();
        await SeatAsync(cast, cast.Owen, cast.Spark);
        using var owen = site.VisitAs(cast.Owen, cast.Summit);

        var page = await owen.GetAsync("/office/profile");
        await owen.PressAsync(page, "Go to Bright Spark Electric");
        var there = await owen.GetAsync("/office/profile");

        Assert.Contains("Bright Spark Electric", there.Text, StringComparison.Ordinal);
        Assert.Null(await SessionAsync(cast.Summit.CookieOf(cast.Owen)));
    }

    [Fact]
    public async Task Nobody_goes_over_to_a_company_they_do_not_work_for()
    {
        var cast = await site.GatherAsync();
        var present = await SessionAsync(cast.Summit.CookieOf(cast.Priya));

        var refused = await Assert.ThrowsAsync<RuleViolation>(() =>
            UseAsync<SwitchWorkspace>(use => use.RunAsync(present!, cast.Spark.Id, "Test browser", CancellationToken.None)) // Signed in above.
        );

        Assert.Equal(SwitchWorkspace.NoSeat, refused.Rule);
        Assert.NotNull(await SessionAsync(cast.Summit.CookieOf(cast.Priya)));
    }

    [Fact]
    public async Task A_new_password_ends_every_sign_in_in_every_company_and_its_link_opens_once()
    {
        var cast = await site.GatherAsync();
        var user = await SeatAsync(cast, cast.Owen, cast.Spark);
        StaffTicket? elsewhere = null;
        await UseAsync<BeginStaffSession>(async use => elsewhere = await use.RunAsync(user, cast.Spark.Id, "Test browser", CancellationToken.None));
        string? path = null;
        await UseAsync<MintPasswordReset>(async use => path = await use.RunAsync(user));
        using var owen = site.Visit();

        var done = await owen.PressAsync(await owen.GetAsync(path!), "Change password", [new("Password", "a quite different one")]);
        var again = await owen.GetAsync(path!); // Minted above.

        Assert.Equal("Your password is changed", done.Heading);
        Assert.Equal("This link no longer opens", again.Heading);
        Assert.Null(await SessionAsync(cast.Summit.CookieOf(cast.Owen)));
        Assert.Null(await SessionAsync(elsewhere!.Key.Text)); // Begun above.
        foreach (var company in new[] { cast.Summit, cast.Spark })
        {
            Assert.Equal(
                1L,
                await site.PeekAsync(
                    "select count(*) from tenant.activity where workspace_id = $1 and kind = 'staff-session.ended'",
                    company.Id.Value
                )
            );
        }
    }

    [Fact]
    public async Task A_short_password_is_refused_and_the_link_still_opens()
    {
        var cast = await site.GatherAsync();
        var user = (await SessionAsync(cast.Summit.CookieOf(cast.Ada)))!.UserId; // The cast is signed in.
        string? path = null;
        await UseAsync<MintPasswordReset>(async use => path = await use.RunAsync(user));
        using var ada = site.Visit();

        var refused = await ada.PressAsync(await ada.GetAsync(path!), "Change password", [new("Password", "short")]); // Minted above.

        Assert.True(refused.Has("Change password"));
        Assert.Contains("at least 10", refused.Text, StringComparison.OrdinalIgnoreCase);
        Assert.NotNull(await SessionAsync(cast.Summit.CookieOf(cast.Ada)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("?token=")]
    [InlineData("?token=00000000000000000000000000000000.AAAA")]
    [InlineData("?token=zzz.%00")]
    public async Task Made_up_tokens_get_the_answer_of_a_dead_link(string query)
    {
        using var somebody = site.Visit();

        Assert.Equal("This link no longer opens", (await somebody.GetAsync("/office/reset" + query)).Heading);
    }

    [Fact]
    public async Task Asking_for_a_new_password_answers_the_same_for_unknown_addresses_and_queues_one_mail()
    {
        var cast = await site.GatherAsync();
        using var somebody = site.Visit();

        var known = await AskAsync(somebody, cast.Summit.EmailOf(cast.Priya));
        var unknown = await AskAsync(somebody, "nobody@example.com");

        Assert.Equal(known.Text, unknown.Text);
        await Patiently.HoldsAsync(async () => await ResetsQueuedAsync(cast) == 1);
    }

    [Fact]
    public async Task Whoever_asks_for_a_new_password_waits_for_nothing_that_only_a_known_address_would_need()
    {
        var cast = await site.GatherAsync();
        using var somebody = site.Visit();
        await using var busy = await HoldHeadAsync(cast);

        var known = await AskAsync(somebody, cast.Summit.EmailOf(cast.Ada)).WaitAsync(TimeSpan.FromSeconds(20));

        Assert.Equal("Look into your mail", known.Heading);
        Assert.Equal(0L, await ResetsQueuedAsync(cast));
        await busy.DisposeAsync();
        await Patiently.HoldsAsync(async () => await ResetsQueuedAsync(cast) == 1);
    }

    [Fact]
    public async Task The_sign_ins_that_a_new_password_ends_end_with_the_companys_head()
    {
        var cast = await site.GatherAsync();
        var user = (await SessionAsync(cast.Summit.CookieOf(cast.Ada)))!.UserId; // The cast is signed in.
        string? path = null;
        await UseAsync<MintPasswordReset>(async use => path = await use.RunAsync(user));
        var token = path!.Split("token=")[1]; // Minted above.
        await using var busy = await HoldHeadAsync(cast);

        var resetting = UseAsync<ResetPassword>(use => use.RunAsync(token, "a quite different one", CancellationToken.None));
        await Patiently.HoldsAsync(async () =>
            (long)(await site.PeekAsync("select count(*) from pg_stat_activity where wait_event_type = 'Lock' and query like '%append%'"))! == 1 // A count.
        );

        Assert.NotNull(await SessionAsync(cast.Summit.CookieOf(cast.Ada))); // Whoever holds the head commits before the end.
        await busy.DisposeAsync();
        await resetting;
        Assert.Null(await SessionAsync(cast.Summit.CookieOf(cast.Ada)));
    }

    /// <summary>An act of somebody else that takes its time to commit.</summary>
    private async Task<WorkspaceDb> HoldHeadAsync(Cast cast)
    {
        var db = await site.Workspaces.OpenAsync(cast.Owen, CancellationToken.None);
        await db.ExecuteAsync("select altitude.append('operator', null, null, $1::jsonb)", ["[]"], CancellationToken.None);
        return db;
    }

    private async Task<long> ResetsQueuedAsync(Cast cast) =>
        (long)
            (
                await site.PeekAsync(
                    "select count(*) from platform.outbox where workspace_id = $1 and kind = $2",
                    cast.Summit.Id.Value,
                    OutboxKinds.MailPasswordReset
                )
            )!; // A count.

    private static async Task<Page> AskAsync(WebVisitor visitor, string email) =>
        await visitor.PressAsync(await visitor.GetAsync("/office/forgot"), "Mail me a link", [new("Email", email)]);

    private Task<StaffSignIn?> SessionAsync(string cookie) => site.Service<StaffSessions>().FindAsync(Secret.HashOf(cookie), CancellationToken.None);

    /// <returns>The sign-in that now has a seat in both companies.</returns>
    private async Task<Guid> SeatAsync(Cast cast, Staff who, Company also)
    {
        var user = (await SessionAsync(cast.Summit.CookieOf(who)))!.UserId; // The cast is signed in.
        await site.ActAsync(
            also.Operator,
            db =>
            {
                var member = StaffMember.Join(Id<StaffMember>.New(), also.Id, user, who.StaffName, "owen@example.com", "", StaffRole.Admin);
                db.Staff.Add(member);
                db.StaffSeats.Add(
                    new StaffSeat
                    {
                        UserId = user,
                        WorkspaceId = also.Id,
                        StaffId = member.Id,
                    }
                );
                return Task.CompletedTask;
            }
        );
        return user;
    }

    private async Task UseAsync<T>(Func<T, Task> use)
        where T : notnull
    {
        await using var scope = site.Running.Services.CreateAsyncScope();
        await use(scope.ServiceProvider.GetRequiredService<T>());
    }
}
