using System.Net;
using System.Net.WebSockets;
using Altitude.Testing;

namespace Altitude.Web.Tests.Security;

public sealed class CircuitGateTests(AppFixture site) : IClassFixture<AppFixture>
{
    [Theory]
    [InlineData("_blazor")]
    [InlineData("hubs/live")]
    public async Task Another_sites_page_gets_no_circuit_and_no_hub_even_with_the_cookies(string address)
    {
        var cast = await site.GatherAsync();

        Assert.Equal(HttpStatusCode.Forbidden, await UpgradeAsync(address, cast, "https://evil.example"));
        Assert.Equal(HttpStatusCode.Forbidden, await UpgradeAsync(address, cast, "null"));
        Assert.Equal(HttpStatusCode.SwitchingProtocols, await UpgradeAsync(address, cast, site.Url.GetLeftPart(UriPartial.Authority)));
    }

    [Theory]
    [InlineData("_blazor")]
    [InlineData("hubs/live")]
    public async Task Nobody_gets_a_circuit_or_hub_without_being_signed_in(string address) =>
        Assert.Equal(HttpStatusCode.Unauthorized, await UpgradeAsync(address, cast: null, site.Url.GetLeftPart(UriPartial.Authority)));

    [Fact]
    public async Task Pages_of_people_who_are_not_signed_in_ask_for_no_circuit()
    {
        var cast = await site.GatherAsync();
        using var nobody = site.Visit();

        foreach (var path in new[] { "/", "/office/sign-in", "/office/forgot", $"/portal/{cast.Summit.Slug}/sign-in", "/start/unknown" })
        {
            var page = await nobody.GetAsync(path);
            Assert.DoesNotContain("<!--Blazor:{\"type\":\"server\"", page.Html, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_signed_out_browser_loses_its_way_to_circuits()
    {
        var cast = await site.GatherAsync();
        await site.TamperAsync("update tenant.portal_sessions set ended_at = altitude.now() where id = $1", cast.Maria.Actor.Session.Value);
        await site.TamperAsync("delete from platform.session_lookups where session_id = $1", cast.Maria.Actor.Session.Value);
        await site.TamperAsync("delete from platform.session_lookups where session_id = $1", cast.MariaAtSpark.Actor.Session.Value);

        Assert.Equal(HttpStatusCode.Unauthorized, await UpgradeAsync("_blazor", cast, site.Url.GetLeftPart(UriPartial.Authority), withOffice: false));
    }

    private async Task<HttpStatusCode> UpgradeAsync(string address, Cast? cast, string origin, bool withOffice = true)
    {
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        socket.Options.SetRequestHeader("Origin", origin);
        if (cast is not null)
        {
            var office = withOffice ? $"; altitude-office={cast.Summit.CookieOf(cast.Priya)}" : "";
            socket.Options.SetRequestHeader("Cookie", $"altitude-portal={Guid.NewGuid():N}.{cast.Maria.Browser}{office}");
        }

        try
        {
            await socket.ConnectAsync(new Uri($"ws://{site.Url.Authority}/{address}"), TestContext.Current.CancellationToken);
        }
        catch (WebSocketException)
        {
            // Refused: the status says how.
        }

        return socket.HttpStatusCode;
    }
}
