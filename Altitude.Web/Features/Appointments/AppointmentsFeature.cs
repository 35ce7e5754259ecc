using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Appointments;
using Altitude.Web.Features.Appointments.Office;
using Altitude.Web.Features.PortalAccess;
using Altitude.Web.Features.Workspaces;
using Altitude.Web.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace Altitude.Web.Features.Appointments;

/// <summary>Registers visits: planning, moving, marking, what customers answer, the schedule, and calendar files.</summary>
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
        services.AddSingleton<VisitSettingsQuery>();
        services.AddSingleton<ChangeVisitHours>();
        services.AddSingleton<MyDayQuery>();
        services.AddSingleton<IssueCalendarFeed>();
        services.AddSingleton<RevokeCalendarFeed>();
        services.AddSingleton<OwnCalendarFeedQuery>();
        services.AddSingleton<CalendarFeedQuery>();
        services.AddSingleton(ProfilePanel.Of<CalendarPanel>());
        return services;
    }

    public static void MapAppointments(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/portal/{Workspace}/appointments/{Id:guid}.ics", FileAsync);
        routes.MapGet("/calendar/{Token}.ics", FeedAsync);
    }

    /// <summary>The same answer for what is unknown, revoked, or asked for too often.</summary>
    private static async Task<Results<FileContentHttpResult, NotFound>> FeedAsync(
        HttpContext context,
        string token,
        CalendarFeedQuery feeds,
        RateLimits limits
    )
    {
        var address = context.Connection.RemoteIpAddress?.ToString() ?? "";
        if (
            !await limits.AllowsAsync(RateLimit.CalendarByAddress, address, context.RequestAborted)
            || await feeds.FindAsync(token, context.RequestAborted) is not { } file
        )
        {
            context.Response.Headers.CacheControl = "no-store";
            return TypedResults.NotFound();
        }

        Answer(context, "visits.ics");
        return TypedResults.Bytes(file, VisitCalendar.MediaType);
    }

    /// <summary>The same answer for what is another's and for what does not exist; whoever is not signed in goes where they can be.</summary>
    private static async Task<Results<FileContentHttpResult, RedirectHttpResult, NotFound>> FileAsync(
        HttpContext context,
        Guid id,
        PortalVisitQuery visits
    )
    {
        try
        {
            if (PortalContext.Of(context) is not { Reader: { } reader } entry)
            {
                return TypedResults.Redirect($"/portal/{context.GetRouteValue("Workspace")}/sign-in");
            }

            if (await visits.RunAsync(reader, new Id<Appointment>(id), context.RequestAborted) is not { } visit)
            {
                return TypedResults.NotFound();
            }

            var (company, words, texts) = (
                entry.Workspace,
                new VisitWords(entry.Workspace, visit.ZoneId),
                new AppointmentTexts(entry.Workspace.Culture)
            );
            var said = new[]
            {
                words.When(visit.StartsAt),
                $"{texts.Arrival}: {words.Arrival(visit.Arrival)}",
                visit.Technicians.Count > 0 ? $"{texts.With}: {words.People(visit.Technicians)}" : "",
                $"{company.Name}, {company.Company.Phone}",
            };
            var file = VisitCalendar.Write(
                company,
                [
                    new CalendarVisit(
                        id,
                        visit.Sequence,
                        visit.State,
                        visit.StartsAt,
                        visit.EndsAt,
                        $"{company.Name}: {visit.Title}",
                        visit.Place ?? "",
                        string.Join('\n', said.Where(line => line.Length > 0))
                    ),
                ],
                visit.Now
            );
            Answer(context, "appointment.ics");
            return TypedResults.Bytes(file, VisitCalendar.MediaType);
        }
        catch (RuleViolation refused) when (AccessRules.IsAccess(refused.Rule))
        {
            return TypedResults.NotFound();
        }
    }

    private static void Answer(HttpContext context, string name)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = "default-src 'none'; sandbox; frame-ancestors 'none'";
        headers.CacheControl = "no-store";
        headers.ContentDisposition = new ContentDispositionHeaderValue("attachment") { FileName = name }.ToString();
    }
}
