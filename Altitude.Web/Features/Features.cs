using Altitude.Web.Features.Activity;
using Altitude.Web.Features.Appointments;
using Altitude.Web.Features.Branding;
using Altitude.Web.Features.Conversations;
using Altitude.Web.Features.Customers;
using Altitude.Web.Features.Estimates;
using Altitude.Web.Features.Home;
using Altitude.Web.Features.Invoices;
using Altitude.Web.Features.Jobs;
using Altitude.Web.Features.Leads;
using Altitude.Web.Features.Notifications;
using Altitude.Web.Features.Payments;
using Altitude.Web.Features.PortalAccess;
using Altitude.Web.Features.Workspaces;
using Altitude.Web.Files;
using MudBlazor;
using MudBlazor.Services;

namespace Altitude.Web.Features;

/// <summary>The product's features; each registers itself.</summary>
public static class FeatureList
{
    public static void AddFeatures(this IServiceCollection services, IConfiguration configuration, IHostEnvironment environment)
    {
        services.AddActivity();
        services.AddAppointments();
        services.AddBranding();
        services.AddNotifications();
        services.AddSingleton<NoticesQuery>();
        services.AddSingleton<MarkNoticesRead>();
        services.AddHome();
        services.AddConversations();
        services.AddCustomers();
        services.AddEstimates();
        services.AddFiles();
        services.AddInvoices();
        services.AddJobs();
        services.AddLeads();
        services.AddPayments();
        services.AddPortalAccess();
        services.AddPortalQueries();
        services.AddWorkspaces(configuration);
        services.AddMudServices(options => options.SnackbarConfiguration.PositionClass = Defaults.Classes.Position.BottomCenter);
    }

    public static void MapFeatures(this IEndpointRouteBuilder routes)
    {
        routes.MapActivity();
        routes.MapAppointments();
        routes.MapFiles();
        routes.MapBranding();
        routes.MapInvoices();
        routes.MapPortalAccess();
        routes.MapWorkspaces();
    }
}
