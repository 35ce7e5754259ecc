using System.Net;
using System.Net.Http.Json;
using Altitude.Web.Email;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Altitude.Web.Tests.Email;

public sealed class CapturedMailTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("altitude-mail-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Two_nodes_that_write_at_once_lose_nothing_and_keep_the_newest()
    {
        var (one, two) = (new CapturedMail(_folder, TimeProvider.System), new CapturedMail(_folder, TimeProvider.System));
        for (var i = 0; i < CapturedMail.Most; i++)
        {
            await one.KeepAsync(Mail("old"), Token);
        }

        await Parallel.ForAsync(0, 60, Token, async (i, token) => await (i % 2 == 0 ? one : two).KeepAsync(Mail("new"), token));

        var kept = await two.ReadAsync(Token);
        Assert.Equal(CapturedMail.Most, kept.Count);
        Assert.All(kept.Take(60), m => Assert.Equal("new", m.Subject));
        Assert.All(kept.Skip(60), m => Assert.Equal("old", m.Subject));
    }

    [Fact]
    public async Task The_demo_shows_what_it_kept_and_treats_it_as_a_strangers_document()
    {
        await using var app = await StartAsync("Demo");
        var mail = Mail("<b>Subject</b>") with { Html = "<html><head></head><body><script>alert(1)</script>Hello</body></html>" };
        await app.Services.GetRequiredService<CapturedMail>().KeepAsync(mail, Token);
        var client = app.GetTestClient();

        var list = (await client.GetFromJsonAsync<List<CapturedEmail>>("/demo/mail.json", Token))!;
        var answer = await client.GetAsync(new Uri($"/demo/mail/{mail.Id}", UriKind.Relative), Token);
        var page = await answer.Content.ReadAsStringAsync(Token);

        Assert.Equal(["https://portal.example.com/start/abc"], Assert.Single(list).Links);
        Assert.Contains("&lt;b&gt;Subject&lt;/b&gt;", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.Contains("srcdoc=\"&lt;html&gt;", page, StringComparison.Ordinal);
        Assert.Contains("sandbox=\"allow-popups allow-popups-to-escape-sandbox\"", page, StringComparison.Ordinal);
        var profile = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("default-src 'none'; style-src", profile, StringComparison.Ordinal);
        Assert.DoesNotContain("script-src", profile, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync(new Uri($"/demo/mail/{Guid.NewGuid()}", UriKind.Relative), Token)).StatusCode);
    }

    [Fact]
    public async Task An_empty_letter_box_says_so()
    {
        await using var app = await StartAsync("Demo");

        Assert.Contains(
            "No mail yet.",
            await app.GetTestClient().GetStringAsync(new Uri("/demo/mail", UriKind.Relative), Token),
            StringComparison.Ordinal
        );
        Assert.Equal("[]", await app.GetTestClient().GetStringAsync(new Uri("/demo/mail.json", UriKind.Relative), Token));
    }

    [Theory]
    [InlineData("/demo/mail")]
    [InlineData("/demo/mail.json")]
    public async Task Outside_the_demo_there_is_no_letter_box(string address)
    {
        await using var app = await StartAsync("Production");

        Assert.Equal(HttpStatusCode.NotFound, (await app.GetTestClient().GetAsync(new Uri(address, UriKind.Relative), Token)).StatusCode);
    }

    [Fact]
    public void In_production_a_missing_mail_server_stops_the_start()
    {
        var refused = Assert.Throws<InvalidOperationException>(() =>
            new ServiceCollection().AddEmail(
                new ConfigurationBuilder().Build(),
                new Microsoft.Extensions.Hosting.Internal.HostingEnvironment { EnvironmentName = "Production" }
            )
        );

        Assert.StartsWith("Smtp__Host ", refused.Message, StringComparison.Ordinal);
    }

    private async Task<WebApplication> StartAsync(string environment)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = environment });
        builder.WebHost.UseTestServer();
        builder.Services.AddRazorComponents();
        builder.Services.AddSingleton(new CapturedMail(_folder, TimeProvider.System));
        var app = builder.Build();
        app.MapDemoMail();
        await app.StartAsync(Token);
        return app;
    }

    private static CapturedEmail Mail(string subject)
    {
        const string text = "Open (https://portal.example.com/start/abc).";
        return new CapturedEmail(
            Guid.CreateVersion7(),
            "summit-air",
            "Summit Air",
            "maria@example.com",
            subject,
            text,
            "<p></p>",
            CapturedMail.LinksIn(text),
            DateTimeOffset.UtcNow
        );
    }
}
