using System.Net;
using Altitude.Data;
using Altitude.Data.Platform;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Workspaces;
using Altitude.Testing;
using Altitude.Web.Email;
using Altitude.Web.Features.Workspaces;
using Altitude.Web.Hosting;
using Altitude.Web.Security;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace Altitude.Web.Tests.Features.Workspaces;

/// <summary>A passkey in place of the password, or after it: made and used for this address alone, by whoever it belongs to, once for each question.</summary>
public sealed class PasskeyTests(AppFixture site) : IClassFixture<AppFixture>
{
    private const string Address = "/office/second-step";
    private const string SignInDoor = "/office/sign-in";
    private const string StepDoor = "/office/sign-in/second-step";

    private string Origin => site.Service<PublicAddress>().Url;

    [Fact]
    public async Task A_passkey_signs_its_person_in_and_counts_as_both_steps()
    {
        var cast = await site.GatherAsync();
        using var device = new PasskeyDevice();
        var codes = await AddAsync(cast, cast.Owen, device, "Desk computer");
        Assert.Equal("Keep your recovery codes", codes.Heading); // For whoever loses the device.
        using var owen = site.VisitAs(cast.Owen, cast.Summit);
        var page = await owen.GetAsync(Address);
        Assert.Contains("Desk computer", page.Text, StringComparison.Ordinal);
        Assert.Contains("Not used yet.", page.Text, StringComparison.Ordinal);

        using var elsewhere = site.Visit();
        var answer = await UseAsync(elsewhere, device);
        Assert.Equal("/office", PathOf(answer));
        Assert.Contains("Owen Hart", (await elsewhere.GetAsync("/office/profile")).Text, StringComparison.Ordinal);
        Assert.Contains("Last used", (await owen.GetAsync(Address)).Text, StringComparison.Ordinal);
        await site.Service<RequireSecondStep>().RunAsync(cast.Owen, true, RequestKey.New("test"), default); // His passkey is enough for it.
        Assert.Equal(HttpStatusCode.OK, (await elsewhere.GetAsync("/office")).Status);
        await MailAsync(cast.Summit.EmailOf(cast.Owen), "A passkey was added to your sign-in");
        Assert.Contains("Owen Hart added a passkey: Desk computer", (await owen.GetAsync("/office/activity")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_password_alone_does_not_do_where_there_is_a_passkey_and_the_passkey_is_its_second_step()
    {
        var cast = await site.GatherAsync();
        using var device = new PasskeyDevice();
        await AddAsync(cast, cast.Priya, device, "Phone");
        using var priya = site.Visit();

        var step = await priya.FollowAsync(await SignInAsync(priya, cast, cast.Priya, "/office/messages"));
        Assert.StartsWith(StepDoor, PathOf(step), StringComparison.Ordinal);
        var asked = await AskAsync(priya, step, StepDoor + "/passkey");
        using var stranger = new PasskeyDevice();
        var foreign = await priya.PressAsync(step, "Use a passkey", [new("Passkey", stranger.Sign(asked, Origin))]);
        Assert.Equal(HttpStatusCode.Unauthorized, foreign.Status);
        asked = await AskAsync(priya, step, StepDoor + "/passkey");
        var done = await priya.PressAsync(step, "Use a passkey", [new("Passkey", device.Sign(asked, Origin))]);

        Assert.Equal("/office/messages", PathOf(done));
    }

    [Fact]
    public async Task Anothers_passkey_is_no_second_step_of_mine()
    {
        var cast = await site.GatherAsync();
        using var mine = new PasskeyDevice();
        using var hers = new PasskeyDevice();
        await AddAsync(cast, cast.Dana, mine, "Phone");
        await AddAsync(cast, cast.Ada, hers, "Key");
        using var dana = site.Visit();
        var step = await dana.FollowAsync(await SignInAsync(dana, cast, cast.Dana));

        var asked = await AskAsync(dana, step, StepDoor + "/passkey");
        var refused = await dana.PressAsync(step, "Use a passkey", [new("Passkey", hers.Sign(asked, Origin))]);

        Assert.Equal(HttpStatusCode.Unauthorized, refused.Status);
        Assert.StartsWith(SignInDoor, PathOf(await dana.GetAsync("/office")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Anothers_passkey_confirms_no_sign_in_of_mine_and_finishes_none()
    {
        var cast = await site.GatherAsync();
        using var open = site.Visit(); // Hers, begun with the password while there was no second step.
        await SignInAsync(open, cast, cast.Dana);
        using var mine = new PasskeyDevice();
        using var hers = new PasskeyDevice();
        await AddAsync(cast, cast.Dana, mine, "Phone");
        await AddAsync(cast, cast.Ada, hers, "Key");
        var page = await open.GetAsync(Address);
        Assert.Equal("Show your second step", page.Heading);

        var asked = await AskAsync(open, page, Address + "/passkey");
        var refused = await open.PressAsync(page, "Use a passkey", [new("Passkey", hers.Sign(asked, Origin))]);

        Assert.Equal((HttpStatusCode.Conflict, "Show your second step"), (refused.Status, refused.Heading));
        // And whoever comes past the page: both use-cases ask whose passkey it was.
        var (dana, ada) = (await SignInOfAsync(open), await SignInOfAsync(cast.Summit.CookieOf(cast.Ada)));
        var (own, anothers) = (await SignedAsync(dana.UserId), await SignedAsync(ada.UserId));
        Assert.Equal(SecondStepRules.Passkey, await RefusalAsync<ConfirmSessionByPasskey>(use => use.RunAsync(dana, anothers, default)));
        var half = await HalfAsync(dana.UserId);
        Assert.Equal(SecondStepRules.Dead, await RefusalAsync<SignInWithPasskey>(use => use.RunAsync(anothers, half, "Test browser", default)));
        Assert.Equal("Show your second step", (await open.GetAsync(Address)).Heading);

        half = await HalfAsync(dana.UserId);
        Assert.Equal("", await RefusalAsync<SignInWithPasskey>(use => use.RunAsync(own, half, "Test browser", default)));
        Assert.Equal(SecondStepRules.Dead, await RefusalAsync<SignInWithPasskey>(use => use.RunAsync(own, half, "Test browser", default))); // It was used.
        Assert.Equal("", await RefusalAsync<ConfirmSessionByPasskey>(use => use.RunAsync(dana, own, default)));
        Assert.Equal("Your second step", (await open.GetAsync(Address)).Heading);
    }

    [Fact]
    public async Task What_another_site_had_signed_opens_nothing()
    {
        var cast = await site.GatherAsync();
        using var device = new PasskeyDevice();
        await AddAsync(cast, cast.Ada, device, "Phone");
        using var thief = site.Visit();

        foreach (
            var origin in new[]
            {
                "https://evil.example",
                Origin + ".evil.example",
                Origin.Replace("http:", "https:", StringComparison.Ordinal),
                "http://127.0.0.1",
                "",
            }
        )
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await UseAsync(thief, device, origin)).Status);
        }

        // Nor does a page that was reached under another name, whatever its Host header says.
        thief.Http.DefaultRequestHeaders.Host = "evil.example";
        Assert.Equal(HttpStatusCode.Unauthorized, (await UseAsync(thief, device, "http://evil.example")).Status);
    }

    [Fact]
    public async Task A_question_is_answered_once_in_its_minutes_and_by_the_browser_that_it_was_put_to()
    {
        var cast = await site.GatherAsync();
        using var device = new PasskeyDevice { Counts = false };
        await AddAsync(cast, cast.Owen, device, "Phone");
        using var owen = site.Visit();
        var door = await owen.GetAsync(SignInDoor);
        var answer = device.Sign(await AskAsync(owen, door, SignInDoor + "/passkey"), Origin);
        var question = owen.Cookies.GetCookies(site.Url)["altitude-passkey"]!.Value;
        using var thief = site.Visit();
        var stolen = await thief.PressAsync(await thief.GetAsync(SignInDoor), "Use a passkey", [new("Passkey", answer)]);
        var done = await owen.PressAsync(door, "Use a passkey", [new("Passkey", answer)]);
        owen.Cookies.Add(site.Url, new Cookie("altitude-passkey", question)); // Somebody kept it.
        var again = await owen.PressAsync(door, "Use a passkey", [new("Passkey", answer)]);
        var late = device.Sign(await AskAsync(owen, door, SignInDoor + "/passkey"), Origin);
        await site.Clock.AdvanceAsync(TimeSpan.FromMinutes(5));
        var over = await owen.PressAsync(door, "Use a passkey", [new("Passkey", late)]);

        Assert.Equal(
            (HttpStatusCode.Unauthorized, HttpStatusCode.SeeOther, HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized),
            (stolen.Status, done.Status, again.Status, over.Status)
        );
    }

    [Fact]
    public async Task A_device_that_saw_nobody_counts_for_nothing()
    {
        var cast = await site.GatherAsync();
        using var blind = new PasskeyDevice { Verifies = false };

        var refused = await AddAsync(cast, cast.Priya, blind, "Found in the street");

        Assert.Equal(HttpStatusCode.Conflict, refused.Status);
        Assert.Contains("did not make a passkey", refused.Text, StringComparison.Ordinal);
        Assert.Equal("Found in the street", refused.Find("#passkey-name")?.GetAttribute("value"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{\"id\":1}")]
    [InlineData(
        "{\"id\":\"AA\",\"rawId\":\"AA\",\"type\":\"public-key\",\"clientExtensionResults\":{},\"response\":{\"clientDataJSON\":\"!\",\"authenticatorData\":\"\",\"signature\":\"\"}}"
    )]
    public async Task Malformed_answers_are_only_wrong(string answer)
    {
        using var visitor = site.Visit();
        var door = await visitor.GetAsync(SignInDoor);
        await AskAsync(visitor, door, SignInDoor + "/passkey");

        var refused = await visitor.PressAsync(door, "Use a passkey", [new("Passkey", answer)]);

        Assert.Equal(HttpStatusCode.Unauthorized, refused.Status);
    }

    [Fact]
    public async Task Questions_are_put_to_pages_of_this_site_and_to_whoever_may_answer()
    {
        using var visitor = site.Visit();
        var door = await visitor.GetAsync(SignInDoor);
        Assert.Equal(HttpStatusCode.BadRequest, (await visitor.Http.PostAsync(SignInDoor + "/passkey", null)).StatusCode); // No form's token.
        foreach (var path in new[] { StepDoor + "/passkey", Address + "/passkey", Address + "/new-passkey" })
        {
            using var request = Question(door, path);
            Assert.Equal(HttpStatusCode.Unauthorized, (await visitor.Http.SendAsync(request)).StatusCode);
        }
    }

    [Fact]
    public async Task Passkeys_are_renamed_and_removed_by_whoever_shows_that_it_is_them()
    {
        var cast = await site.GatherAsync();
        using var device = new PasskeyDevice();
        await AddAsync(cast, cast.Priya, device, "Phone");
        using var priya = site.VisitAs(cast.Priya, cast.Summit);
        var page = await priya.GetAsync(Address);

        Assert.Equal(HttpStatusCode.Conflict, (await priya.PressAsync(page, "Rename", [new("NewName", " ")])).Status);
        await priya.PressAsync(page, "Rename", [new("NewName", "Old phone")]);
        var renamed = await priya.GetAsync(Address);
        Assert.Contains("Old phone", renamed.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Conflict, (await priya.PressAsync(renamed, "Rename", [new("NewName", "x"), new("Chosen", "00ff")])).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await priya.PressAsync(renamed, "Remove", [new("RemoveProof", "not-her-password")])).Status);
        var gone = await priya.FollowAsync(await priya.PressAsync(renamed, "Remove", [new("RemoveProof", Cast.Password)]));

        Assert.False(gone.Has("Rename"));
        Assert.Equal(HttpStatusCode.Unauthorized, (await UseAsync(site.Visit(), device)).Status);
        Assert.Equal("/office", PathOf(await SignInAsync(site.Visit(), cast, cast.Priya))); // Nothing is asked for beside the password.
        await MailAsync(cast.Summit.EmailOf(cast.Priya), "A passkey was removed from your sign-in");
    }

    [Fact]
    public async Task A_sign_in_that_began_with_the_password_adds_no_passkey_where_there_is_a_step_already()
    {
        var cast = await site.GatherAsync();
        using var stolen = site.Visit(); // Somebody who knew the password was in before.
        await SignInAsync(stolen, cast, cast.Dana);
        var before = await stolen.GetAsync(Address);
        using var device = new PasskeyDevice();
        await AddAsync(cast, cast.Dana, device, "Phone");
        using var theirs = new PasskeyDevice();

        var made = theirs.Make(await AskAsync(stolen, before, Address + "/new-passkey"), Origin);
        var refused = await stolen.PressAsync(before, "Add a passkey", [new("PasskeyName", "Mine now"), new("Made", made)]);

        Assert.Equal(HttpStatusCode.Conflict, refused.Status);
        Assert.Equal("Show your second step", refused.Heading);
        var asked = await AskAsync(stolen, refused, Address + "/passkey");
        await stolen.PressAsync(refused, "Use a passkey", [new("Passkey", device.Sign(asked, Origin))]);
        Assert.True((await stolen.GetAsync(Address)).Has("Add a passkey"));
    }

    [Fact]
    public async Task The_last_one_stays_while_the_company_asks_for_it_and_those_who_owe_one_may_make_one()
    {
        var cast = await site.GatherAsync();
        using var device = new PasskeyDevice();
        using var hers = new PasskeyDevice();
        await AddAsync(cast, cast.Owen, device, "Phone");
        await site.Service<RequireSecondStep>().RunAsync(cast.Owen, true, RequestKey.New("test"), default);

        using var owen = site.VisitAs(cast.Owen, cast.Summit);
        var kept = await owen.PressAsync(await owen.GetAsync(Address), "Remove", [new("RemoveProof", Cast.Password)]);
        Assert.Equal(HttpStatusCode.Conflict, kept.Status);
        Assert.Contains("asks for a second step, and this is your only one", kept.Text, StringComparison.Ordinal);

        using var ada = site.VisitAs(cast.Ada, cast.Summit);
        var page = await ada.GoAsync("/office/board");
        Assert.Equal("One more step to your office", page.Heading);
        var made = hers.Make(await AskAsync(ada, page, Address + "/new-passkey"), Origin);
        var codes = await ada.PressAsync(page, "Add a passkey", [new("PasskeyName", "Laptop"), new("Made", made)]);
        Assert.Equal("/office/board", codes.Find("a.button.wide")!.GetAttribute("href"));
        Assert.Equal(HttpStatusCode.OK, (await ada.GetAsync("/office/board")).Status);
    }

    /// <summary>Makes a passkey for somebody of Summit, at their desk.</summary>
    private async Task<Page> AddAsync(Cast cast, Staff staff, PasskeyDevice device, string name)
    {
        using var visitor = site.VisitAs(staff, cast.Summit);
        var page = await visitor.GetAsync(Address);
        var made = device.Make(await AskAsync(visitor, page, Address + "/new-passkey"), Origin);
        return await visitor.PressAsync(page, "Add a passkey", [new("PasskeyName", name), new("Made", made)]);
    }

    private async Task<Page> UseAsync(WebVisitor visitor, PasskeyDevice device, string? origin = null)
    {
        var door = await visitor.GetAsync(SignInDoor);
        var asked = await AskAsync(visitor, door, SignInDoor + "/passkey");
        return await visitor.PressAsync(door, "Use a passkey", [new("Passkey", device.Sign(asked, origin ?? Origin))]);
    }

    /// <summary>The question that a page's script asks for.</summary>
    private static async Task<string> AskAsync(WebVisitor visitor, Page page, string path)
    {
        using var request = Question(page, path);
        using var answer = await visitor.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync();
    }

    private static HttpRequestMessage Question(Page page, string path)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path);
        request.Headers.Add("RequestVerificationToken", page.Find("input[name=__RequestVerificationToken]")!.GetAttribute("value"));
        return request;
    }

    private static async Task<Page> SignInAsync(WebVisitor visitor, Cast cast, Staff staff, string? next = null)
    {
        var door = await visitor.GetAsync(SignInDoor + (next is null ? "" : $"?next={Uri.EscapeDataString(next)}"));
        return await visitor.PressAsync(door, "Sign in", [new("Email", cast.Summit.EmailOf(staff)), new("Password", Cast.Password)]);
    }

    private Task<StaffSignIn> SignInOfAsync(WebVisitor visitor) => SignInOfAsync(visitor.Cookies.GetCookies(site.Url)["altitude-office"]!.Value);

    private async Task<StaffSignIn> SignInOfAsync(string cookie) =>
        (await site.Service<StaffSessions>().FindAtDoorAsync(Secret.HashOf(cookie), default))!; // They are signed in.

    /// <summary>As if a browser's answer had been judged to be by this person's one passkey.</summary>
    private async Task<PasskeySigned> SignedAsync(Guid user)
    {
        await using var scope = site.Running.Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<StaffUser>>();
        var found = await users.FindByIdAsync(user.ToString());
        return new PasskeySigned(user, Assert.Single(await users.GetPasskeysAsync(found!))); // They are there.
    }

    /// <summary>The half of a sign-in of theirs, as their browser's cookie holds it.</summary>
    private async Task<string> HalfAsync(Guid user) =>
        (await site.Service<SignInSteps>().BeginAsync(SignInSteps.SecondStep, user, "", AdmitStaff.Waits, default)).Text;

    /// <returns>The rule that refused; empty: none did.</returns>
    private async Task<string> RefusalAsync<T>(Func<T, Task> act)
        where T : notnull
    {
        await using var scope = site.Running.Services.CreateAsyncScope();
        try
        {
            await act(scope.ServiceProvider.GetRequiredService<T>());
            return "";
        }
        catch (RuleViolation refused)
        {
            return refused.Rule;
        }
    }

    private async Task MailAsync(string to, string subject) =>
        await Patiently.HoldsAsync(
            async () =>
                (await site.Service<CapturedMail>().ReadAsync(default)).Any(m => m.To.Contains(to, StringComparison.Ordinal) && m.Subject == subject),
            $"'{subject}' was mailed to {to}"
        );

    private string PathOf(Page page) => new Uri(site.Url, page.Location ?? page.Path).PathAndQuery;
}
