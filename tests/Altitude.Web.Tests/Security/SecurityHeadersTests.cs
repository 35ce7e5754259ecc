using Altitude.Testing;
using Altitude.Web.Features.Branding;
using Altitude.Web.Security;
using Microsoft.AspNetCore.Routing;

namespace Altitude.Web.Tests.Security;

/// <summary>Walks every address that the application answers on, and every file that it serves.</summary>
public sealed class SecurityHeadersTests(AppFixture site) : IClassFixture<AppFixture>
{
    [Fact]
    public async Task Every_endpoint_static_file_and_error_page_carries_the_security_headers()
    {
        var cast = await site.GatherAsync(TestContext.Current.CancellationToken);
        using var nobody = site.Visit();
        using var maria = site.VisitAs(cast.Maria);
        using var owen = site.VisitAs(cast.Owen, cast.Summit);
        var paths = Paths(cast).Concat(["/nothing-here", "/portal/no-such-company", "/office/nothing", "/error", "/_blazor"]).Distinct().ToArray();
        Assert.True(paths.Length > 30, $"Only {paths.Length} addresses were found.");
        List<string> foul = [];
        foreach (var path in paths)
        {
            foreach (var (who, visitor) in new[] { ("nobody", nobody), ("Maria", maria), ("Owen", owen) })
            {
                var page = await visitor.GetAsync(path, TestContext.Current.CancellationToken);
                foul.AddRange(Faults(path, page).Select(fault => $"{path} for {who} ({(int)page.Status}): {fault}"));
            }
        }

        Assert.Empty(foul);
    }

    [Fact]
    public async Task A_post_that_is_refused_carries_them_too()
    {
        using var visitor = site.Visit();
        using var content = new FormUrlEncodedContent([new("_handler", "nonsense")]);

        var answer = await visitor.Http.PostAsync("/office/sign-in", content, TestContext.Current.CancellationToken);

        Assert.False(answer.IsSuccessStatusCode);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Contains("frame-ancestors 'none'", Assert.Single(answer.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signed_in_pages_are_kept_by_nobody()
    {
        var cast = await site.GatherAsync(TestContext.Current.CancellationToken);
        using var maria = site.VisitAs(cast.Maria);

        var page = await maria.GetAsync($"/portal/{cast.Summit.Slug}", TestContext.Current.CancellationToken);

        Assert.Equal(System.Net.HttpStatusCode.OK, page.Status);
        Assert.Equal("no-store", page.Headers["Cache-Control"]);
    }

    [Fact]
    public async Task The_owners_dashboard_of_background_tasks_has_the_offices_profile_and_is_kept_by_nobody()
    {
        var cast = await site.GatherAsync(TestContext.Current.CancellationToken);
        using var owen = site.VisitAs(cast.Owen, cast.Summit);
        using var priya = site.VisitAs(cast.Priya, cast.Summit);

        foreach (var path in new[] { "/background", "/background/jobs/scheduled" })
        {
            var page = await owen.GetAsync(path, TestContext.Current.CancellationToken);

            Assert.Equal(System.Net.HttpStatusCode.OK, page.Status);
            Assert.Contains("style-src 'self' 'unsafe-inline'", page.Headers["Content-Security-Policy"], StringComparison.Ordinal);
            Assert.Contains("'nonce-", page.Headers["Content-Security-Policy"], StringComparison.Ordinal);
            Assert.Equal("no-store", page.Headers["Cache-Control"]);
            Assert.NotEqual(System.Net.HttpStatusCode.OK, (await priya.GetAsync(path, TestContext.Current.CancellationToken)).Status);
        }
    }

    private IEnumerable<string> Paths(Cast cast) =>
        site.Service<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains("GET") ?? true)
            .Select(e => "/" + (e.RoutePattern.RawText ?? "").TrimStart('/'))
            .Where(p => !p.Contains("{*", StringComparison.Ordinal) && !p.Contains("{**", StringComparison.Ordinal))
            .Select(p => Filled(p, cast));

    private static string Filled(string pattern, Cast cast) =>
        System.Text.RegularExpressions.Regex.Replace(
            pattern,
            @"\{(\w+)[^}]*\}",
            match =>
                match.Groups[1].Value.ToUpperInvariant() switch
                {
                    "WORKSPACE" => cast.Summit.Slug,
                    "NUMBER" => cast.Summit.EstimateNumber,
                    _ => "1",
                }
        );

    private static IEnumerable<string> Faults(string path, Page page)
    {
        foreach (
            var header in new[] { "X-Content-Type-Options", "Referrer-Policy", "X-Frame-Options", "Cross-Origin-Opener-Policy", "Permissions-Policy" }
        )
        {
            if (!page.Headers.ContainsKey(header))
            {
                yield return $"no {header}";
            }
        }

        var policy = page.Headers.GetValueOrDefault("Content-Security-Policy", "");
        if (
            !policy.Contains("default-src 'none'", StringComparison.Ordinal)
            || !policy.Contains("frame-ancestors 'none'", StringComparison.Ordinal)
                && !path.StartsWith("/demo", StringComparison.Ordinal)
                && !(
                    path.StartsWith(BrandChoice.Previews, StringComparison.Ordinal)
                    && policy.EndsWith("frame-ancestors 'self'", StringComparison.Ordinal)
                )
        )
        {
            yield return $"content security policy is '{policy}'";
        }

        var isOffice = path.StartsWith("/office", StringComparison.Ordinal) || path.StartsWith("/background", StringComparison.Ordinal);
        if (policy.Contains("unsafe", StringComparison.Ordinal) && !isOffice && !path.StartsWith("/demo", StringComparison.Ordinal))
        {
            yield return "an unsafe policy outside the office";
        }

        if (isOffice && policy.Contains("script-src 'self' 'unsafe", StringComparison.Ordinal))
        {
            yield return "unsafe scripts in the office";
        }

        if (page.Headers.ContainsKey("Server") || page.Headers.ContainsKey("X-Powered-By"))
        {
            yield return "says what it runs on";
        }

        if ((int)page.Status >= 500)
        {
            yield return "failed";
        }
    }
}
