using System.Diagnostics;
using System.Net;
using Altitude.Data;
using Altitude.Data.Demo;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Workspaces;
using Altitude.Testing;
using Altitude.Testing.Circuits;
using Altitude.Web.Email;
using Altitude.Web.Features.Jobs;
using Altitude.Web.Features.Workspaces;
using Altitude.Web.Live;
using Altitude.Web.Security;
using Microsoft.Extensions.DependencyInjection;

namespace Altitude.Web.Tests.Features.Workspaces;

/// <summary>An authenticator app beside the password: set up, asked for, used up, taken away; by whoever may, and by nobody else.</summary>
public sealed class SecondStepTests(AppFixture site) : IClassFixture<AppFixture>
{
    private const string Address = "/office/second-step";
    private const string Demo = "owen@summit-air.example";
    private const string Door = "/office/sign-in/second-step";

    /// <summary>How long an open page may outlive what it is asked for.</summary>
    private static readonly TimeSpan s_soon = Soak.Within(TimeSpan.FromSeconds(2));

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Whoever_sets_up_an_app_is_asked_for_its_code_from_then_on()
    {
        var cast = await site.GatherAsync();
        using var priya = site.VisitAs(cast.Priya, cast.Summit);
        var page = await priya.GetAsync(Address);
        Assert.Equal("Your second step", page.Heading);

        page = await priya.FollowAsync(await priya.PressAsync(page, "Set up an authenticator app"));
        Assert.NotNull(page.Find("svg.qr[aria-label='QR code for your authenticator app']"));
        var app = AppOf(page);
        var wrong = await priya.PressAsync(page, "Turn it on", [new("Code", "000000")]);
        Assert.Equal(HttpStatusCode.Unauthorized, wrong.Status);
        Assert.Contains("does not belong to this key", wrong.Text, StringComparison.Ordinal);
        Assert.Equal(AppKey(page), AppKey(wrong)); // The key stays, so that nothing is scanned twice.
        Assert.False(await HasStepAsync(cast.Priya));
        var codes = await priya.PressAsync(wrong, "Turn it on", [new("Code", app.Code())]);

        Assert.Equal("Keep your recovery codes", codes.Heading);
        Assert.Equal(10, CodesOf(codes).Distinct().Count());
        Assert.Contains(Uri.EscapeDataString(CodesOf(codes)[0]), codes.Find("a[download]")!.GetAttribute("href")!, StringComparison.Ordinal);
        Assert.True(await HasStepAsync(cast.Priya));
        Assert.Contains("10 recovery codes left", (await priya.GetAsync(Address)).Text, StringComparison.Ordinal);
        Assert.Equal("On", (await priya.GetAsync("/office/profile")).Find("#second-step + .chip")?.TextContent);

        using var elsewhere = site.Visit();
        var half = await SignInAsync(elsewhere, cast, cast.Priya, next: "/office/messages");
        Assert.StartsWith(Door, PathOf(half), StringComparison.Ordinal);
        var step = await elsewhere.FollowAsync(half);
        var refused = await elsewhere.PressAsync(step, "Continue", [new("Code", "123456")]);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.Status);
        var done = await elsewhere.PressAsync(refused, "Continue", [new("Code", app.Code(1))]);
        Assert.Equal("/office/messages", PathOf(done));
        Assert.Contains("Priya Nair", (await elsewhere.GetAsync("/office/profile")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_half_of_a_sign_in_opens_nothing_and_belongs_to_its_browser_and_its_minutes()
    {
        var cast = await site.GatherAsync();
        var app = await SetUpAsync(cast, cast.Owen);
        using var owen = site.Visit();
        var step = await owen.FollowAsync(await SignInAsync(owen, cast, cast.Owen));

        foreach (var path in new[] { "/office", "/office/board", "/office/profile", "/office/team", "/office/activity.csv", Address, "/background" })
        {
            Assert.StartsWith("/office/sign-in", PathOf(await owen.GetAsync(path)), StringComparison.Ordinal);
        }

        Assert.Equal(HttpStatusCode.Unauthorized, (await owen.Http.PostAsync("/_blazor/negotiate", null)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await owen.Http.PostAsync("/hubs/live/negotiate", null)).StatusCode);
        using var thief = site.Visit(); // Saw the code and the address, and has another browser.
        Assert.StartsWith("/office/sign-in", PathOf(await thief.GetAsync(Door)), StringComparison.Ordinal);
        await site.Clock.AdvanceAsync(AdmitStaff.Waits);
        var late = await owen.PressAsync(step, "Continue", [new("Code", app.Code(1))]);

        Assert.Equal((HttpStatusCode.Unauthorized, "Sign in again"), (late.Status, late.Heading));
        Assert.StartsWith("/office/sign-in", PathOf(await owen.GetAsync("/office")), StringComparison.Ordinal);
        var again = await owen.FollowAsync(await SignInAsync(owen, cast, cast.Owen));
        Assert.Equal("/office", PathOf(await owen.PressAsync(again, "Continue", [new("Code", app.Code(2))])));
        var twice = await owen.PressAsync(again, "Continue", [new("Code", app.Code(-1))]); // The half was used.
        Assert.Equal("Sign in again", twice.Heading);
    }

    [Fact]
    public async Task The_half_of_a_sign_in_is_good_for_one_sign_in_whoever_kept_a_copy_of_it()
    {
        const string Half = "altitude-office-step";
        var cast = await site.GatherAsync();
        var app = await SetUpAsync(cast, cast.Priya);
        using var priya = site.Visit();
        var step = await priya.FollowAsync(await SignInAsync(priya, cast, cast.Priya));
        var kept = priya.Cookies.GetCookies(site.Url)[Half]!.Value;
        var first = await priya.PressAsync(step, "Continue", [new("Code", app.Code(1))]);
        Assert.Equal("/office", PathOf(first));

        priya.Cookies.Add(site.Url, new Cookie(Half, kept));
        var again = await priya.PressAsync(step, "Continue", [new("Code", app.Code(2))]); // A code that is good, and nobody used.

        Assert.Equal((HttpStatusCode.Unauthorized, "Sign in again"), (again.Status, again.Heading));
        Assert.Equal(2L, await SignInsAsync(cast.Priya)); // The cast's own, and the first.
    }

    [Fact]
    public async Task A_code_is_good_once_wherever_it_is_used()
    {
        var cast = await site.GatherAsync();
        var app = await SetUpAsync(cast, cast.Ada); // With this half minute's code.
        var code = app.Code(1);
        var first = await FinishAsync(cast, cast.Ada, code);

        var replayed = await FinishAsync(cast, cast.Ada, code);
        var spaced = await FinishAsync(cast, cast.Ada, code.Insert(3, " "));
        var other = app.Code(2);
        var raced = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => FinishAsync(cast, cast.Ada, other)));

        Assert.Equal(
            (HttpStatusCode.SeeOther, HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized),
            (first.Status, replayed.Status, spaced.Status)
        );
        Assert.Single(raced, answer => answer.Status == HttpStatusCode.SeeOther);
    }

    [Fact]
    public async Task Five_wrong_codes_make_codes_wait_and_the_password_sets_that_not_back()
    {
        var cast = await site.GatherAsync();
        var app = await SetUpAsync(cast, cast.Dana);
        for (var n = 0; n < SecondStepChecks.MostTries; n++)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await FinishAsync(cast, cast.Dana, "000000")).Status); // Each after the right password.
        }

        var locked = await FinishAsync(cast, cast.Dana, app.Code(1));
        await site.Clock.AdvanceAsync(SecondStepChecks.Rest);
        var later = await FinishAsync(cast, cast.Dana, app.Code(2));

        Assert.Equal((HttpStatusCode.TooManyRequests, HttpStatusCode.SeeOther), (locked.Status, later.Status));
        Assert.Contains("Wait 15 minutes", locked.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_recovery_code_signs_in_once_and_its_person_is_told()
    {
        var cast = await site.GatherAsync();
        IReadOnlyList<string> codes = [];
        await SetUpAsync(cast, cast.Priya, kept => codes = kept);

        var first = await FinishAsync(cast, cast.Priya, codes[3].ToLowerInvariant().Replace("-", " ", StringComparison.Ordinal), recovery: true);
        var again = await FinishAsync(cast, cast.Priya, codes[3], recovery: true);

        Assert.Equal((HttpStatusCode.SeeOther, HttpStatusCode.Unauthorized), (first.Status, again.Status));
        var mail = await MailAsync(cast.Summit.EmailOf(cast.Priya), "A recovery code was used to sign in as you");
        Assert.Contains("Left: 9.", mail.Text, StringComparison.Ordinal);
        Assert.Contains("signed in with a recovery code; 9 left", await HistoryAsync(cast), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_shows_that_it_is_them_makes_new_codes_takes_another_phone_or_turns_it_off()
    {
        var cast = await site.GatherAsync();
        IReadOnlyList<string> codes = [];
        var app = await SetUpAsync(cast, cast.Ada, kept => codes = kept);
        using var ada = site.VisitAs(cast.Ada, cast.Summit);
        var page = await ada.GetAsync(Address);
        foreach (var button in new[] { "Make new recovery codes", "Use another phone or app", "Turn it off" })
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await ada.PressAsync(page, button, [new("Proof", "not-her-password")])).Status);
            await ada.PressAsync(page, "Make new recovery codes", [new("Proof", Cast.Password)]); // A right one sets the count back.
        }

        var renewed = await ada.PressAsync(page, "Make new recovery codes", [new("Proof", Cast.Password)]);
        Assert.Equal(HttpStatusCode.Unauthorized, (await FinishAsync(cast, cast.Ada, codes[0], recovery: true)).Status);
        Assert.Equal(HttpStatusCode.SeeOther, (await FinishAsync(cast, cast.Ada, CodesOf(renewed)[0], recovery: true)).Status);

        var setup = await ada.FollowAsync(await ada.PressAsync(page, "Use another phone or app", [new("Proof", app.Code(1))]));
        var other = AppOf(setup);
        Assert.Equal(HttpStatusCode.SeeOther, (await FinishAsync(cast, cast.Ada, app.Code(2))).Status); // The old one goes on until the new one is right.
        await ada.PressAsync(setup, "Turn it on", [new("Code", other.Code())]);
        Assert.Equal(HttpStatusCode.Unauthorized, (await FinishAsync(cast, cast.Ada, app.Code(-1))).Status);
        Assert.Equal(HttpStatusCode.SeeOther, (await FinishAsync(cast, cast.Ada, other.Code(1))).Status);

        await ada.PressAsync(await ada.GetAsync(Address), "Turn it off", [new("Proof", Cast.Password)]);
        Assert.Equal("/office", PathOf(await SignInAsync(site.Visit(), cast, cast.Ada)));
        await MailAsync(cast.Summit.EmailOf(cast.Ada), "The authenticator app was removed from your sign-in");
        var stale = await ada.PressAsync(page, "Turn it off", [new("Proof", Cast.Password)]); // Drawn while it was on.
        Assert.Equal(HttpStatusCode.Conflict, stale.Status);
        Assert.Contains("how it stands now", stale.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_gets_changes_or_loses_a_second_step_is_written_to_and_nobody_else()
    {
        var cast = await site.GatherAsync();
        await SetUpAsync(cast, cast.Ada);
        var added = await MailAsync(cast.Summit.EmailOf(cast.Ada), "An authenticator app was added to your sign-in");
        Assert.Contains("choose a new password at once", added.Text, StringComparison.Ordinal);
        Assert.Contains(added.Links, link => link.EndsWith(Address, StringComparison.Ordinal));
        using var ada = site.VisitAs(cast.Ada, cast.Summit);
        var page = await ada.GetAsync(Address);
        await ada.PressAsync(page, "Make new recovery codes", [new("Proof", Cast.Password)]);
        await MailAsync(cast.Summit.EmailOf(cast.Ada), "New recovery codes were made for your sign-in");
        await ada.PressAsync(page, "Turn it off", [new("Proof", Cast.Password)]);
        await MailAsync(cast.Summit.EmailOf(cast.Ada), "The authenticator app was removed from your sign-in");

        var box = await site.Service<CapturedMail>().ReadAsync(default);
        Assert.All(
            box.Where(m => m.Workspace == cast.Summit.Slug && m.Subject.Contains("your sign-in", StringComparison.Ordinal)),
            mail => Assert.Contains(cast.Summit.EmailOf(cast.Ada), mail.To, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_sign_in_that_began_without_the_step_changes_nothing_of_it()
    {
        var cast = await site.GatherAsync();
        using var stolen = site.Visit(); // Somebody who knew the password was in before the app was there.
        await SignInAsync(stolen, cast, cast.Owen);
        var before = await stolen.GetAsync(Address);
        var app = await SetUpAsync(cast, cast.Owen);

        var page = await stolen.GetAsync(Address);
        var begun = await stolen.PressAsync(before, "Set up an authenticator app");

        Assert.Equal("Show your second step", page.Heading);
        Assert.False(page.Has("Turn it off"));
        Assert.Equal(HttpStatusCode.Conflict, begun.Status);
        var off = await Assert.ThrowsAsync<RuleViolation>(() =>
            UseAsync<TurnOffAuthenticator>(cast, stolen, (use, who) => use.RunAsync(who, Cast.Password, default))
        );
        Assert.Equal(SecondStepRules.Unconfirmed, off.Rule);
        await stolen.PressAsync(page, "Continue", [new("Code", app.Code(1))]);
        Assert.True((await stolen.GetAsync(Address)).Has("Turn it off"));
    }

    [Fact]
    public async Task Keys_and_codes_are_not_readable_where_they_are_kept()
    {
        var cast = await site.GatherAsync();
        IReadOnlyList<string> codes = [];
        var key = "";
        await SetUpAsync(cast, cast.Priya, kept => codes = kept, seen => key = seen.Replace(" ", "", StringComparison.Ordinal));

        var kept = (string)(await site.PeekAsync("select string_agg(t::text, ' ') from platform.user_tokens t"))!;
        var asked = (string)(await site.PeekAsync("select string_agg(k::text, ' ') from tenant.request_keys k"))!;
        var lines = (string)(await site.PeekAsync("select string_agg(d::text, ' ') from tenant.activity_details d"))!;

        foreach (var secret in codes.Append(key))
        {
            Assert.All([kept, asked, lines], place => Assert.DoesNotContain(secret, place, StringComparison.OrdinalIgnoreCase));
        }
    }

    [Fact]
    public async Task A_company_that_asks_for_it_lets_nobody_work_without()
    {
        var cast = await site.GatherAsync();
        var refused = await Assert.ThrowsAsync<RuleViolation>(() => RequireAsync(cast.Owen, true));
        Assert.Equal(SecondStepRules.Required, refused.Rule); // Whoever asks has one themselves.
        await SetUpAsync(cast, cast.Owen);
        using var dana = site.VisitAs(cast.Dana, cast.Summit);
        Assert.Equal(HttpStatusCode.OK, (await dana.GetAsync("/office/my-day")).Status);

        await RequireAsync(cast.Owen, true);

        var acts = await Assert.ThrowsAsync<RuleViolation>(() =>
            site.Service<DescribeSelf>().RunAsync(cast.Dana, "Dana W.", "", RequestKey.New("test"), default)
        );
        Assert.Equal(AccessRules.SecondStep, acts.Rule); // As an open page does, however long its circuit has lived.
        foreach (var path in new[] { "/office", "/office/board", "/office/profile", "/office/my-day", "/office/activity.csv", "/background" })
        {
            Assert.StartsWith("/office/sign-in", PathOf(await dana.GetAsync(path)), StringComparison.Ordinal);
        }

        Assert.Equal(HttpStatusCode.Unauthorized, (await dana.Http.PostAsync("/_blazor/negotiate", null)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await dana.Http.PostAsync("/hubs/live/negotiate", null)).StatusCode);
        var page = await dana.GoAsync("/office/my-day");
        Assert.Equal("One more step to your office", page.Heading);
        Assert.Contains("Summit Air Heating & Cooling asks everybody", page.Text, StringComparison.Ordinal);
        var setup = await dana.FollowAsync(await dana.PressAsync(page, "Set up an authenticator app"));
        var done = await dana.PressAsync(setup, "Turn it on", [new("Code", AppOf(setup).Code())]);
        Assert.Equal("/office/my-day", done.Document.QuerySelector("a.button.wide")!.GetAttribute("href"));
        Assert.Equal(HttpStatusCode.OK, (await dana.GetAsync("/office/my-day")).Status);
        var only = await dana.GetAsync(Address);
        Assert.False(only.Has("Turn it off"));
        var off = await Assert.ThrowsAsync<RuleViolation>(() =>
            UseAsync<TurnOffAuthenticator>(cast, dana, (use, who) => use.RunAsync(who, Cast.Password, default))
        );
        Assert.Equal(SecondStepRules.Required, off.Rule);

        using var priya = site.Visit(); // Signs in anew, without one.
        var there = await priya.FollowAsync(await SignInAsync(priya, cast, cast.Priya, next: "/office/customers"));
        Assert.Equal("One more step to your office", there.Heading);
        var left = await priya.PressAsync(there, "Sign out");
        Assert.Equal("/office/sign-in", PathOf(left));
        var mail = await MailAsync(cast.Summit.EmailOf(cast.Priya), "Summit Air Heating & Cooling asks for a second step when you sign in");
        Assert.Contains("Owen Hart", mail.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(
            await site.Service<CapturedMail>().ReadAsync(default),
            m => m.To.Contains(cast.Summit.EmailOf(cast.Owen), StringComparison.Ordinal) && m.Subject.Contains("asks for", StringComparison.Ordinal)
        );
        await RequireAsync(cast.Owen, false);
        Assert.Equal(HttpStatusCode.OK, (await site.VisitAs(cast.Ada, cast.Summit).GetAsync("/office")).Status);
    }

    [Fact]
    public async Task Open_pages_of_those_who_have_none_go_to_it_within_two_seconds_and_what_they_had_ready_is_refused()
    {
        var cast = await site.GatherAsync();
        await SetUpAsync(cast, cast.Owen);
        const string Words = "/office/settings/notifications/estimate-sent"; // Whose page listens for nothing but other words.
        await using var board = await OpenAsync(cast, cast.Priya, "/office/board", cast.Summit.JobNumber);
        await using var customers = await OpenAsync(cast, cast.Priya, "/office/customers", "Delgado household");
        await using var words = await OpenAsync(cast, cast.Ada, Words, "What customers will see");
        await using var day = await OpenAsync(cast, cast.Dana, "/office/my-day", "");
        await using var owens = await OpenAsync(cast, cast.Owen, "/office/board", cast.Summit.JobNumber);
        var hers = LiveTopic.SignInOf(cast.Summit.Id, cast.Dana.Session);
        await Patiently.HoldsAsync(() => site.Service<LiveFeed>().CountSubscribers(hers) == 1, "the technician's day listens");
        await using var ready = await site.Workspaces.OpenAsync(cast.Priya, default);
        ready.Record(new WorkspaceChanged(cast.Summit.Id, "test"));

        var asked = new TaskCompletionSource<long>();
        Task<TimeSpan>[] leaving =
        [
            board.TimeAsync(DoorOf("/office/board"), () => asked.Task, s_patience),
            customers.TimeAsync(DoorOf("/office/customers"), () => asked.Task, s_patience),
            words.TimeAsync(DoorOf(Words), () => asked.Task, s_patience),
            day.TimeAsync("/office/sign-in?next=/office/my-day", () => asked.Task, s_patience),
        ];
        var began = Stopwatch.GetTimestamp();
        await RequireAsync(cast.Owen, true);
        asked.SetResult(began);
        var gone = await Task.WhenAll(leaving);

        Assert.True(gone.Max() < s_soon, $"A page was open for {gone.Max().TotalSeconds:N1} s.");
        var late = await Assert.ThrowsAsync<RuleViolation>(() => site.Workspaces.CommitAsync(ready, default));
        Assert.Equal(AccessRules.SecondStep, late.Rule);
        foreach (var who in new[] { cast.Priya, cast.Ada, cast.Dana })
        {
            var act = await Assert.ThrowsAsync<RuleViolation>(() =>
                site.Service<DescribeSelf>().RunAsync(who, "Somebody", "", RequestKey.New("test"), default)
            );
            Assert.Equal(AccessRules.SecondStep, act.Rule);
        }

        using var priya = site.VisitAs(cast.Priya, cast.Summit);
        Assert.Equal("One more step to your office", (await priya.GoAsync(DoorOf("/office/board"))).Heading);
        await site.Service<OpenJob>()
            .RunAsync(cast.Owen, new NewJob(cast.Summit.Customer, "Said afterwards", null, null), RequestKey.New("test"), default);
        await Patiently.HoldsAsync(() => owens.Frames.Contains("Said afterwards", StringComparison.Ordinal), "whoever has one works on");
        Assert.DoesNotContain("navigationManager.navigateTo", owens.Frames, StringComparison.Ordinal);
        Assert.All([board, customers, words], page => Assert.DoesNotContain("Said afterwards", page.Frames, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Only_owners_and_admins_ask_it_of_everybody()
    {
        var cast = await site.GatherAsync();
        await SetUpAsync(cast, cast.Priya);

        var refused = await Assert.ThrowsAsync<RuleViolation>(() => RequireAsync(cast.Priya, true));

        Assert.Equal(StaffRoles.NotAllowed, refused.Rule);
    }

    [Fact]
    public async Task An_owner_resets_the_step_of_somebody_who_lost_their_phone()
    {
        var cast = await site.GatherAsync();
        await SetUpAsync(cast, cast.Dana);
        var byAdmin = await Assert.ThrowsAsync<RuleViolation>(() => ResetAsync(cast.Ada, cast.Dana));
        var own = await Assert.ThrowsAsync<RuleViolation>(() => ResetAsync(cast.Owen, cast.Owen));
        var none = await Assert.ThrowsAsync<RuleViolation>(() => ResetAsync(cast.Owen, cast.Priya));
        var foreign = await Assert.ThrowsAsync<RuleViolation>(() => ResetAsync(cast.Spark.Owner, cast.Dana));
        Assert.Equal(
            (StaffRoles.NotAllowed, StaffRules.Yourself, SecondStepRules.Changed, StaffRules.Missing),
            (byAdmin.Rule, own.Rule, none.Rule, foreign.Rule)
        );
        using var open = site.VisitAs(cast.Dana, cast.Summit);

        await ResetAsync(cast.Owen, cast.Dana);

        Assert.StartsWith("/office/sign-in", PathOf(await open.GetAsync("/office/my-day")), StringComparison.Ordinal);
        Assert.Equal("/office/my-day", PathOf(await SignInAsync(site.Visit(), cast, cast.Dana)));
        var mail = await MailAsync(cast.Summit.EmailOf(cast.Dana), "Your second step was reset");
        Assert.Contains("Owen Hart took away", mail.Text, StringComparison.Ordinal);
        Assert.Contains("Owen Hart reset the second step of Dana Whitfield", await HistoryAsync(cast), StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_company_alone_takes_away_a_step_that_guards_another()
    {
        var cast = await site.GatherAsync();
        await SetUpAsync(cast, cast.Dana);
        await site.PeekAsync(
            "insert into platform.staff_seats (user_id, workspace_id, staff_id) select user_id, $2, $3 from platform.staff_seats where staff_id = $1 returning 1",
            cast.Dana.StaffId.Value,
            cast.Spark.Id.Value,
            Guid.NewGuid()
        );

        var refused = await Assert.ThrowsAsync<RuleViolation>(() => ResetAsync(cast.Owen, cast.Dana));

        Assert.Equal(SecondStepRules.Shared, refused.Rule);
        Assert.True(await HasStepAsync(cast.Dana));
    }

    [Fact]
    public async Task Telling_the_demos_story_anew_takes_every_second_step_away()
    {
        using var owen = site.Visit();
        await site.GatherAsync(); // The story takes its address from whoever holds it, and nobody takes it from the story.
        await TellAsync();
        await owen.PressAsync(await owen.GetAsync("/office/sign-in"), "Sign in", [new("Email", Demo), new("Password", DemoSignIns.Password)]);
        var setup = await owen.FollowAsync(await owen.PressAsync(await owen.GetAsync(Address), "Set up an authenticator app"));
        await owen.PressAsync(setup, "Turn it on", [new("Code", AppOf(setup).Code())]);

        await TellAsync();

        using var again = site.Visit();
        var door = await again.GetAsync("/office/sign-in");
        Assert.Equal("/office", PathOf(await again.PressAsync(door, "Sign in", [new("Email", Demo), new("Password", DemoSignIns.Password)])));

        async Task TellAsync() => (await owen.Http.PostAsync("/demo/reset", null)).EnsureSuccessStatusCode();
    }

    /// <summary>A page of the office, until it hears and shows this.</summary>
    private async Task<OpenPages> OpenAsync(Cast cast, Staff staff, string path, string shown)
    {
        var address = new PageAddress(new Uri(site.Url, path), $"altitude-office={cast.Summit.CookieOf(staff)}", KeepsFrames: true);
        var page = await OpenPages.OpenAsync(address, 1);
        await Patiently.HoldsAsync(() => page.Frames.Contains(shown, StringComparison.Ordinal), $"{path} shows {shown}");
        return page;
    }

    private static string DoorOf(string path) => $"/office/sign-in?next={Uri.EscapeDataString(path)}";

    private async Task<long> SignInsAsync(Staff staff) =>
        (long)(await site.PeekAsync("select count(*) from platform.staff_sessions where staff_id = $1", staff.StaffId.Value))!; // A count.

    /// <summary>Sets up an app for somebody of Summit, at their desk.</summary>
    private async Task<Authenticator> SetUpAsync(Cast cast, Staff staff, Action<IReadOnlyList<string>>? keep = null, Action<string>? see = null)
    {
        using var visitor = site.VisitAs(staff, cast.Summit);
        var page = await visitor.FollowAsync(await visitor.PressAsync(await visitor.GetAsync(Address), "Set up an authenticator app"));
        see?.Invoke(AppKey(page));
        var app = AppOf(page);
        var codes = await visitor.PressAsync(page, "Turn it on", [new("Code", app.Code())]);
        Assert.Equal("Keep your recovery codes", codes.Heading);
        keep?.Invoke(CodesOf(codes));
        return app;
    }

    private static async Task<Page> SignInAsync(WebVisitor visitor, Cast cast, Staff staff, string? next = null)
    {
        var door = await visitor.GetAsync("/office/sign-in" + (next is null ? "" : $"?next={Uri.EscapeDataString(next)}"));
        return await visitor.PressAsync(door, "Sign in", [new("Email", cast.Summit.EmailOf(staff)), new("Password", Cast.Password)]);
    }

    /// <summary>Password and code, in a browser of their own.</summary>
    private async Task<Page> FinishAsync(Cast cast, Staff staff, string code, bool recovery = false)
    {
        using var visitor = site.Visit();
        var step = await visitor.FollowAsync(await SignInAsync(visitor, cast, staff));
        if (recovery)
        {
            step = await visitor.GetAsync(Door + "?recovery=yes");
        }

        return await visitor.PressAsync(step, "Continue", [new("Code", code)]);
    }

    private Task RequireAsync(Staff staff, bool required) =>
        site.Service<RequireSecondStep>().RunAsync(staff, required, RequestKey.New("test"), default);

    private Task ResetAsync(Staff staff, Staff of) => site.Service<ResetSecondStep>().RunAsync(staff, of.StaffId, RequestKey.New("test"), default);

    private async Task<bool> HasStepAsync(Staff staff) =>
        (bool)
            (
                await site.PeekAsync(
                    "select u.two_factor_enabled from platform.users u join platform.staff_seats s on s.user_id = u.id where s.staff_id = $1 limit 1",
                    staff.StaffId.Value
                )
            )!;

    /// <summary>As the page of this browser does, past what the page shows.</summary>
    private async Task UseAsync<T>(Cast cast, WebVisitor visitor, Func<T, StaffSignIn, Task> use)
        where T : notnull
    {
        var cookie = visitor.Cookies.GetCookies(site.Url)["altitude-office"]!.Value;
        await using var scope = site.Running.Services.CreateAsyncScope();
        var who = await scope.ServiceProvider.GetRequiredService<StaffSessions>().FindAtDoorAsync(Secret.HashOf(cookie), default);
        Assert.Equal(cast.Summit.Id, who!.Staff.WorkspaceId);
        await use(scope.ServiceProvider.GetRequiredService<T>(), who);
    }

    private async Task<string> HistoryAsync(Cast cast)
    {
        using var owen = site.VisitAs(cast.Summit.Staff["Ada Brooks"], cast.Summit);
        return (await owen.GetAsync("/office/activity")).Text;
    }

    private async Task<CapturedEmail> MailAsync(string to, string subject)
    {
        CapturedEmail? mail = null;
        await Patiently.HoldsAsync(
            async () =>
                (
                    mail = (await site.Service<CapturedMail>().ReadAsync(default)).FirstOrDefault(m =>
                        m.To.Contains(to, StringComparison.Ordinal) && m.Subject == subject
                    )
                )
                    is not null,
            $"'{subject}' was mailed to {to}"
        );
        return mail!; // Waited for.
    }

    private static Authenticator AppOf(Page page) => new(AppKey(page));

    private static string AppKey(Page page) => page.Find("#key")!.GetAttribute("value")!;

    private static string[] CodesOf(Page page) => [.. page.Document.QuerySelectorAll(".recovery-codes code").Select(c => c.TextContent)];

    private string PathOf(Page page) => new Uri(site.Url, page.Location ?? page.Path).PathAndQuery;
}
