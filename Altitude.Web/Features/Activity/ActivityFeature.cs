using System.Runtime.CompilerServices;
using Altitude.Domain.Activity;
using Altitude.Domain.Workspaces;
using Altitude.Web.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Altitude.Web.Features.Activity;

/// <summary>Registers the history of what happened.</summary>
public static class ActivityFeature
{
    /// <summary>Stretches of one download: a million lines.</summary>
    private const int MostStretches = 10_000;

    public static IServiceCollection AddActivity(this IServiceCollection services)
    {
        services.AddSingleton<ActivityNews>();
        services.AddSingleton<HistoryQuery>();
        return services;
    }

    public static void MapActivity(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/office/activity.csv", Download).RequireAuthorization(Policies.Staff);

    private static Results<PushStreamHttpResult, NotFound> Download(HttpContext context, HistoryQuery history)
    {
        if (AltitudeClaims.StaffOf(context.User) is not { } staff || !staff.Role.MayControl())
        {
            return TypedResults.NotFound();
        }

        var query = context.Request.Query;
        var filter = HistoryFilter.Of(query["topic"], query["who"], query["from"], query["through"]);
        return TypedResults.Stream(
            stream => HistoryCsv.WriteAsync(stream, PagesAsync(history, staff, filter, context.RequestAborted), context.RequestAborted),
            "text/csv; charset=utf-8",
            "history.csv"
        );
    }

    private static async IAsyncEnumerable<History> PagesAsync(
        HistoryQuery history,
        Staff staff,
        HistoryFilter filter,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        long? before = null;
        for (var stretch = 0; stretch < MostStretches; stretch++)
        {
            var page = await history.RunAsync(staff, filter, before, cancellationToken);
            yield return page;
            if ((before = page.Before) is null)
            {
                yield break;
            }
        }
    }
}
