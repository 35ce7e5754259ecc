using System.Net;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Testing;
using Altitude.Web.Features.Workspaces;
using Altitude.Web.Security;
using Microsoft.Extensions.DependencyInjection;

namespace Altitude.Web.Tests.Features.Workspaces;

public sealed class SignInStaffTests(AppFixture site) : IClassFixture<AppFixture>
{
    [Fact]
    public async Task The_right_password_opens_the_office_and_leaves_a_line_of_activity()
    {
        var cast = await site.GatherAsync();
        using var priya = site.Visit();

        var answer = await SignInAsync(priya, cast.Summit.EmailOf(cast.Priya), Cast.Password, next: "/office/profile");
        var profile = await priya.FollowAsync(answer);

        Assert.Equal(HttpStatusCode.SeeOther, answer.Status);
        Assert.Contains("Priya Nair", profile.Text, StringComparison.Ordinal);
        Assert.Equal(1L, await CountAsync(cast.Summit, "staff-session.began"));
    }

    [Fact]
    public async Task A_form_left_open_while_another_tab_signs_in_still_signs_in()
    {
        var cast = await site.GatherAsync();
        using var priya = site.Visit();
        var leftOpen = await priya.GetAsync("/office/sign-in");
        await SignInAsync(priya, cast.Summit.EmailOf(cast.Owen), Cast.Password);

        var answer = await priya.PressAsync(leftOpen, "Sign in", [new("Email", cast.Summit.EmailOf(cast.Priya)), new("Password", Cast.Password)]);

        Assert.Equal(HttpStatusCode.SeeOther, answer.Status);
        Assert.Contains("Priya Nair", (await priya.GetAsync("/office/profile")).Text, StringComparison.Ordinal);
        Assert.EndsWith("/office", (await priya.GetAsync("/office/sign-in")).Location, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_technician_begins_with_their_own_day_and_the_others_with_the_companys()
    {
        var cast = await site.GatherAsync();
        using var dana = site.Visit();
        using var owen = site.Visit();

        var field = await SignInAsync(dana, cast.Summit.EmailOf(cast.Dana), Cast.Password);
        var office = await SignInAsync(owen, cast.Summit.EmailOf(cast.Owen), Cast.Password);
        var wanted = await SignInAsync(site.Visit(), cast.Summit.EmailOf(cast.Dana), Cast.Password, next: "/office/messages");

        Assert.EndsWith("/office/my-day", field.Location, StringComparison.Ordinal);
        Assert.EndsWith("/office", office.Location, StringComparison.Ordinal);
        Assert.EndsWith("/office/messages", wanted.Location, StringComparison.Ordinal); // Where they wanted to go comes first.
        Assert.EndsWith("/office/my-day", (await dana.GetAsync("/office/sign-in")).Location, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_address_and_a_wrong_password_get_the_same_answer()
    {
        var cast = await site.GatherAsync();
        using var visitor = site.Visit();

        var wrong = await SignInAsync(visitor, cast.Summit.EmailOf(cast.Priya), "not-her-password");
        var unknown = await SignInAsync(visitor, "nobody@example.com", "not-her-password");

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (wrong.Status, unknown.Status));
        Assert.Equal(wrong.Text, unknown.Text);
        Assert.Equal("nobody@example.com", unknown.Find("#email")?.GetAttribute("value"));
    }

    [Fact]
    public async Task Five_wrong_tries_lock_the_account_for_a_quarter_of_an_hour()
    {
        var cast = await site.GatherAsync();
        var email = cast.Summit.EmailOf(cast.Dana);
        for (var n = 0; n < 5; n++)
        {
            Assert.Equal(SignInStaff.Wrong, await RefusalAsync(email, "not-her-password"));
        }

        var locked = await RefusalAsync(email, Cast.Password);
        await site.Clock.AdvanceAsync(TimeSpan.FromMinutes(15));
        var later = await RefusalAsync(email, Cast.Password);

        Assert.Equal((SignInStaff.Wrong, null), (locked, later));
    }

    [Fact]
    public async Task Tries_at_the_same_moment_are_all_counted()
    {
        var cast = await site.GatherAsync();
        var email = cast.Summit.EmailOf(cast.Ada);

        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => RefusalAsync(email, "not-her-password")));

        Assert.Equal(SignInStaff.Wrong, await RefusalAsync(email, Cast.Password));
    }

    [Fact]
    public async Task A_spray_over_one_account_is_stopped_wherever_it_comes_from()
    {
        for (var n = 0; n < RateLimit.SignInByAccount.Most; n++)
        {
            Assert.Equal(SignInStaff.Wrong, await RefusalAsync("sprayed@example.com", "guess"));
        }

        Assert.Equal(RateLimits.TooMany, await RefusalAsync("sprayed@example.com", "guess"));
    }

    [Theory]
    [InlineData("https://evil.example/office")]
    [InlineData("//evil.example/office")]
    [InlineData("/office\\evil.example")]
    [InlineData("/portal/summit-air")]
    [InlineData("/officer")]
    public async Task Nobody_is_sent_out_of_the_office_after_signing_in(string next)
    {
        var cast = await site.GatherAsync();
        using var owen = site.Visit();

        var answer = await SignInAsync(owen, cast.Summit.EmailOf(cast.Owen), Cast.Password, next);

        Assert.Equal("/office", new Uri(site.Url, answer.Location).PathAndQuery);
    }

    [Theory]
    [InlineData("\0@example.com", "x")]
    [InlineData("", "")]
    public async Task Malformed_input_is_only_wrong(string email, string password) =>
        Assert.Equal(SignInStaff.Wrong, await RefusalAsync(email, password));

    [Fact]
    public async Task Another_companys_sign_in_finds_nothing_here()
    {
        var cast = await site.GatherAsync();
        using var nora = site.VisitAs(cast.Spark.Owner, cast.Spark);

        var page = await nora.GetAsync($"/office/customers/{cast.Summit.Customer}");

        Assert.Equal(HttpStatusCode.NotFound, page.Status);
        Assert.DoesNotContain("Delgado", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_portal_secret_in_the_office_cookie_opens_nothing()
    {
        var cast = await site.GatherAsync();
        using var maria = site.Visit();
        maria.Cookies.Add(site.Url, new Cookie("altitude-office", cast.Maria.Browser));

        var page = await maria.GetAsync("/office/customers");

        Assert.StartsWith("/office/sign-in", new Uri(site.Url, page.Location).PathAndQuery, StringComparison.Ordinal);
    }

    private static async Task<Page> SignInAsync(WebVisitor visitor, string email, string password, string? next = null)
    {
        var door = await visitor.GetAsync("/office/sign-in" + (next is null ? "" : $"?next={Uri.EscapeDataString(next)}"));
        return await visitor.PressAsync(door, "Sign in", [new("Email", email), new("Password", password)]);
    }

    /// <summary>The rule that refused; null: signed in. Each try comes from another address.</summary>
    private async Task<string?> RefusalAsync(string email, string password)
    {
        await using var scope = site.Running.Services.CreateAsyncScope();
        try
        {
            await scope
                .ServiceProvider.GetRequiredService<SignInStaff>()
                .RunAsync(email, password, Guid.NewGuid().ToString(), "Test browser", CancellationToken.None);
            return null;
        }
        catch (RuleViolation refused)
        {
            return refused.Rule;
        }
    }

    private async Task<object?> CountAsync(Company company, string kind) =>
        await site.PeekAsync("select count(*) from tenant.activity where workspace_id = $1 and kind = $2", company.Id.Value, kind);
}
