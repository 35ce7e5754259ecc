using System.Text;
using Altitude.Domain.Workspaces;
using Altitude.Web.Features.Customers;
using Altitude.Web.Features.PortalAccess.Office;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Altitude.Web.Features.PortalAccess;

/// <summary>Registers the ways into the portal.</summary>
public static class PortalAccessFeature
{
    public static IServiceCollection AddPortalAccess(this IServiceCollection services)
    {
        services.AddSingleton<PortalDoor>();
        services.AddSingleton<SetupLinkQuery>();
        services.AddSingleton<RedeemSetupLink>();
        services.AddSingleton<RequestNewLink>();
        services.AddSingleton<IssueSetupLink>();
        services.AddSingleton<MintLinkSecret>();
        services.AddSingleton<RevokeSetupLink>();
        services.AddSingleton<ContactAccessQuery>();
        services.AddSingleton(ContactPanel.Of<ContactAccess>());
        services.AddSingleton<EndPortalSession>();
        services.AddSingleton<PortalSessionsQuery>();
        return services;
    }

    public static void MapPortalAccess(this IEndpointRouteBuilder routes) => routes.MapGet("/portal/{Workspace}/brand.css", BrandSheet);

    /// <summary>The company's colours as tokens. The version is in the address, so it may be kept for ever.</summary>
    private static ContentHttpResult BrandSheet(HttpContext context)
    {
        var brand = PortalContext.Of(context)!.Workspace.Brand; // The middleware answers 404 where there is none.
        context.Response.Headers.CacheControl = context.Request.Query.ContainsKey("v") ? "public, max-age=31536000, immutable" : "public, max-age=60";
        return TypedResults.Text(BrandTokens.Css(brand), "text/css", Encoding.UTF8);
    }
}
