using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Invoices;
using Altitude.Domain.Workspaces;
using Altitude.Testing;
using Altitude.Web.Features.Payments;
using Altitude.Web.Stripe;
using Altitude.Web.StripeSandbox;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Tests.Stripe;

public sealed class PaymentSettingsTests(AppFixture site) : IClassFixture<AppFixture>, IDisposable
{
    private readonly string _key = $"sk_test_{Guid.NewGuid():N}";

    public void Dispose() => site.Service<SandboxSwitches>().Trouble(ApiTrouble.None);

    [Fact]
    public async Task A_key_is_tried_kept_wrapped_and_never_shown_again()
    {
        var cast = await site.GatherAsync();

        await ConnectAsync(cast.Owen, _key);
        await site.Service<SubscribeWebhook>().RunAsync(cast.Ada, RequestKey.New("test"), default);

        var shown = await site.Service<PaymentSettingsQuery>().RunAsync(cast.Owen, default);
        Assert.True(shown.IsReady);
        Assert.Equal((_key[^4..], ProviderMode.Test), (shown.KeyEnd, shown.Mode));
        Assert.DoesNotContain(_key, shown.ToString(), StringComparison.Ordinal);
        var kept = await site.ReadAsync(cast.Summit.Operator, db => db.PaymentAccounts.SingleAsync());
        Assert.Equal(_key, site.Service<PaymentKeys>().Open(kept)?.Secret);
        Assert.DoesNotContain(_key, System.Text.Encoding.UTF8.GetString(kept.SecretKey!), StringComparison.Ordinal); // Just kept.
    }

    [Theory]
    [InlineData("pk_test_0123456789abcdef", "publishable")]
    [InlineData("hello", "no secret key")]
    [InlineData("", "no secret key")]
    [InlineData("sk_test_unknown1", "does not accept")]
    public async Task What_is_no_key_of_the_provider_is_refused_and_nothing_is_kept(string key, string why)
    {
        var cast = await site.GatherAsync();

        var refused = await Assert.ThrowsAsync<RuleViolation>(() => ConnectAsync(cast.Owen, key));

        Assert.Equal(PaymentRules.Key, refused.Rule);
        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
        Assert.Equal(0, await site.ReadAsync(cast.Summit.Operator, db => db.PaymentAccounts.CountAsync()));
    }

    [Fact]
    public async Task A_key_that_cannot_be_tried_is_not_kept()
    {
        var cast = await site.GatherAsync();
        site.Service<SandboxSwitches>().Trouble(ApiTrouble.Error);

        var refused = await Assert.ThrowsAsync<RuleViolation>(() => ConnectAsync(cast.Owen, _key));

        Assert.Equal(PaymentRules.Unreachable, refused.Rule);
        Assert.Equal(0, await site.ReadAsync(cast.Summit.Operator, db => db.PaymentAccounts.CountAsync()));
    }

    [Fact]
    public async Task Only_owners_and_admins_see_and_change_it()
    {
        var cast = await site.GatherAsync();

        foreach (var other in new[] { cast.Priya, cast.Dana })
        {
            var look = await Assert.ThrowsAsync<RuleViolation>(() => site.Service<PaymentSettingsQuery>().RunAsync(other, default));
            var change = await Assert.ThrowsAsync<RuleViolation>(() => ConnectAsync(other, _key));
            Assert.Equal((StaffRoles.NotAllowed, StaffRoles.NotAllowed), (look.Rule, change.Rule));
        }
    }

    [Fact]
    public async Task Two_companies_have_addresses_of_their_own_and_a_new_key_keeps_its()
    {
        var cast = await site.GatherAsync();
        await ConnectAsync(cast.Owen, _key);
        await ConnectAsync(cast.Spark.Owner, $"sk_test_{Guid.NewGuid():N}");
        var first = await site.Service<PaymentSettingsQuery>().RunAsync(cast.Owen, default);

        await ConnectAsync(cast.Owen, $"rk_test_{Guid.NewGuid():N}".Replace("rk_", "sk_", StringComparison.Ordinal));

        var again = await site.Service<PaymentSettingsQuery>().RunAsync(cast.Owen, default);
        var other = await site.Service<PaymentSettingsQuery>().RunAsync(cast.Spark.Owner, default);
        Assert.Equal(first.Address, again.Address);
        Assert.NotEqual(first.Address, other.Address);
        Assert.NotEqual(first.KeyEnd, again.KeyEnd);
    }

    [Fact]
    public async Task A_forgotten_key_ends_paying_online()
    {
        var stage = await PaymentStage.SetAsync(site);

        await site.Service<DisconnectPayments>().RunAsync(stage.Cast.Owen, RequestKey.New("test"), default);

        var refused = await Assert.ThrowsAsync<RuleViolation>(() => stage.PressAsync(CheckoutPurpose.Deposit));
        Assert.Equal(PaymentRules.NotOffered, refused.Rule);
    }

    private Task ConnectAsync(Staff staff, string key) => site.Service<ConnectPayments>().RunAsync(staff, key, RequestKey.New("test"), default);
}
