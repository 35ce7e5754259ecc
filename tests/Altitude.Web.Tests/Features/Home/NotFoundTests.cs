using System.Net;
using Altitude.Testing;

namespace Altitude.Web.Tests.Features.Home;

/// <summary>An address that leads nowhere leads on.</summary>
public sealed class NotFoundTests(AppFixture app) : IClassFixture<AppFixture>
{
    [Theory]
    [InlineData("/portal/{0}/estimate/EST-1001", "/portal/{0}")]
    [InlineData("/portal/nobodys-company/estimates", "/portal/nobodys-company")]
    [InlineData("/portal/nobodys-company", "/")]
    [InlineData("/office/nothing-here", "/office")]
    [InlineData("/nothing-here", "/")]
    public async Task Whoever_comes_to_nothing_is_shown_the_way_on(string address, string onwards)
    {
        var cast = await app.GatherAsync();
        using var somebody = app.Visit();

        var page = await somebody.GetAsync(string.Format(null, address, cast.Summit.Slug));

        Assert.Equal((HttpStatusCode.NotFound, "There is nothing at this address"), (page.Status, page.Heading));
        Assert.Equal(string.Format(null, onwards, cast.Summit.Slug), page.Find(".acts a")?.GetAttribute("href"));
    }
}
