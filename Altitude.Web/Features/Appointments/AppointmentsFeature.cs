namespace Altitude.Web.Features.Appointments;

/// <summary>Registers visits: planning, moving, marking, what customers answer, and the schedule.</summary>
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
        services.AddSingleton<ScheduleSnapshots>();
        services.AddSingleton<ScheduleTodayQuery>();
        services.AddSingleton<VisitQuery>();
        services.AddSingleton<MyDayQuery>();
        return services;
    }
}
