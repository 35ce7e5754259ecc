using System.Net;
using Altitude.Domain;
using Altitude.Domain.PortalAccess;
using Altitude.Testing;
using Altitude.Web.Features.PortalAccess;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Tests.Faults;

/// <summary>S11: whoever looks changes nothing, and of all who press Continue one comes in.</summary>
[Trait("Category", "Fault")]
public sealed class LinkStorms(AppFixture site) : IClassFixture<AppFixture>
{
    [Fact]
    public async Task Of_a_hundred_presses_of_Continue_one_begins_a_session()
    {
        var cast = await site.GatherAsync();
        var link = await IssueAsync(cast);
        var before = await SessionsAsync(cast);
        var waiting = await Task.WhenAll(
            Enumerable
                .Range(0, 100)
                .Select(async _ =>
                {
                    var visitor = site.Visit();
                    return (Visitor: visitor, Page: await visitor.GetAsync(link));
                })
        );

        var answers = await Task.WhenAll(waiting.Select(w => w.Visitor.PressAsync(w.Page, "Continue")));

        Assert.Single(answers, a => a.Status == HttpStatusCode.SeeOther);
        Assert.All(answers.Where(a => a.Status != HttpStatusCode.SeeOther), a => Assert.Equal("This link no longer opens", a.Heading));
        Assert.Equal(before + 1, await SessionsAsync(cast));
        foreach (var (visitor, _) in waiting)
        {
            visitor.Dispose();
        }
    }

    [Fact]
    public async Task A_thousand_looks_change_nothing()
    {
        var cast = await site.GatherAsync();
        var link = await IssueAsync(cast);
        var addresses = Addresses(cast, link);
        Assert.True(addresses.Count > 10, $"Only {addresses.Count} addresses were found.");
        using var scanner = site.Visit();
        using var maria = site.VisitAs(cast.Maria);
        await scanner.GetAsync(link); // The forms' cookie and its key are made once.
        await maria.GetAsync($"/portal/{cast.Summit.Slug}");
        var before = await RowsAsync();

        await Parallel.ForEachAsync(
            Enumerable.Range(0, 1_000),
            new ParallelOptions { MaxDegreeOfParallelism = 8 },
            async (turn, cancellationToken) =>
            {
                using var request = new HttpRequestMessage(
                    turn % 3 == 0 ? HttpMethod.Head : HttpMethod.Get,
                    new Uri(site.Url, addresses[turn % addresses.Count])
                );
                if (turn % 5 == 0)
                {
                    request.Headers.Add("Sec-Purpose", "prefetch");
                }

                using var answer = await (turn % 2 == 0 ? scanner : maria).Http.SendAsync(request, cancellationToken);
                Assert.True((int)answer.StatusCode < 500, $"{(int)answer.StatusCode} from {request.RequestUri}");
            }
        );

        Assert.Equal(before, await RowsAsync());
        using var person = site.Visit();
        var begun = await person.PressAsync(await person.GetAsync(link), "Continue");
        Assert.Equal(HttpStatusCode.SeeOther, begun.Status);
    }

    private async Task<string> IssueAsync(Cast cast) =>
        await site.ActAsync(
            cast.Priya,
            async db =>
            {
                var contact = await db.Contacts.SingleAsync(c => c.Id == cast.Maria.Actor.ContactId);
                var link = SetupLink.Issue(Id<SetupLink>.New(), contact, $"/portal/{cast.Summit.Slug}", db.Now, TimeSpan.FromHours(72));
                db.SetupLinks.Add(link);
                return "/start/" + LinkSecrets.Mint(db, link, LinkChannel.Email).Text;
            }
        );

    private async Task<long> SessionsAsync(Cast cast) =>
        (long)(await site.PeekAsync("select count(*) from tenant.portal_sessions where workspace_id = $1", cast.Summit.Id.Value))!; // A count.

    /// <summary>Every address that a customer's GET reaches, with this customer's own records in it.</summary>
    private List<string> Addresses(Cast cast, string link) =>
        [
            link,
            .. site.Service<EndpointDataSource>()
                .Endpoints.OfType<RouteEndpoint>()
                .Select(e => "/" + (e.RoutePattern.RawText ?? "").TrimStart('/'))
                .Where(p => p.StartsWith("/portal/", StringComparison.Ordinal) || p.StartsWith("/verify/", StringComparison.Ordinal))
                .Select(p =>
                    p.Replace("{Workspace}", cast.Summit.Slug, StringComparison.Ordinal)
                        .Replace(
                            "{Number}",
                            p.Contains("/jobs/", StringComparison.Ordinal) ? cast.Summit.JobNumber : cast.Summit.EstimateNumber,
                            StringComparison.Ordinal
                        )
                        .Replace("{Version:int}", "1", StringComparison.Ordinal)
                        .Replace("{Hash}", new string('a', 64), StringComparison.Ordinal)
                )
                .Distinct(),
        ];

    /// <remarks>That something looked is noted beside the link, as an access log would; the link's own row is among those compared.</remarks>
    /// <summary>How many rows each table has, and how often any was written; heads with their hashes.</summary>
    private async Task<string> RowsAsync() =>
        (string)
            (
                await site.PeekAsync(
                    """
                    select string_agg(format('%s.%s=%s', schemaname, relname,
                      (xpath('/row/c/text()', query_to_xml(format('select count(*) || '':'' || coalesce(md5(string_agg(t::text, '','' order by t::text)), '''') as c from %I.%I t', schemaname, relname), false, true, '')))[1]::text), ' ' order by schemaname, relname)
                    from pg_stat_user_tables where schemaname in ('tenant', 'platform') and relname not in ('outbox', 'rate_limits', 'tries', 'data_protection_keys', 'setup_link_looks')
                    """
                )
            )!; // There are tables.
}
