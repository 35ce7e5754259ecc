namespace Altitude.Web.Features.Leads;

/// <summary>Registers requests for work: the form, the inbox, and what becomes of them.</summary>
public static class LeadsFeature
{
    public static IServiceCollection AddLeads(this IServiceCollection services)
    {
        services.AddSingleton<TakeRequest>();
        services.AddSingleton<AskForWork>();
        services.AddSingleton<OwnPlacesQuery>();
        services.AddSingleton<LeadInboxQuery>();
        services.AddSingleton<LeadQuery>();
        services.AddSingleton<FollowUpLead>();
        services.AddSingleton<LoseLead>();
        services.AddSingleton<ReopenLead>();
        services.AddSingleton<ConvertLead>();
        services.AddSingleton<ChangeRequestForm>();
        return services;
    }
}
