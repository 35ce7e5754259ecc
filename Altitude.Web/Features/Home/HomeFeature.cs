namespace Altitude.Web.Features.Home;

/// <summary>Registers the front pages: a customer's, and the office's of today.</summary>
public static class HomeFeature
{
    public static IServiceCollection AddHome(this IServiceCollection services)
    {
        services.AddSingleton<TodayQuery>();
        services.AddSingleton<FirstStepsQuery>();
        services.AddSingleton<HideFirstSteps>();
        return services;
    }
}
