using System.Net;
using Altitude.Data;
using Altitude.Domain.Estimates;
using Altitude.Testing;
using Altitude.Web.Features.Estimates;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Tests.Features.Estimates.Portal;

/// <summary>What may happen around an answer, as a browser without scripts sends it.</summary>
public sealed class PortalEstimateAnswersTests(AppFixture app) : IClassFixture<AppFixture>
{
    private const string Approve = "Approve estimate";
    private const string Name = "Approval.TypedName";

    [Fact]
    public async Task A_new_version_is_refused_under_the_old_ones_name_and_shown_line_by_line()
    {
        var cast = await app.GatherAsync();
        using var maria = app.VisitAs(cast.Maria);
        var page = await maria.GetAsync(Address(cast));
        await SendAsync(cast, Cast.AcRepair(22_900));
        await SendAsync(cast, Cast.AcRepair(24_900)); // She had the first, not the second.

        var refused = await maria.PressAsync(page, Approve, [new(Name, "Maria Delgado")]);
        var done = await maria.FollowAsync(await maria.PressAsync(refused, Approve));

        Assert.Equal(HttpStatusCode.Conflict, refused.Status);
        var shown = refused.Document.QuerySelectorAll(".replaced > section:not([hidden])").Single().TextContent;
        Assert.Matches(
            @"Version 3 replaces version 1[\s\S]*Capacitor 45/5 uF[\s\S]*\$189\.00[\s\S]*\$249\.00[\s\S]*\$812\.26[\s\S]*\$877\.55[\s\S]*\+\$65\.29",
            shown
        );
        Assert.Equal("Maria Delgado", refused.Find($"[name='{Name}']")?.GetAttribute("value"));
        Assert.Equal($"You approved {cast.Summit.EstimateNumber}", done.Heading);
    }

    [Fact]
    public async Task Versions_stay_readable_and_marked()
    {
        var cast = await app.GatherAsync();
        await SendAsync(cast, Cast.AcRepair(22_900));
        using var maria = app.VisitAs(cast.Maria);

        var page = await maria.GetAsync(Address(cast));
        var first = await maria.GetAsync(Address(cast) + "/versions/1");

        Assert.NotNull(page.Find($"a[href='{Address(cast)}/versions/1']"));
        Assert.Contains("Superseded", page.Text, StringComparison.Ordinal);
        Assert.Contains("Version 1 was replaced by a newer one", first.Text, StringComparison.Ordinal);
        Assert.Contains("$812.26", first.Text, StringComparison.Ordinal);
        Assert.Contains("+$43.52", first.Text, StringComparison.Ordinal);
        Assert.False(first.Has(Approve));
        Assert.Equal(HttpStatusCode.NotFound, (await maria.GetAsync(Address(cast) + "/versions/3")).Status);
    }

    [Fact]
    public async Task Changes_are_requested_and_answered_on_the_page()
    {
        var cast = await app.GatherAsync();
        using var maria = app.VisitAs(cast.Maria);
        var page = await maria.GetAsync(Address(cast));

        var empty = await maria.PressAsync(page, "Request changes", [new("Changes.Text", " ")]);
        var asked = await maria.FollowAsync(await maria.PressAsync(empty, "Request changes", [new("Changes.Text", "Without the <b>labour</b>?")]));
        await new ReplyOnEstimate(app.Workspaces).RunAsync(cast.Owen, cast.Summit.EstimateNumber, "Hardly.", RequestKey.New("reply"), default);
        var answered = await maria.GetAsync(Address(cast));

        Assert.Equal(HttpStatusCode.Conflict, empty.Status);
        Assert.Contains("Write what should be different", empty.Text, StringComparison.Ordinal);
        Assert.Contains("Without the <b>labour</b>?", asked.Text, StringComparison.Ordinal);
        Assert.True(asked.Has(Approve));
        Assert.Contains("Hardly.", answered.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_approval_is_taken_back_by_its_button_and_only_while_it_may_be()
    {
        var cast = await app.GatherAsync();
        using var maria = app.VisitAs(cast.Maria);
        using var luis = app.VisitAs(cast.Luis);
        var approved = await maria.FollowAsync(await maria.PressAsync(await maria.GetAsync(Address(cast)), Approve, [new(Name, "Maria Delgado")]));

        Assert.False((await luis.GetAsync(Address(cast))).Has("Take back my approval"));
        var open = await maria.FollowAsync(await maria.PressAsync(approved, "Take back my approval"));
        var again = await maria.PressAsync(approved with { }, "Take back my approval", [new("Taking.Key", Guid.CreateVersion7().ToString())]);

        Assert.True(open.Has(Approve));
        Assert.Equal(HttpStatusCode.Conflict, again.Status);
        Assert.Contains("this estimate is open", again.Text, StringComparison.Ordinal);
        Assert.NotNull(await app.PeekAsync("select voided_at from tenant.invoices where estimate_id = $1", cast.Summit.Estimate.Value));
    }

    [Fact]
    public async Task Only_a_post_marks_an_estimate_as_viewed()
    {
        var cast = await app.GatherAsync();
        using var maria = app.VisitAs(cast.Maria);
        using var priya = app.VisitAs(cast.Priya, cast.Summit);

        var page = await maria.GetAsync(Address(cast));
        await maria.GetAsync(Address(cast));
        await maria.Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, Address(cast)));
        await priya.GetAsync($"/office/estimates/{cast.Summit.EstimateNumber}");
        Assert.Equal(0L, await ViewsAsync(cast));

        var marked = await maria.SendAsync(page, "form[data-viewed]");

        Assert.Equal((HttpStatusCode.SeeOther, 1L), (marked.Status, await ViewsAsync(cast)));
        Assert.Null((await maria.GetAsync(Address(cast))).Find("form[data-viewed]"));
    }

    [Fact]
    public async Task Whoever_has_no_script_has_seen_the_page_when_they_send_a_form()
    {
        var cast = await app.GatherAsync();
        using var maria = app.VisitAs(cast.Maria);
        var page = await maria.GetAsync(Address(cast));

        await maria.PressAsync(page, Approve, [new(Name, "")]);

        Assert.Equal(1L, await ViewsAsync(cast));
    }

    [Fact]
    public async Task A_package_is_chosen_without_a_script_by_updating_the_total()
    {
        var cast = await app.GatherAsync();
        var lines = Cast.AcRepair().Lines.ToArray();
        lines[1] = lines[1] with { Package = "Good" };
        lines[2] = lines[2] with { Package = "Better" };
        await SendAsync(cast, Cast.AcRepair() with { Lines = lines });
        using var maria = app.VisitAs(cast.Maria);
        var page = await maria.GetAsync(Address(cast));

        var updated = await maria.PressAsync(page, "Update total", [new("Approval.Package", "Better"), new(Name, "Maria Delgado")]);
        var done = await maria.FollowAsync(await maria.PressAsync(updated, Approve));

        // 296.50 untaxed; 189.00 taxed is 502.15, 285.00 taxed is 606.61.
        Assert.Equal(["$502.15", "$606.61"], page.Document.QuerySelectorAll(".package-total").Select(t => t.TextContent));
        Assert.Equal("Good", page.Find("input[type=radio][checked]")?.GetAttribute("value"));
        Assert.Equal("$606.61", updated.Find(".grand dd")?.TextContent);
        Assert.Equal("Better", updated.Find("input[type=radio][checked]")?.GetAttribute("value"));
        Assert.Equal(["Capacitor 45/5 uF"], updated.Document.QuerySelectorAll("tr[hidden] th").Select(t => t.TextContent.Trim()));
        Assert.Contains("package Better", updated.Find(".agree")?.TextContent, StringComparison.Ordinal);
        Assert.Contains("Package Better was chosen; Good was declined with it.", done.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Request changes", "Changes.Text", "\u0000")]
    [InlineData("Request changes", "Changes.Key", "x")]
    [InlineData("Request changes", "Changes", "x")]
    [InlineData(Approve, "Approval.Package", "\u0000")]
    [InlineData(Approve, "Approval.Package", "Good")]
    public async Task Nothing_malformed_fails_the_server(string button, string field, string value)
    {
        var cast = await app.GatherAsync();
        using var maria = app.VisitAs(cast.Maria);

        var answer = await maria.PressAsync(await maria.GetAsync(Address(cast)), button, [new(field, value)]);

        Assert.InRange((int)answer.Status, 300, 499);
    }

    private async Task SendAsync(Cast cast, EstimateContent content)
    {
        var revision = await app.ReadAsync(
            cast.Owen,
            db => db.Estimates.Where(e => e.Id == cast.Summit.Estimate).Select(e => e.Revision).SingleAsync()
        );
        var saved = await new SaveEstimateDraft(app.Workspaces).RunAsync(
            cast.Owen,
            cast.Summit.EstimateNumber,
            revision,
            content,
            RequestKey.New("edit"),
            default
        );
        await new SendEstimate(app.Workspaces).RunAsync(cast.Owen, cast.Summit.EstimateNumber, saved.Revision, RequestKey.New("send"), default);
    }

    private async Task<long> ViewsAsync(Cast cast) =>
        (long)(await app.PeekAsync("select count(*) from tenant.estimate_views where estimate_id = $1", cast.Summit.Estimate.Value))!; // A count is never null.

    private static string Address(Cast cast) => $"/portal/{cast.Summit.Slug}/estimates/{cast.Summit.EstimateNumber}";
}
