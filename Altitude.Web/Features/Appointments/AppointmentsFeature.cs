namespace Altitude.Web.Features.Appointments;

/// <summary>Registers visits: planning, moving, marking, and what customers answer.</summary>
public static class AppointmentsFeature
{
    public static IServiceCollection AddAppointments(this IServiceCollection services)
    {
        services.AddSingleton<PlanVisit>();
        services.AddSingleton<MoveVisit>();
        services.AddSingleton<ChangeVisit>();
        services.AddSingleton<CancelVisit>();
        services.AddSingleton<MarkVisit>();
        services.AddSingleton<NoteVisit>();
        services.AddSingleton<AcceptRequestedTime>();
        services.AddSingleton<DeclineRequestedTime>();
        services.AddSingleton<ConfirmVisit>();
        services.AddSingleton<RequestAnotherTime>();
        return services;
    }
}
