using System.Security.Claims;
using Altitude.Data;
using Altitude.Domain.Activity;
using Altitude.Testing;
using Altitude.Web.Features.Estimates;
using Altitude.Web.Features.Invoices;
using Altitude.Web.Features.Jobs;
using Altitude.Web.Features.Workspaces;
using Altitude.Web.Live;
using Altitude.Web.Security;
using Altitude.Web.Tests.Stripe;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Altitude.Web.Tests.Features.Estimates.Office;

/// <summary>The office's pages about estimates, drawn for one member of staff on a real database.</summary>
internal static class EstimateOffice
{
    public static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    public static BunitContext For(Staff staff, WorkspaceFixture data)
    {
        var context = new BunitContext();
        context.JSInterop.Mode = JSRuntimeMode.Loose;
        var services = context.Services;
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<Rhythm>();
        services.AddSingleton(new FeedPositions(data.App));
        services.AddSingleton<ILogger<LiveFeed>>(NullLogger<LiveFeed>.Instance);
        services.AddSingleton<ILogger<BoardSnapshots>>(NullLogger<BoardSnapshots>.Instance);
        services.AddSingleton<LiveFeed>();
        services.AddSingleton(provider => new WorkspaceDbFactory(data.App, provider.GetRequiredService<LiveFeed>(), FollowUps.None));
        services.AddSingleton<AuthenticationStateProvider>(new SignedInAs(staff));
        services.AddScoped<CurrentStaff>();
        services.AddJobs();
        services.AddEstimates();
        services.AddInvoices();
        services.AddSingleton(provider => NoPages.Of(provider.GetRequiredService<WorkspaceDbFactory>()));
        context.SetRendererInfo(new RendererInfo("Server", isInteractive: true));
        return context;
    }
}
