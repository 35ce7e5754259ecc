using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Workspaces;
using Altitude.Web.Features.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Branding;

/// <summary>Reads the company of whoever asks, to be shown in a brand that is not kept yet.</summary>
public sealed class CompanyLooksQuery(WorkspaceDbFactory workspaces)
{
    /// <returns>The company as it is, in what can be used of the choice.</returns>
    public async Task<WorkspaceView> RunAsync(Staff staff, BrandChoice choice, CancellationToken cancellationToken)
    {
        await using var db = await workspaces.ReadAsync(staff, cancellationToken);
        var company = await WorkspaceViews.ReadAsync(db, cancellationToken);
        return company with { Brand = choice.Or(company.Brand, await BrandImagesOf.ReadAsync(db, choice, cancellationToken)) };
    }
}

/// <summary>The pictures that a choice names, as far as they are the company's own.</summary>
internal static class BrandImagesOf
{
    public static async Task<IReadOnlyList<BrandImage>> ReadAsync(WorkspaceDb db, BrandChoice choice, CancellationToken cancellationToken)
    {
        Id<BrandPicture>[] named = [.. choice.Pictures.Distinct()];
        return named.Length == 0
            ? []
            : await db
                .BrandPictures.Where(p => named.Contains(p.Id))
                .Take(named.Length)
                .Select(p => new BrandImage(p.Id, p.Width, p.Height))
                .ToListAsync(cancellationToken);
    }
}
