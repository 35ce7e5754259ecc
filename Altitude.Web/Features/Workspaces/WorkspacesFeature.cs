namespace Altitude.Web.Features.Workspaces;

/// <summary>Registers the company, its brand and its team.</summary>
public static class WorkspacesFeature
{
    public static IServiceCollection AddWorkspaces(this IServiceCollection services)
    {
        services.AddSingleton<WorkspaceViews>();
        services.AddSingleton<StaffSessions>();
        return services;
    }
}
