using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Leads;
using Altitude.Domain.Workspaces;
using Altitude.Testing;
using Altitude.Web.Features.Leads;

namespace Altitude.Web.Tests.Features.Leads;

/// <summary>The request form stands in frames of the pages that the company lists, and nothing else does.</summary>
public sealed class RequestFramesTests(AppFixture site) : IClassFixture<AppFixture>
{
    private const string Policy = "Content-Security-Policy";
    private const string Denied = "X-Frame-Options";

    [Fact]
    public async Task Only_listed_origins_may_frame_the_form_and_only_the_form()
    {
        var cast = await site.GatherAsync();
        using var somebody = site.Visit();
        var form = $"/request/{cast.Summit.Slug}";

        var before = await somebody.GetAsync(form);
        await new ChangeRequestForm(site.Workspaces).RunAsync(
            cast.Owen,
            RequestFormSettings.Parse("https://www.Summit-Air.example/\nhttps://book.example:8443"),
            RequestKey.New("test"),
            default
        );
        var after = await somebody.GetAsync(form);

        Assert.Contains("frame-ancestors 'none'", before.Headers[Policy], StringComparison.Ordinal);
        Assert.Equal("DENY", before.Headers[Denied]);
        Assert.EndsWith("frame-ancestors https://www.summit-air.example https://book.example:8443", after.Headers[Policy], StringComparison.Ordinal);
        Assert.DoesNotContain(Denied, after.Headers.Keys);
        foreach (var other in new[] { $"/portal/{cast.Summit.Slug}/sign-in", $"/request/{cast.Spark.Slug}", "/office/sign-in" })
        {
            var page = await somebody.GetAsync(other);
            Assert.Contains("frame-ancestors 'none'", page.Headers[Policy], StringComparison.Ordinal);
            Assert.Equal("DENY", page.Headers[Denied]);
        }
    }

    [Fact]
    public async Task In_a_frame_where_no_cookie_is_sent_the_form_still_works()
    {
        var cast = await site.GatherAsync();
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false });
        using var form = new FormUrlEncodedContent(
            new Dictionary<string, string>
            {
                ["_handler"] = "request",
                ["Wish.Service"] = "AC blows warm air",
                ["Wish.Name"] = "Nina Park",
                ["Wish.Phone"] = "303 555 0199",
            }
        );

        using var answer = await http.PostAsync(new Uri(site.Url, $"/request/{cast.Summit.Slug}"), form);

        Assert.Equal(303, (int)answer.StatusCode);
    }

    [Theory]
    [InlineData("*")]
    [InlineData("https:")]
    [InlineData("https://*.example.com")]
    [InlineData("http://www.example.com")]
    [InlineData("https://www.example.com/page")]
    [InlineData("https://user@www.example.com")]
    [InlineData("https://www.example.com;script-src")]
    [InlineData("'self'")]
    [InlineData("javascript:alert(1)")]
    public void What_is_no_origin_is_refused(string typed) =>
        Assert.Equal(WorkspaceRules.Origins, Assert.Throws<RuleViolation>(() => RequestFormSettings.Parse(typed)).Rule);
}
