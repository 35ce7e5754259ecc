using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.RegularExpressions;
using Altitude.Testing;
using Microsoft.AspNetCore.Routing;

namespace Altitude.Web.Tests;

/// <summary>Invariant 24: whatever comes in, on whichever address, the answer is never a 5xx, the program lives on, and nobody loses what they typed.</summary>
public sealed partial class MalformedInputTests(AppFixture site) : IClassFixture<AppFixture>
{
    private static readonly string[] s_oddValues =
    [
        new string('a', 5_000),
        "%00",
        "a%00b",
        "%F0%9F%94%A7",
        "%FF%FE",
        "..%2F..%2Fetc%2Fpasswd",
        "%27%3B--",
        "-1",
        "99999999999999999999999",
        "%E2%80%AE%E2%80%8B",
        "%20",
        "00000000-0000-0000-0000-000000000000",
    ];

    [Fact]
    public async Task Odd_addresses_are_answered()
    {
        var cast = await site.GatherAsync();
        using var nobody = site.Visit();
        using var maria = site.VisitAs(cast.Maria);
        using var owen = site.VisitAs(cast.Owen, cast.Summit);
        List<string> failed = [];

        foreach (var address in Routes().SelectMany(r => Odd(r, cast)).Distinct())
        {
            foreach (var visitor in new[] { nobody, maria, owen })
            {
                await TryAsync(visitor, new HttpRequestMessage(HttpMethod.Get, new Uri(site.Url + address)), failed);
            }
        }

        Assert.Empty(failed);
        await IsAliveAsync();
    }

    [Fact]
    public async Task Broken_cookies_are_answered()
    {
        var cast = await site.GatherAsync();
        string[] values =
        [
            "",
            "x",
            new string('a', 76),
            $"{Guid.NewGuid():N}.{new string('!', 43)}",
            "%00",
            "CfDJ8" + new string('A', 200),
            new string('b', 6_000),
        ];
        List<string> failed = [];
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false });

        foreach (var name in new[] { "altitude-portal", "altitude-office", "altitude-forms" })
        {
            foreach (var value in values)
            {
                foreach (
                    var path in new[]
                    {
                        $"/portal/{cast.Summit.Slug}",
                        $"/portal/{cast.Summit.Slug}/sign-in",
                        "/office/board",
                        "/office/sign-in",
                        "/_blazor",
                        "/hubs/live",
                    }
                )
                {
                    foreach (var method in new[] { HttpMethod.Get, HttpMethod.Post })
                    {
                        using var request = new HttpRequestMessage(method, new Uri(site.Url, path));
                        request.Headers.TryAddWithoutValidation("Cookie", $"{name}={value}");
                        request.Content = method == HttpMethod.Post ? new FormUrlEncodedContent([new("_handler", "sign-in")]) : null;
                        using var answer = await http.SendAsync(request);
                        Note(request, answer, failed);
                    }
                }
            }
        }

        Assert.Empty(failed);
        await IsAliveAsync();
    }

    [Fact]
    public async Task Odd_bodies_are_answered()
    {
        var cast = await site.GatherAsync();
        using var nobody = site.Visit();
        using var maria = site.VisitAs(cast.Maria);
        using var owen = site.VisitAs(cast.Owen, cast.Summit);
        var token = await TokenAsync(maria, $"/portal/{cast.Summit.Slug}/sign-out");
        List<string> failed = [];

        foreach (var address in Routes().Select(r => Filled(r, cast)).Distinct())
        {
            foreach (var visitor in new[] { nobody, maria, owen })
            {
                foreach (var body in Bodies(token))
                {
                    using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(site.Url, address)) { Content = body() };
                    await TryAsync(visitor, request, failed);
                }
            }
        }

        Assert.Empty(failed);
        await IsAliveAsync();
    }

    [Theory]
    [InlineData("Approval.Key", "not-a-key")]
    [InlineData("Approval.Key", "00000000-0000-0000-0000-00000000000g")]
    [InlineData("Approval.Shown", "zz")]
    [InlineData("Approval.Shown", "\u0000")]
    [InlineData("Approval.Total", "1e9")]
    [InlineData("Approval.Total", "99999999999999999999999999")]
    [InlineData("Approval.Total", "-1")]
    [InlineData("Approval.TypedName", "Maria\u0000Delgado")]
    [InlineData("Approval.TypedName", "\ud83d\ude00\u202e")]
    [InlineData("Approval.Act", "\u0000")]
    [InlineData("Approval.Options", "\u0000")]
    [InlineData("Approval.Options", "no-such-option")]
    public async Task A_spoilt_field_of_the_approval_loses_nothing_that_was_typed(string field, string value)
    {
        var cast = await site.GatherAsync();
        using var maria = site.VisitAs(cast.Maria);
        var page = await maria.GetAsync($"/portal/{cast.Summit.Slug}/estimates/{cast.Summit.EstimateNumber}");
        var fields = new Dictionary<string, string?> { ["Approval.TypedName"] = "Maria Q. Delgado", [field] = value };

        var answer = await maria.PressAsync(page, "Approve estimate", fields);

        Assert.True((int)answer.Status < 500, $"{(int)answer.Status} for {field}");
        if (answer.Status != HttpStatusCode.SeeOther && !value.Contains('\0', StringComparison.Ordinal) && field != "Approval.TypedName")
        {
            Assert.Contains("Maria Q. Delgado", answer.Html, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("Refusal.Key", "x")]
    [InlineData("Refusal.Shown", "\u0000")]
    [InlineData("Refusal.Reason", "No\u0000")]
    public async Task A_spoilt_field_of_the_refusal_is_answered(string field, string value)
    {
        var cast = await site.GatherAsync();
        using var maria = site.VisitAs(cast.Maria);
        var page = await maria.GetAsync($"/portal/{cast.Summit.Slug}/estimates/{cast.Summit.EstimateNumber}");
        var fields = new Dictionary<string, string?> { ["Refusal.Reason"] = "Another time", [field] = value };

        var answer = await maria.PressAsync(page, "Decline estimate", fields);

        Assert.True((int)answer.Status < 500, $"{(int)answer.Status} for {field}");
        if (answer.Status != HttpStatusCode.SeeOther && !value.Contains('\0', StringComparison.Ordinal) && field != "Refusal.Reason")
        {
            Assert.Contains("Another time", answer.Html, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("\u0000@example.com")]
    [InlineData("not an address")]
    [InlineData("\ud83d\ude00@\u202e")]
    public async Task A_spoilt_address_at_either_sign_in_is_answered(string email)
    {
        var cast = await site.GatherAsync();
        using var visitor = site.Visit();

        var portal = await visitor.PressAsync(
            await visitor.GetAsync($"/portal/{cast.Summit.Slug}/sign-in"),
            "Send me a new link",
            [new("Email", email)]
        );
        var office = await visitor.PressAsync(await visitor.GetAsync("/office/sign-in"), "Sign in", [new("Email", email), new("Password", "\u0000")]);
        var forgot = await visitor.GetAsync("/office/forgot");

        Assert.True((int)portal.Status < 500, $"{(int)portal.Status} from the portal");
        Assert.True((int)office.Status < 500, $"{(int)office.Status} from the office");
        Assert.Equal(HttpStatusCode.OK, forgot.Status);
    }

    [Theory]
    [InlineData("/_blazor")]
    [InlineData("/hubs/live")]
    public async Task Broken_frames_end_the_line_and_nothing_else(string path)
    {
        var cast = await site.GatherAsync();
        byte[][] frames =
        [
            [0x00],
            [0xFF, 0xFF, 0xFF, 0xFF, 0x7F],
            Encoding.UTF8.GetBytes("{\"protocol\":\"json\",\"version\":1}\u001e{\"type\":1,\"target\":\"\u0000\",\"arguments\":[{}]}\u001e"),
            Encoding.UTF8.GetBytes("{\"protocol\":\"blazorpack\",\"version\":1}\u001e\u0003abc"),
            Encoding.UTF8.GetBytes("{\"protocol\":\"nothing\"}\u001e"),
            Encoding.UTF8.GetBytes(new string('[', 40_000)),
        ];
        foreach (var frame in frames)
        {
            foreach (var type in new[] { WebSocketMessageType.Text, WebSocketMessageType.Binary })
            {
                using var socket = new ClientWebSocket();
                socket.Options.SetRequestHeader("Cookie", $"altitude-office={cast.Summit.CookieOf(cast.Owen)}");
                socket.Options.SetRequestHeader("Origin", site.Url.GetLeftPart(UriPartial.Authority));
                using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
                await socket.ConnectAsync(new Uri($"ws://{site.Url.Authority}{path}"), patience.Token);
                await socket.SendAsync(frame, type, endOfMessage: true, patience.Token);
                var buffer = new byte[4_096];
                try
                {
                    await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, patience.Token);
                    while ((await socket.ReceiveAsync(buffer, patience.Token)).MessageType != WebSocketMessageType.Close) { }
                }
                catch (WebSocketException)
                {
                    // Cut without a farewell, which is as good.
                }
            }
        }

        await IsAliveAsync();
    }

    private IEnumerable<string> Routes() =>
        site.Service<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .Select(e => "/" + (e.RoutePattern.RawText ?? "").TrimStart('/'))
            .Where(p => !p.Contains("{*", StringComparison.Ordinal) && !p.StartsWith("/_", StringComparison.Ordinal) && p != "/demo/reset")
            .Where(p => !p.Contains('.', StringComparison.Ordinal) || p.Contains('{', StringComparison.Ordinal)) // Static files take no input.
            .Distinct();

    private static IEnumerable<string> Odd(string pattern, Cast cast)
    {
        var parameters = Parameter().Matches(pattern);
        foreach (Match parameter in parameters)
        {
            foreach (var value in s_oddValues)
            {
                yield return Filled(pattern[..parameter.Index] + value + pattern[(parameter.Index + parameter.Length)..], cast);
            }
        }

        if (parameters.Count == 0)
        {
            yield return pattern + "?x=%00&x=%FF&_handler=%00";
        }
    }

    private static string Filled(string pattern, Cast cast) =>
        Parameter()
            .Replace(
                pattern,
                match =>
                    match.Groups[1].Value switch
                    {
                        "Workspace" => cast.Summit.Slug,
                        "Number" => pattern.Contains("/jobs/", StringComparison.Ordinal) ? cast.Summit.JobNumber : cast.Summit.EstimateNumber,
                        "CustomerId" => cast.Summit.Customer.Value.ToString(),
                        _ => "1",
                    }
            );

    private static IEnumerable<Func<HttpContent>> Bodies(string token)
    {
        yield return () => Typed("{\"a\":", "application/json");
        yield return () => Typed("<a", "text/xml");
        yield return () => Typed("x", "no/such; charset=nonsense");
        yield return () => Typed("%%%=%zz&&&=", "application/x-www-form-urlencoded");
        yield return () => Typed("--b\r\nContent-Disposition: form-data; name=", "multipart/form-data; boundary=b");
        yield return () => Typed("--b", "multipart/form-data");
        yield return () => new FormUrlEncodedContent([new("_handler", "approve"), new("__RequestVerificationToken", "broken")]);
        yield return () => new FormUrlEncodedContent([new("_handler", "\u0000"), new("__RequestVerificationToken", token)]);
        yield return () => new FormUrlEncodedContent([new("_handler", "no-such-form"), new("__RequestVerificationToken", token)]);
        yield return () => Typed(string.Join('&', Enumerable.Range(0, 10_000).Select(n => $"k{n}=1")), "application/x-www-form-urlencoded");
        yield return () => Typed("a=" + new string('x', 2_000_000), "application/x-www-form-urlencoded");
    }

    private static StringContent Typed(string text, string type)
    {
        var content = new StringContent(text);
        content.Headers.Remove("Content-Type");
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        return content;
    }

    private static async Task<string> TokenAsync(WebVisitor visitor, string path) =>
        (await visitor.GetAsync(path)).Find("input[name=__RequestVerificationToken]")?.GetAttribute("value") ?? "";

    private static async Task TryAsync(WebVisitor visitor, HttpRequestMessage request, List<string> failed)
    {
        try
        {
            using var answer = await visitor.Http.SendAsync(request);
            Note(request, answer, failed);
        }
        catch (HttpRequestException cut) when (request.Content is not null && cut.InnerException is IOException)
        {
            // The server need not read two megabytes to the end before it refuses them.
        }
    }

    private static void Note(HttpRequestMessage request, HttpResponseMessage answer, List<string> failed)
    {
        if ((int)answer.StatusCode >= 500)
        {
            var address = request.RequestUri?.ToString() ?? "";
            failed.Add(
                $"{(int)answer.StatusCode} {request.Method} {address[..Math.Min(160, address.Length)]} {request.Content?.Headers.ContentType} {request.Content?.Headers.ContentLength}"
            );
        }
    }

    private async Task IsAliveAsync()
    {
        using var visitor = site.Visit();
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/health/live")).Status);
    }

    [GeneratedRegex(@"\{(\w+)[^}]*\}")]
    private static partial Regex Parameter();
}
