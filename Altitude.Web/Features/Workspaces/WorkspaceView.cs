using System.Collections.Concurrent;
using System.Globalization;
using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Leads;
using Altitude.Domain.Workspaces;
using Altitude.Web.Components;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Workspaces;

/// <summary>The company as pages and mails show it.</summary>
/// <param name="Slug">What stands after /portal/ in its addresses. On a page that staff view as a contact it names the viewing too.</param>
public sealed record WorkspaceView(
    Id<Workspace> Id,
    string Slug,
    string Name,
    TimeZoneInfo Zone,
    CultureInfo Culture,
    Currency Currency,
    IReadOnlyList<TaxRate> TaxRates,
    CompanyDetails Company,
    PortalSettings Portal,
    BrandKit Brand,
    RequestFormSettings RequestForm
)
{
    public static WorkspaceView Of(Workspace workspace) =>
        new(
            workspace.Id,
            workspace.Slug,
            workspace.Name,
            workspace.Zone,
            CultureInfo.GetCultureInfo(workspace.Culture),
            workspace.Currency,
            workspace.TaxRates,
            workspace.Company,
            workspace.Portal,
            workspace.Brand,
            workspace.RequestForm
        );

    /// <summary>Money and times in this company's culture and zone.</summary>
    public Words Words { get; } = new(Culture, Zone);

    /// <summary>Changes with the brand, so that a stylesheet's address can be cached for ever.</summary>
    public string BrandVersion =>
        $"{Brand.Primary}{Brand.Accent}{Brand.Scheme}{Brand.Corners}{Brand.Font}".Replace("#", "", StringComparison.Ordinal);
}

/// <summary>Keeps what companies look like, one copy a workspace, as long as its revision stands.</summary>
public sealed class WorkspaceViews(WorkspaceDbFactory workspaces)
{
    private readonly ConcurrentDictionary<Id<Workspace>, (int Revision, WorkspaceView View)> _kept = new();

    /// <param name="revision">As the database has it now: another one is read again.</param>
    public async Task<WorkspaceView> FindAsync(Id<Workspace> id, int revision, CancellationToken cancellationToken)
    {
        if (_kept.TryGetValue(id, out var kept) && kept.Revision == revision)
        {
            return kept.View;
        }

        await using var db = await workspaces.ReadAsync(new BackgroundTask(id, "looks"), cancellationToken);
        var workspace = await db.Workspaces.SingleAsync(cancellationToken);
        var view = WorkspaceView.Of(workspace);
        _kept[id] = (workspace.Revision, view);
        return view;
    }

    /// <summary>Read now, for those who have no revision at hand.</summary>
    public static async Task<WorkspaceView> ReadAsync(WorkspaceDb db, CancellationToken cancellationToken) =>
        WorkspaceView.Of(await db.Workspaces.AsNoTracking().SingleAsync(cancellationToken));
}
