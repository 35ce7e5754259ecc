using Altitude.Domain.Appointments;
using Altitude.Domain.Customers;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Appointments.Portal;

/// <summary>A customer's visits: those ahead, then those that are over.</summary>
public sealed partial class PortalAppointmentsPage
{
    [Inject]
    public required PortalAppointmentsQuery Query { get; init; }

    private AppointmentTexts Texts => new(Company.Culture);

    private PortalAppointments View { get; set; } = null!; // Loaded before anything is drawn.

    private IEnumerable<Part> Parts =>
        new[]
        {
            new Part(Texts.Ahead, [.. View.Rows.Where(v => v.IsAhead).OrderBy(v => v.StartsAt)]),
            new Part(Texts.Earlier, [.. View.Rows.Where(v => !v.IsAhead)]),
        }.Where(part => part.Visits.Count > 0);

    protected override async Task LoadAsync() => View = await Query.RunAsync(Reader, Aborted);

    /// <summary>"Tue, June 8, 10:30 AM MDT, Dana Whitfield, 1420 Pearl St".</summary>
    private string DetailOf(PortalAppointment visit) =>
        string.Join(
            ", ",
            new[] { new VisitWords(Company, visit.ZoneId).When(visit.StartsAt, View.Now), visit.Technician, visit.Place }.Where(part =>
                part is not null
            )
        );

    private string ActOf(PortalAppointment visit) =>
        visit is { IsAhead: true, State: AppointmentState.Scheduled } && Reader.Rights.MayDecide()
            ? Texts.ConfirmAppointment
            : Texts.SeeTheAppointment;

    private sealed record Part(string Name, IReadOnlyList<PortalAppointment> Visits);
}
