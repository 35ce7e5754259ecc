using Altitude.Web.Components;
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

    private string When(PortalAppointment visit) => WordsOf(visit).Instant(visit.StartsAt, View.Now);

    private string Arrival(PortalAppointment visit) => Texts.Between(Company.Words.Time(visit.Arrival.From), Company.Words.Time(visit.Arrival.Until));

    private Words WordsOf(PortalAppointment visit) => new(Company.Culture, TimeZoneInfo.FindSystemTimeZoneById(visit.ZoneId));

    private sealed record Part(string Name, IReadOnlyList<PortalAppointment> Visits);
}
