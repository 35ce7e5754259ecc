using Altitude.Data;
using Altitude.Web.Hosting;
using Altitude.Web.Security;
using Altitude.Web.Stripe;
using Microsoft.Extensions.Configuration;

namespace Altitude.Web.Tests.Stripe;

/// <summary>For tests of acts that end a payment page, where no company is connected with the provider: there is none to end.</summary>
internal static class NoPages
{
    private static readonly StripeGateway Gateway = new(
        StripeOptions.Read(new ConfigurationBuilder().Build(), isDemo: false, new PublicAddress("https://portal.example.com"))
    );
    private static readonly PaymentKeys Keys = new(new MasterKey(Convert.ToBase64String(new byte[32])));

    public static OpenCheckouts Of(WorkspaceDbFactory workspaces) => new(workspaces, Gateway, Keys, new SettleCheckout(workspaces, Gateway));
}
