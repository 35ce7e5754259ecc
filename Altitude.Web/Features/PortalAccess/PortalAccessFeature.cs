using System.Text;
using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Customers;
using Altitude.Domain.PortalAccess;
using Altitude.Domain.Workspaces;
using Altitude.Web.Background;
using Altitude.Web.Features.Customers;
using Altitude.Web.Features.PortalAccess.Office;
using Altitude.Web.Hosting;
using Altitude.Web.Security;
using Microsoft.AspNetCore.Antiforgery;
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
        services.AddSingleton<RevokeAccess>();
        services.AddSingleton<ResendSetupLink>();
        services.AddSingleton<AccessListQuery>();
        services.AddSingleton<InviteCustomers>();
        services.AddSingleton<InvitationsQuery>();
        services.AddBackgroundTask<SeeToInvitation>(OutboxKinds.InviteCustomers);
        services.AddSingleton<LinkLooks>();
        services.AddHostedService(provider => provider.GetRequiredService<LinkLooks>());
        services.AddSingleton<ContactAccessQuery>();
        services.AddSingleton(ContactPanel.Of<ContactAccess>());
        services.AddSingleton<EndPortalSession>();
        services.AddSingleton<PortalSessionsQuery>();
        services.AddSingleton<ViewAsContact>();
        services.AddSingleton<StopViewing>();
        return services;
    }

    public static void MapPortalAccess(this IEndpointRouteBuilder routes)
    {
        var acts = routes.MapGroup("/office").RequireAuthorization(Policies.Staff).RequireOwnForm();
        acts.MapPost("/view-as", ViewAsync);
        acts.MapPost("/stop-viewing", StopAsync);
    }

    private static async Task<Results<RedirectHttpResult, NotFound>> ViewAsync(HttpContext context, ViewAsContact view)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        if (!Id<Contact>.TryParse(form["contact"], null, out var contact) || AltitudeClaims.StaffOf(context.User) is not { } staff)
        {
            return TypedResults.NotFound();
        }

        try
        {
            var viewing = await view.RunAsync(staff, contact, RequestKey.New("view-as-contact"), context.RequestAborted);
            return TypedResults.Redirect($"/portal/{ViewingAddress.Of(context.User.FindFirst(AltitudeClaims.Slug)!.Value, viewing)}"); // The scheme sets it.
        }
        catch (RuleViolation missing) when (missing.Rule == CustomerRules.ContactMissing)
        {
            Refusals.Count(missing);
            return TypedResults.NotFound();
        }
    }

    private static async Task<Results<RedirectHttpResult, NotFound>> StopAsync(HttpContext context, StopViewing stop)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        if (!Id<PortalViewing>.TryParse(form["viewing"], null, out var viewing) || AltitudeClaims.StaffOf(context.User) is not { } staff)
        {
            return TypedResults.NotFound();
        }

        try
        {
            var customer = await stop.RunAsync(staff, viewing, RequestKey.New("stop-viewing"), context.RequestAborted);
            return TypedResults.Redirect($"/office/customers/{customer}");
        }
        catch (RuleViolation missing) when (missing.Rule == ViewingRules.Missing)
        {
            Refusals.Count(missing);
            return TypedResults.NotFound();
        }
    }
}
