using Altitude.Data;
using Altitude.Domain.Activity;
using Altitude.Web.Features.Workspaces;

namespace Altitude.Web.Features.Branding;

/// <summary>Reads the company of whoever asks, to be shown in a brand that is not kept yet.</summary>
public sealed class CompanyLooksQuery(WorkspaceDbFactory workspaces)
{
    /// <returns>The company as it is, in what can be used of the choice.</returns>
    public async Task<WorkspaceView> RunAsync(Staff staff, BrandChoice choice, CancellationToken cancellationToken)
    {
        await using var db = await workspaces.ReadAsync(staff, cancellationToken);
        var company = await WorkspaceViews.ReadAsync(db, cancellationToken);
        return company with { Brand = choice.Or(company.Brand) };
    }
}
