using Altitude.Data;

namespace Altitude.Web.Live;

/// <summary>Registers the live feed.</summary>
public static class LiveFeature
{
    public static IServiceCollection AddLive(this IServiceCollection services, IConfiguration configuration)
    {
        var seconds = configuration.GetValue<double?>("Live:CatchUpSeconds") ?? 5;
        if (seconds is not (> 0 and <= 3_600))
        {
            throw new InvalidOperationException("Live__CatchUpSeconds must be more than 0 and at most 3600.");
        }

        services.AddSingleton(new LiveOptions(TimeSpan.FromSeconds(seconds)));
        services.AddSingleton<Rhythm>();
        services.AddScoped<PageFetch>();
        services.AddSingleton<FeedPositions>();
        services.AddSingleton<LiveFeed>();
        services.AddSingleton<ICommitListener>(provider => provider.GetRequiredService<LiveFeed>());
        services.AddSingleton<FeedListener>();
        services.AddHostedService(provider => provider.GetRequiredService<FeedListener>());
        services.AddHostedService<HeadNotifier>();
        services.AddSingleton<Whispers>();
        services.AddHostedService<WhisperRelay>();
        services.AddSignalR();
        return services;
    }

    public static void MapLive(this IEndpointRouteBuilder routes) => routes.MapHub<LiveHub>("/hubs/live");
}
