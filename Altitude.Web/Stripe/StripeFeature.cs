using Altitude.Data;
using Altitude.Web.Background;
using Altitude.Web.Hosting;
using Altitude.Web.Security;
using Altitude.Web.StripeSandbox;

namespace Altitude.Web.Stripe;

/// <summary>Registers the way to the payment provider and back.</summary>
public static class StripeFeature
{
    /// <exception cref="InvalidOperationException">Stripe__ApiBase cannot be used.</exception>
    public static IServiceCollection AddStripe(this IServiceCollection services, IConfiguration configuration, IHostEnvironment environment)
    {
        var isDemo = environment.IsEnvironment(AltitudeApp.Demo);
        StripeOptions.Require(configuration);
        services.AddSingleton(provider => StripeOptions.Read(configuration, isDemo, provider.GetRequiredService<PublicAddress>()));
        services.AddSingleton<StripeGateway>();
        services.AddSingleton<PaymentKeys>();
        services.AddSingleton<IWrappedSecrets, PaymentSecrets>();
        services.AddSingleton<WebhookDoor>();
        services.AddSingleton<SettleCheckout>();
        services.AddSingleton<OpenCheckouts>();
        services.AddSingleton<ReconcileWorkspace>();
        services.AddBackgroundTask<ReadPayments>(OutboxKinds.ReadPayments, goesOnWhileShut: true);
        services.AddBackgroundTask<LookAtCheckout>(OutboxKinds.LookAtCheckout, goesOnWhileShut: true);
        services.AddBackgroundTask<ReconcilePayments>(OutboxKinds.ReconcilePayments, goesOnWhileShut: true);
        if (isDemo)
        {
            services.AddSingleton<DemoPayments>();
            services.AddSingleton<ISandboxEndpoints>(provider => provider.GetRequiredService<DemoPayments>());
        }

        return services;
    }

    public static void MapStripe(this IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/webhooks/stripe/{Endpoint}", (HttpContext context, string endpoint, WebhookDoor door) => door.TakeAsync(context, endpoint))
            .AllowAnonymous()
            .DisableAntiforgery();
}
