using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Leads;
using Altitude.Web.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace Altitude.Web.Features.Leads;

/// <summary>Registers requests for work: the form, the inbox, and what becomes of them.</summary>
public static class LeadsFeature
{
    /// <summary>Nothing of a file runs or asks for anything, should a browser ever take it for a page.</summary>
    private const string Sealed = "default-src 'none'; sandbox; frame-ancestors 'none'";

    public static IServiceCollection AddLeads(this IServiceCollection services)
    {
        services.AddSingleton<TakeRequest>();
        services.AddSingleton<LeadInboxQuery>();
        services.AddSingleton<LeadQuery>();
        services.AddSingleton<LeadPhotoQuery>();
        services.AddSingleton<FollowUpLead>();
        services.AddSingleton<LoseLead>();
        services.AddSingleton<ReopenLead>();
        services.AddSingleton<ConvertLead>();
        services.AddSingleton<ChangeRequestForm>();
        return services;
    }

    public static void MapLeads(this IEndpointRouteBuilder routes) => routes.MapGet("/files/{Id:guid}", FileAsync);

    /// <summary>The same answer for what is another's, for what does not exist, and for whoever is not signed in.</summary>
    private static async Task<Results<FileContentHttpResult, NotFound>> FileAsync(HttpContext context, Guid id, LeadPhotoQuery photos)
    {
        try
        {
            if (
                AltitudeClaims.StaffOf(context.User) is not { } staff
                || await photos.FindAsync(staff, new Id<LeadPhoto>(id), context.RequestAborted) is not { } photo
            )
            {
                return TypedResults.NotFound();
            }

            var headers = context.Response.Headers;
            headers.ContentSecurityPolicy = Sealed;
            headers.CacheControl = "no-store";
            headers.ContentDisposition = new ContentDispositionHeaderValue("inline") { FileName = photo.Name }.ToString();
            return TypedResults.Bytes(photo.Jpeg, "image/jpeg");
        }
        catch (RuleViolation refused) when (AccessRules.IsAccess(refused.Rule))
        {
            return TypedResults.NotFound();
        }
    }
}
