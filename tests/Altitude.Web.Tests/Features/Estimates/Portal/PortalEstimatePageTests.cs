using System.Net;
using Altitude.Domain.Estimates;
using Altitude.Testing;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Tests.Features.Estimates.Portal;

/// <summary>The page without a script: forms as a plain browser sends them.</summary>
public sealed class PortalEstimatePageTests(AppFixture app) : IClassFixture<AppFixture>
{
    private const string Approve = "Approve estimate";
    private const string Name = "Approval.TypedName";
    private const string Options = "Approval.Options";

    [Fact]
    public async Task A_total_that_the_page_did_not_show_comes_back_with_ticks_and_name_and_is_then_approved()
    {
        var cast = await app.GatherAsync();
        using var maria = app.VisitAs(cast.Maria);
        var page = await maria.GetAsync(Address(cast));

        var back = await maria.PressAsync(page, Approve, [new(Name, "Maria Delgado"), new(Options, Cast.SurgeProtector)]);
        var done = await maria.FollowAsync(await maria.PressAsync(back, Approve));

        Assert.Equal(HttpStatusCode.Conflict, back.Status);
        Assert.Contains("$1,083.20", back.Text, StringComparison.Ordinal);
        Assert.True(back.Find("input[type=checkbox]")?.HasAttribute("checked"));
        Assert.Equal("Maria Delgado", back.Find($"[name='{Name}']")?.GetAttribute("value"));
        Assert.Equal($"You approved {cast.Summit.EstimateNumber}", done.Heading);
    }

    [Fact]
    public async Task Whoever_has_been_signed_out_gets_the_sign_in_panel_with_what_they_typed()
    {
        var cast = await app.GatherAsync();
        using var maria = app.VisitAs(cast.Maria);
        var page = await maria.GetAsync(Address(cast));
        await app.ActAsync(
            cast.Summit.Sweep,
            async db => (await db.PortalSessions.SingleAsync(s => s.Id == cast.Maria.Actor.Session)).End(db.Now, "Maria Delgado")
        );

        var answer = await maria.PressAsync(page, Approve, [new(Name, "Maria Delgado")]);

        Assert.Equal((HttpStatusCode.Unauthorized, "Sign in"), (answer.Status, answer.Heading));
        Assert.Contains("Maria Delgado", answer.Text, StringComparison.Ordinal);
        Assert.True(answer.Has("Send me a new link"));
    }

    [Fact]
    public async Task An_approval_of_what_was_withdrawn_is_refused_and_the_name_is_kept()
    {
        var cast = await app.GatherAsync();
        using var maria = app.VisitAs(cast.Maria);
        var page = await maria.GetAsync(Address(cast));
        await app.ActAsync(
            cast.Priya,
            async db =>
                (await db.Estimates.Include(e => e.Versions).SingleAsync(e => e.Id == cast.Summit.Estimate)).Withdraw("Priya Nair", "", db.Now)
        );

        var answer = await maria.PressAsync(page, Approve, [new(Name, "Maria Delgado")]);

        Assert.Equal(HttpStatusCode.Conflict, answer.Status);
        Assert.Contains(nameof(EstimateState.Withdrawn), answer.Text, StringComparison.Ordinal);
        Assert.Contains("Maria Delgado", answer.Text, StringComparison.Ordinal);
        Assert.False(answer.Has(Approve));
    }

    [Fact]
    public async Task The_same_press_sent_twice_has_the_same_end()
    {
        var cast = await app.GatherAsync();
        using var maria = app.VisitAs(cast.Maria);
        var page = await maria.GetAsync(Address(cast));

        var first = await maria.PressAsync(page, Approve, [new(Name, "Maria Delgado")]);
        var second = await maria.PressAsync(page, Approve, [new(Name, "Maria Delgado")]);

        Assert.Equal((HttpStatusCode.SeeOther, HttpStatusCode.SeeOther), (first.Status, second.Status));
    }

    [Theory]
    [InlineData("Approval.Total", "99999999999999999999999")]
    [InlineData("Approval.Total", "eight")]
    [InlineData("Approval.Key", "\u0000")]
    [InlineData("Approval.Shown", "🙂")]
    [InlineData(Name, "\u0000\u0001")]
    [InlineData(Options, "no such line")]
    [InlineData("_handler", "[x]y")]
    [InlineData("_handler", "sign-in")]
    [InlineData("Approval", "x")]
    [InlineData("Approval.Total[0]", "x")]
    public async Task Nothing_malformed_fails_the_server(string field, string value)
    {
        var cast = await app.GatherAsync();
        using var maria = app.VisitAs(cast.Maria);
        var page = await maria.GetAsync(Address(cast));

        var answer = await maria.PressAsync(page, Approve, [new(field, value)]);

        Assert.InRange((int)answer.Status, 300, 499);
    }

    [Theory]
    [InlineData("approve")]
    [InlineData("decline")]
    public async Task A_post_to_what_is_not_theirs_to_see_is_answered_like_one_to_what_does_not_exist(string form)
    {
        var cast = await app.GatherAsync();
        using var books = app.VisitAs(cast.Books);
        var token = (await books.GoAsync($"/portal/{cast.Summit.Slug}")).Find("input[name=__RequestVerificationToken]")?.GetAttribute("value");

        var hidden = await PostAsync(Address(cast));
        var missing = await PostAsync($"/portal/{cast.Summit.Slug}/estimates/EST-9999");

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (hidden.Status, missing.Status));
        Assert.Contains("There is nothing at this address", hidden.Text, StringComparison.Ordinal);
        Assert.Equal(missing.Text, hidden.Text);

        async Task<Page> PostAsync(string address)
        {
            using var content = new FormUrlEncodedContent([
                new("_handler", form),
                new("__RequestVerificationToken", token),
                new(Name, "Delgado Rentals"),
                new("Refusal.Reason", "No"),
            ]);
            using var answer = await books.Http.PostAsync(address, content);
            return new Page(address, answer.StatusCode, null, new Dictionary<string, string>(), await answer.Content.ReadAsStringAsync());
        }
    }

    private static string Address(Cast cast) => $"/portal/{cast.Summit.Slug}/estimates/{cast.Summit.EstimateNumber}";
}
