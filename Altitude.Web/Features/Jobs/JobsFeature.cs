namespace Altitude.Web.Features.Jobs;

/// <summary>Registers jobs: opening, assigning, booking, and the board.</summary>
public static class JobsFeature
{
    public static IServiceCollection AddJobs(this IServiceCollection services)
    {
        services.AddSingleton<OpenJob>();
        services.AddSingleton<AssignJob>();
        services.AddSingleton<BookVisit>();
        services.AddSingleton<BoardSnapshots>();
        services.AddSingleton<BoardChoices>();
        services.AddSingleton<JobPageQuery>();
        return services;
    }
}
