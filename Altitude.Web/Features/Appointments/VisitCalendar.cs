using System.Text;
using Altitude.Domain.Appointments;
using Altitude.Web.Features.Workspaces;
using Ical.Net;
using Ical.Net.CalendarComponents;
using Ical.Net.DataTypes;
using Ical.Net.Serialization;

namespace Altitude.Web.Features.Appointments;

/// <summary>A visit as a calendar shows it.</summary>
/// <param name="StartsAt">UTC.</param>
/// <param name="EndsAt">UTC, exclusive.</param>
/// <param name="Title">What the calendar calls it.</param>
/// <param name="Place">Empty: not known.</param>
/// <param name="Words">What stands below; lines.</param>
public sealed record CalendarVisit(
    Guid Id,
    int Sequence,
    AppointmentState State,
    DateTimeOffset StartsAt,
    DateTimeOffset EndsAt,
    string Title,
    string Place,
    string Words
);

/// <summary>
/// Writes visits as a calendar file (RFC 5545). Times stand in UTC, which needs no rules of a zone and is right in every reader; the words say them on the wall clock.
/// A visit keeps its UID for ever, and its SEQUENCE counts its changes.
/// </summary>
public static class VisitCalendar
{
    public const string MediaType = "text/calendar; charset=utf-8";

    /// <param name="now">UTC.</param>
    public static byte[] Write(WorkspaceView company, IReadOnlyList<CalendarVisit> visits, DateTimeOffset now)
    {
        var isCancelling = visits is [{ State: AppointmentState.Cancelled }];
        var calendar = new Calendar { ProductId = "-//ALTITUDE//Visits//EN", Method = isCancelling ? "CANCEL" : "PUBLISH" };
        calendar.AddProperty("X-WR-CALNAME", company.Name);
        foreach (var visit in visits)
        {
            calendar.Events.Add(
                new CalendarEvent
                {
                    Uid = UidOf(visit.Id),
                    Sequence = visit.Sequence,
                    DtStamp = Utc(now),
                    Start = Utc(visit.StartsAt),
                    End = Utc(visit.EndsAt),
                    Summary = visit.Title,
                    Location = visit.Place.Length > 0 ? visit.Place : null,
                    Description = visit.Words,
                    Status = visit.State switch
                    {
                        AppointmentState.Cancelled => EventStatus.Cancelled,
                        AppointmentState.Requested or AppointmentState.Scheduled => EventStatus.Tentative,
                        _ => EventStatus.Confirmed,
                    },
                }
            );
        }

        return Encoding.UTF8.GetBytes(new CalendarSerializer().SerializeToString(calendar) ?? "");
    }

    public static string UidOf(Guid visit) => $"visit-{visit}@altitude";

    private static CalDateTime Utc(DateTimeOffset at) => new(at.UtcDateTime, "UTC");
}
