using Altitude.Data;
using Altitude.Domain.Activity;
using Altitude.Testing;
using Altitude.Web.Features.Activity;
using Altitude.Web.Features.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Tests.Features.Activity;

/// <summary>Pages that hear of the same change share its reading; what each may hear is its own.</summary>
public sealed class ActivityNewsTests(WorkspaceFixture data) : IClassFixture<WorkspaceFixture>
{
    private ActivityNews News => new(data.App, data.Workspaces, new WorkspaceViews(data.Workspaces));

    [Fact]
    public async Task Who_may_see_estimates_is_told_and_who_only_pays_is_not()
    {
        var cast = await data.GatherAsync();
        var entry = await SentAsync(cast);
        var news = News;

        var heard = await Task.WhenAll(Ask(news, cast.Maria, entry), Ask(news, cast.Luis, entry), Ask(news, cast.Books, entry));

        Assert.All(heard, h => Assert.True(h.MayStay));
        Assert.StartsWith(
            $"Summit Air Heating & Cooling sent estimate {cast.Summit.EstimateNumber} for",
            heard[0].Sentence,
            StringComparison.Ordinal
        );
        Assert.Equal(heard[0].Sentence, heard[1].Sentence);
        Assert.Null(heard[2].Sentence);
    }

    [Fact]
    public async Task A_session_that_ended_hears_nothing_while_the_page_beside_it_does()
    {
        var cast = await data.GatherAsync();
        var entry = await SentAsync(cast);
        var news = News;
        Assert.True((await Ask(news, cast.Luis, entry)).MayStay);
        await data.TamperAsync("update tenant.portal_sessions set ended_at = altitude.now() where id = $1", cast.Luis.Actor.Session.Value);

        var heard = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Ask(news, i % 2 == 0 ? cast.Maria : cast.Luis, entry)));

        Assert.All(heard.Where((_, i) => i % 2 == 0), h => Assert.NotNull(h.Sentence));
        Assert.All(heard.Where((_, i) => i % 2 == 1), h => Assert.Equal(Heard.Ended, h));
    }

    [Fact]
    public async Task A_browser_whose_secret_was_changed_hears_nothing_by_the_old_one()
    {
        var cast = await data.GatherAsync();
        var entry = await SentAsync(cast);

        var heard = await News.HearAsync(cast.Maria.Actor, new byte[32], [entry], default);

        Assert.Equal(Heard.Ended, heard);
    }

    [Fact]
    public async Task Nobody_hears_of_another_customer_or_in_a_portal_that_is_off()
    {
        var cast = await data.GatherAsync();
        var entry = await SentAsync(cast);

        Assert.Null((await Ask(News, cast.MariaAtSpark, entry)).Sentence);
        Assert.Null((await Ask(News, cast.Maria, entry with { Customer = Guid.CreateVersion7() })).Sentence); // Another's, of the same company.
        await data.TamperAsync("update tenant.workspaces set portal_is_on = false where workspace_id = $1", cast.Summit.Id.Value);
        Assert.Equal(Heard.Ended, await Ask(News, cast.Maria, entry));
    }

    private static Task<Heard> Ask(ActivityNews news, SignedIn who, FeedEntry entry) =>
        news.HearAsync(who.Actor, Altitude.Web.Security.Secret.HashOf(who.Browser), [entry], default);

    private async Task<FeedEntry> SentAsync(Cast cast) =>
        await data.ReadAsync(
            cast.Summit.Operator,
            async db =>
            {
                var line = await db.Activity.SingleAsync(a => a.Kind == "estimate.sent");
                return new FeedEntry(line.Seq, line.Kind, line.Subject, line.CustomerId, line.JobId);
            }
        );
}
