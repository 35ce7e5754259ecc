using System.Net;
using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.PortalAccess;
using Altitude.Testing;
using Altitude.Web.Features.PortalAccess;
using Altitude.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Tests.Features.PortalAccess;

/// <summary>Links that no longer open, and the way to a new one: nobody learns from either what exists.</summary>
public sealed class RequestNewLinkTests(AppFixture site) : IClassFixture<AppFixture>
{
    private const string Send = "Send me a new link";

    [Fact]
    public async Task Unknown_expired_used_and_revoked_links_get_one_and_the_same_answer_and_so_does_whoever_asks_for_a_new_one()
    {
        var cast = await site.GatherAsync();
        var before = await MailsAsync(cast);
        string[] tokens =
        [
            Secret.New().Text,
            await DeadAsync(cast, "expires_at = issued_at"),
            await DeadAsync(cast, "used_at = issued_at"),
            await DeadAsync(cast, "revoked_at = issued_at"),
            "nonsense",
        ];

        List<(HttpStatusCode, string, HttpStatusCode, string)> answers = [];
        foreach (var token in tokens)
        {
            using var visitor = site.Visit();
            var dead = await visitor.GetAsync($"/start/{token}");
            var asked = await visitor.PressAsync(dead, Send);
            answers.Add((dead.Status, dead.Text, asked.Status, (await visitor.FollowAsync(asked)).Text));
        }

        var (status, text, then, after) = Assert.Single(answers.Distinct());
        Assert.Equal((HttpStatusCode.Gone, HttpStatusCode.SeeOther), (status, then));
        Assert.Contains("This link no longer opens", text, StringComparison.Ordinal);
        Assert.Contains("Look in your mail", after, StringComparison.Ordinal);
        Assert.Equal(before + 3, await MailsAsync(cast)); // Three of them were somebody's.
    }

    [Fact]
    public async Task Whether_an_address_is_known_cannot_be_told_by_asking_also_not_too_often()
    {
        var cast = await site.GatherAsync();
        var before = await MailsAsync(cast);

        var known = await AskAsync(cast, cast.Maria.Email);
        var unknown = await AskAsync(cast, "neighbour@example.com");

        Assert.Equal(known, unknown);
        Assert.Equal(Enumerable.Repeat(HttpStatusCode.SeeOther, RateLimit.NewLink.Most).Append(HttpStatusCode.TooManyRequests), known);
        Assert.Equal(before + RateLimit.NewLink.Most, await MailsAsync(cast));
    }

    private async Task<HttpStatusCode[]> AskAsync(Cast cast, string email)
    {
        using var visitor = site.Visit();
        List<HttpStatusCode> answers = [];
        for (var i = 0; i <= RateLimit.NewLink.Most; i++)
        {
            var door = await visitor.GetAsync($"/portal/{cast.Summit.Slug}/sign-in");
            answers.Add((await visitor.PressAsync(door, Send, [new("Email", email)])).Status);
        }

        return [.. answers];
    }

    /// <returns>The token of a link of Maria's that opened until now.</returns>
    private async Task<string> DeadAsync(Cast cast, string end)
    {
        var (id, token) = await site.ActAsync(
            cast.Priya,
            async db =>
            {
                var contact = await db.Contacts.SingleAsync(c => c.Id == cast.Maria.Actor.ContactId);
                var link = SetupLink.Issue(Id<SetupLink>.New(), contact, $"/portal/{cast.Summit.Slug}", db.Now, TimeSpan.FromHours(72));
                db.SetupLinks.Add(link);
                return new Minted(link.Id.Value, LinkSecrets.Mint(db, link, LinkChannel.Email).Text);
            }
        );
        Assert.Equal(1, await site.TamperAsync($"update tenant.setup_links set {end} where id = $1", id));
        return token;
    }

    private async Task<long> MailsAsync(Cast cast) =>
        (long)
            (
                await site.PeekAsync(
                    "select count(*) from platform.outbox where workspace_id = $1 and kind = $2",
                    cast.Summit.Id.Value,
                    OutboxKinds.MailLink
                )
            )!; // A count.

    private sealed record Minted(Guid Id, string Token);
}
