using Altitude.Web.Features.Activity;
using Altitude.Web.Features.Appointments;
using Altitude.Web.Features.Customers;
using Altitude.Web.Features.Estimates;
using Altitude.Web.Features.Home;
using Altitude.Web.Features.Invoices;
using Altitude.Web.Features.Jobs;

namespace Altitude.Web.Features;

/// <summary>Registers what the portal's pages read.</summary>
public static class PortalQueries
{
    public static IServiceCollection AddPortalQueries(this IServiceCollection services)
    {
        services.AddSingleton<PortalHomeQuery>();
        services.AddSingleton<PortalJobQuery>();
        services.AddSingleton<PortalEstimateQuery>();
        services.AddSingleton<PortalEstimatesQuery>();
        services.AddSingleton<PortalAppointmentsQuery>();
        services.AddSingleton<PortalVisitQuery>();
        services.AddSingleton<PortalInvoicesQuery>();
        services.AddSingleton<PortalInvoiceQuery>();
        services.AddSingleton<PortalActivityQuery>();
        services.AddSingleton<PortalContactQuery>();
        return services;
    }
}
