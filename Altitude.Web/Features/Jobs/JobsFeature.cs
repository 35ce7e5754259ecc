namespace Altitude.Web.Features.Jobs;

/// <summary>Registers jobs: opening, assigning, booking, and the board.</summary>
public static class JobsFeature
{
    public static IServiceCollection AddJobs(this IServiceCollection services)
    {
        services.AddSingleton<OpenJob>();
        services.AddSingleton<AssignJob>();
        services.AddSingleton<BookVisit>();
        services.AddSingleton<RenameJob>();
        services.AddSingleton<ChangeJobPlace>();
        services.AddSingleton<CloseJob>();
        services.AddSingleton<ReopenJob>();
        services.AddSingleton<AddChecklistItem>();
        services.AddSingleton<TickChecklistItem>();
        services.AddSingleton<MoveChecklistItem>();
        services.AddSingleton<RemoveChecklistItem>();
        services.AddSingleton<WriteNote>();
        services.AddSingleton<EditNote>();
        services.AddSingleton<PinNote>();
        services.AddSingleton<RemoveNote>();
        services.AddSingleton<TagJob>();
        services.AddSingleton<UntagJob>();
        services.AddSingleton<TagsQuery>();
        services.AddSingleton<BoardSnapshots>();
        services.AddSingleton<BoardChoices>();
        services.AddSingleton<JobPageQuery>();
        return services;
    }
}
