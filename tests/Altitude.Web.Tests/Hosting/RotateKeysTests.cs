using System.Net;
using System.Security.Cryptography;
using Altitude.Testing;
using Altitude.Web.Security;
using Altitude.Web.Stripe;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Tests.Hosting;

/// <summary>The verb <c>rotate-keys</c>, as an operator runs it beside nodes that serve.</summary>
public sealed class RotateKeysTests(AppFixture site) : IClassFixture<AppFixture>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Everybody_is_signed_out_and_secrets_are_wrapped_by_the_new_key_alone()
    {
        var cast = await site.GatherAsync();
        await site.Service<DemoPayments>().ConnectAsync(cast.Summit.Id, Token);
        var (old, anew) = (site.Cluster.MasterKey, Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        var secret = new PaymentKeys(new MasterKey(old)).Open(await AccountAsync(cast))!.Secret; // Just connected.
        var user = (Guid)(await site.PeekAsync("select user_id from platform.staff_sessions limit 1"))!; // Somebody is signed in.
        await site.PeekAsync(
            "insert into platform.user_tokens (user_id, login_provider, name, value) values ($1, 'altitude', 'authenticator', $2) returning 1",
            user,
            new SignInSecrets(new MasterKey(old)).Wrap(user, "JBSWY3DPEHPK3PXP")
        );
        using var maria = site.VisitAs(cast.Maria);
        Assert.Equal(HttpStatusCode.OK, (await maria.GetAsync($"/portal/{cast.Summit.Slug}", Token)).Status);
        Assert.NotEqual(0L, await CountAsync("platform.staff_sessions where ended_at is null"));

        var revocations = await CountAsync("platform.data_protection_keys where xml like '%<revocation%'");

        var (code, said) = await AppProcess.RunAsync(
            "rotate-keys",
            site.Database.Connections,
            anew,
            new Dictionary<string, string> { ["Altitude__PreviousMasterKey"] = old },
            Token
        );

        Assert.True(code == 0, said);
        Assert.Contains("0 could not be opened", said, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, said, StringComparison.Ordinal);
        var account = await AccountAsync(cast);
        Assert.Equal(secret, new PaymentKeys(new MasterKey(anew)).Open(account)?.Secret);
        Assert.NotNull(new PaymentKeys(new MasterKey(anew)).Open(account)?.WebhookSecret);
        Assert.Null(new PaymentKeys(new MasterKey(old)).Open(account));
        var wrapped = (string)(await site.PeekAsync("select value from platform.user_tokens where user_id = $1 and name = 'authenticator'", user))!; // Inserted above.
        Assert.Equal("JBSWY3DPEHPK3PXP", new SignInSecrets(new MasterKey(anew)).Unwrap(user, wrapped));
        Assert.NotEqual(HttpStatusCode.OK, (await maria.GetAsync($"/portal/{cast.Summit.Slug}", Token)).Status);
        Assert.Equal(0L, await CountAsync("tenant.portal_sessions where ended_at is null"));
        Assert.Equal(0L, await CountAsync("platform.staff_sessions where ended_at is null"));
        Assert.Equal(
            0L,
            await CountAsync("tenant.setup_links where used_at is null and revoked_at is null and expires_at > (select altitude.now())")
        );
        Assert.Equal(revocations + 1, await CountAsync("platform.data_protection_keys where xml like '%<revocation%'"));

        // A node that starts with the new key alone finds its way: Maria is asked for a link, and a form can be sent.
        await using var node = await RunningApp.StartAsync(site.Database.Connections, anew);
        using var visitor = new WebVisitor(node.Url);
        var door = await visitor.GetAsync("/office/sign-in", Token);
        var refused = await visitor.PressAsync(door, "Sign in", [new("Email", "nobody@example.com"), new("Password", "not a password")], Token);
        Assert.Contains("E-mail or password", refused.Text, StringComparison.Ordinal); // Answered, and not as a form that nobody can read.
    }

    [Fact]
    public async Task A_secret_that_no_known_key_opens_is_counted_and_left_alone()
    {
        var cast = await site.GatherAsync();
        await site.Service<DemoPayments>().ConnectAsync(cast.Summit.Id, Token);
        var before = (await AccountAsync(cast)).SecretKey;

        var (code, said) = await AppProcess.RunAsync(
            "rotate-keys",
            site.Database.Connections,
            Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)),
            new Dictionary<string, string>(),
            Token
        );

        Assert.Equal(1, code);
        Assert.Matches("[1-9][0-9]* could not be opened", said);
        Assert.Equal(before, (await AccountAsync(cast)).SecretKey);
    }

    private Task<Domain.Invoices.PaymentAccount> AccountAsync(Cast cast) =>
        site.ReadAsync(cast.Summit.Operator, db => db.PaymentAccounts.AsNoTracking().SingleAsync());

    private async Task<long> CountAsync(string from) => (long)(await site.PeekAsync($"select count(*) from {from}"))!; // A count is always there.
}
