using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Workspaces;
using Altitude.Testing;
using Altitude.Web.Stripe;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Tests.Stripe;

/// <summary>Only what is signed with the company's own secret gets in. Everything else is 400, leaves no row, and is never a 500.</summary>
public sealed class WebhookDoorTests(AppFixture site) : IClassFixture<AppFixture>
{
    private static readonly string Version = StripeGateway.ApiVersion;

    [Fact]
    public async Task An_event_with_the_companys_signature_is_kept_once_and_never_its_body()
    {
        var company = await ConnectAsync();
        var body = Event("evt_1", about: "cs_test_unknown", secret: "4000-private-words");

        var first = await TellAsync(company, body);
        var again = await TellAsync(company, body);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (first, again));
        var row = Assert.Single(await RowsAsync(company));
        Assert.Contains(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body))), row, StringComparison.Ordinal);
        Assert.Contains("checkout.session.completed", row, StringComparison.Ordinal);
        Assert.DoesNotContain("private-words", row, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signature_of_another_company_is_none()
    {
        var (company, other) = (await ConnectAsync(), await ConnectAsync());

        var answer = await TellAsync(company, Event("evt_2"), secret: other.Secret);

        Assert.Equal(HttpStatusCode.BadRequest, answer);
        Assert.Empty(await RowsAsync(company));
        Assert.Empty(await RowsAsync(other));
    }

    [Theory]
    [InlineData("2019-02-03.old")]
    [InlineData("")]
    public async Task An_event_in_a_foreign_version_waits_for_review(string version)
    {
        var company = await ConnectAsync();

        Assert.Equal(HttpStatusCode.OK, await TellAsync(company, Event("evt_3", version: version)));

        Assert.Contains("Review", Assert.Single(await RowsAsync(company)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_of_the_other_mode_waits_for_review()
    {
        var company = await ConnectAsync();

        Assert.Equal(HttpStatusCode.OK, await TellAsync(company, Event("evt_4", isLive: true)));

        Assert.Contains("Review", Assert.Single(await RowsAsync(company)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_that_tells_of_nothing_we_follow_is_noted_and_left_alone()
    {
        var company = await ConnectAsync();

        Assert.Equal(HttpStatusCode.OK, await TellAsync(company, Event("evt_5", type: "customer.created")));

        Assert.Contains("Done", Assert.Single(await RowsAsync(company)), StringComparison.Ordinal);
    }

    public static TheoryData<string> Broken() =>
        [
            "no header",
            "empty header",
            "header without time",
            "header without hash",
            "two times",
            "time is no number",
            "altered body",
            "old",
            "wrong scheme",
            "signed null",
            "signed nothing",
            "signed list",
            "signed number",
            "signed garbage",
            "signed without id",
            "signed with a long id",
            "signed with an id that is a number",
            "signed without object",
            "signed with a time that is none",
            "signed with deep nesting",
            "not utf-8",
            "too long",
            "unknown address",
            "address with strange signs",
        ];

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task Whatever_is_forged_or_broken_is_refused_and_leaves_nothing(string how)
    {
        var company = await ConnectAsync();

        var answer = await SendAsync(company, how);

        Assert.True(answer is HttpStatusCode.BadRequest or HttpStatusCode.NotFound, $"{how}: {answer}");
        Assert.Empty(await RowsAsync(company));
    }

    [Fact]
    public async Task A_thousand_forged_ones_get_nothing_in()
    {
        var company = await ConnectAsync();
        var random = new Random(1_000);
        var body = Event("evt_6");
        var header = Sign(body, company.Secret);
        var answers = new System.Collections.Concurrent.ConcurrentBag<HttpStatusCode>();
        var forged = Enumerable.Range(0, Soak.IsOn ? 10_000 : 1_000).Select(_ => Forge(random, body, header)).ToArray();

        await Parallel.ForEachAsync(
            forged,
            new ParallelOptions { MaxDegreeOfParallelism = 16 },
            async (call, _) => answers.Add(await PostAsync(company.Endpoint, call.Body, call.Header))
        );

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.BadRequest, answer));
        Assert.Empty(await RowsAsync(company));
    }

    private static (byte[] Body, string? Header) Forge(Random random, string body, string header)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        switch (random.Next(6))
        {
            case 0: // One bit of the body.
                bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
                return (bytes, header);
            case 1: // One sign of the hash.
                var at = header.Length - 1 - random.Next(60);
                return (bytes, header[..at] + (header[at] == '0' ? '1' : '0') + header[(at + 1)..]);
            case 2: // Cut off.
                return (bytes[..random.Next(bytes.Length)], header);
            case 3: // Noise instead of a header.
                return (bytes, new string([.. Enumerable.Range(0, random.Next(1, 200)).Select(_ => (char)random.Next(33, 126))]));
            case 4: // Noise instead of a body.
                random.NextBytes(bytes);
                return (bytes, header);
            default:
                return (bytes, null);
        }
    }

    private async Task<HttpStatusCode> SendAsync(Connected company, string how)
    {
        var body = Event("evt_9");
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        return how switch
        {
            "no header" => await PostAsync(company.Endpoint, Encoding.UTF8.GetBytes(body), null),
            "empty header" => await PostAsync(company.Endpoint, Encoding.UTF8.GetBytes(body), ""),
            "header without time" => await PostAsync(company.Endpoint, Encoding.UTF8.GetBytes(body), Sign(body, company.Secret).Split(',')[1]),
            "header without hash" => await PostAsync(company.Endpoint, Encoding.UTF8.GetBytes(body), Sign(body, company.Secret).Split(',')[0]),
            "two times" => await PostAsync(company.Endpoint, Encoding.UTF8.GetBytes(body), $"t=1,{Sign(body, company.Secret)}"),
            "time is no number" => await PostAsync(company.Endpoint, Encoding.UTF8.GetBytes(body), "t=soon,v1=00"),
            "altered body" => await PostAsync(company.Endpoint, Encoding.UTF8.GetBytes(body + " "), Sign(body, company.Secret)),
            "old" => await PostAsync(company.Endpoint, Encoding.UTF8.GetBytes(body), Sign(body, company.Secret, now - 3_600)),
            "wrong scheme" => await PostAsync(
                company.Endpoint,
                Encoding.UTF8.GetBytes(body),
                Sign(body, company.Secret).Replace("v1=", "v0=", StringComparison.Ordinal)
            ),
            "signed null" => await TellAsync(company, "null"),
            "signed nothing" => await TellAsync(company, ""),
            "signed list" => await TellAsync(company, "[]"),
            "signed number" => await TellAsync(company, "42"),
            "signed garbage" => await TellAsync(company, "{\"id\": \"evt_1\", "),
            "signed without id" => await TellAsync(company, Event(null)),
            "signed with a long id" => await TellAsync(company, Event(new string('e', 300))),
            "signed with an id that is a number" => await TellAsync(company, Event("evt_9").Replace("\"evt_9\"", "9", StringComparison.Ordinal)),
            "signed without object" => await TellAsync(company, "{\"id\":\"evt_9\",\"type\":\"x\",\"created\":1,\"data\":{}}"),
            "signed with a time that is none" => await TellAsync(
                company,
                "{\"id\":\"evt_9\",\"type\":\"x\",\"created\":1e99,\"data\":{\"object\":{}}}"
            ),
            "signed with deep nesting" => await TellAsync(company, new string('[', 5_000)),
            "not utf-8" => await PostAsync(company.Endpoint, [0xC3, 0x28, 0xFF, 0xFE], Sign("x", company.Secret)),
            "too long" => await TellAsync(company, Event("evt_9", secret: new string('x', WebhookDoor.MostBytes))),
            "unknown address" => await TellAsync(company with { Endpoint = "nobody" }, body),
            "address with strange signs" => await TellAsync(company with { Endpoint = "%00%F0%9F%92%A9" }, body),
            _ => throw new InvalidOperationException(how),
        };
    }

    private Task<HttpStatusCode> TellAsync(Connected company, string body, string? secret = null) =>
        PostAsync(company.Endpoint, Encoding.UTF8.GetBytes(body), Sign(body, secret ?? company.Secret));

    private async Task<HttpStatusCode> PostAsync(string endpoint, byte[] body, string? header)
    {
        using var http = new HttpClient { BaseAddress = site.Url };
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/webhooks/stripe/{endpoint}") { Content = new ByteArrayContent(body) };
        if (header is not null)
        {
            request.Headers.TryAddWithoutValidation("Stripe-Signature", header);
        }

        using var answer = await http.SendAsync(request);
        return answer.StatusCode;
    }

    private static string Sign(string body, string secret, long? at = null)
    {
        var time = at ?? DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var hash = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{time}.{body}"));
        return $"t={time},v1={Convert.ToHexStringLower(hash)}";
    }

    private static string Event(
        string? id,
        string type = "checkout.session.completed",
        string about = "cs_test_1",
        string? version = null,
        bool isLive = false,
        string secret = ""
    ) =>
        new JsonObject
        {
            ["id"] = id,
            ["object"] = "event",
            ["api_version"] = version ?? Version,
            ["created"] = 1_811_000_000,
            ["data"] = new JsonObject
            {
                ["object"] = new JsonObject { ["id"] = about, ["note"] = secret },
            },
            ["livemode"] = isLive,
            ["type"] = type,
        }.ToJsonString();

    private async Task<IReadOnlyList<string>> RowsAsync(Connected company)
    {
        await using var command = site.Superuser.CreateCommand(
            "select i::text || ' ' || encode(i.body_hash, 'hex') from platform.webhook_inbox i where workspace_id = $1"
        );
        command.Parameters.Add(new() { Value = company.Workspace.Value });
        List<string> rows = [];
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            rows.Add(reader.GetString(0));
        }

        return rows;
    }

    private async Task<Connected> ConnectAsync()
    {
        var cast = await site.GatherAsync();
        var workspace = cast.Owen.WorkspaceId;
        await site.Service<DemoPayments>().ConnectAsync(workspace, CancellationToken.None);
        await using var db = await site.Workspaces.ReadAsync(new Operator(workspace), CancellationToken.None);
        var account = await db.PaymentAccounts.SingleAsync();
        return new Connected(workspace, account.Endpoint, site.Service<PaymentKeys>().Open(account)!.WebhookSecret!); // Connected just now.
    }

    private sealed record Connected(Id<Workspace> Workspace, string Endpoint, string Secret);
}
