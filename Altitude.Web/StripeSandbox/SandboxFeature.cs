using Altitude.Web.Hosting;

namespace Altitude.Web.StripeSandbox;

/// <summary>Registers the stand-in for Stripe. It exists in the demo alone.</summary>
public static class SandboxFeature
{
    /// <summary>Where its API begins; the client adds "/v1/…".</summary>
    public const string ApiPath = "/sandbox/stripe";

    public static IServiceCollection AddStripeSandbox(this IServiceCollection services, IConfiguration configuration, IHostEnvironment environment)
    {
        if (environment.IsEnvironment(AltitudeApp.Demo))
        {
            services.AddSingleton<SandboxSwitches>();
            services.AddSingleton<SandboxClock>();
            services.AddSingleton(provider => new SandboxBooks(
                provider.GetRequiredService<PublicAddress>(),
                Path.Combine(Connections.PrivateFolder(configuration), ".altitude", "sandbox.json")
            ));
            services.AddSingleton<SandboxWebhooks>();
            services.AddHostedService(provider => provider.GetRequiredService<SandboxWebhooks>());
        }

        return services;
    }

    public static void MapStripeSandbox(this WebApplication app)
    {
        if (!app.Environment.IsEnvironment(AltitudeApp.Demo))
        {
            return;
        }

        var sandbox = app.MapGroup("/sandbox").AllowAnonymous().DisableAntiforgery();
        sandbox.Map("/stripe/v1/{**path}", SandboxApi.AnswerAsync);
        sandbox.MapGet("/checkout/{Session}", SandboxCheckout.ShowAsync);
        sandbox.MapPost("/checkout/{Session}", SandboxCheckout.PayAsync);
        sandbox.MapPost("/control", SandboxControl.RunAsync);
    }
}
