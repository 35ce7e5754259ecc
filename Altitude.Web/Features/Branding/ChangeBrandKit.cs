using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Workspaces;
using Altitude.Web.Features.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Branding;

/// <summary>Owners and admins choose how the company looks; every open page of the portal is drawn anew in it.</summary>
public sealed class ChangeBrandKit(WorkspaceDbFactory workspaces)
{
    /// <param name="seen">The brand that they chose beside; null: whatever it is. Another one now is a colleague's, and nobody's choice is lost unseen.</param>
    /// <exception cref="RuleViolation">A colour is none, a picture is not there, a colleague was quicker, or their role does not allow it.</exception>
    public Task RunAsync(Staff staff, BrandChoice wanted, RequestKey key, CancellationToken cancellationToken, BrandKit? seen = null)
    {
        StaffRoles.Require(staff.Role.MayControl(), "change settings");
        return workspaces.ActAsync(
            staff,
            key,
            async db =>
            {
                await db.LockAsync(staff.WorkspaceId, cancellationToken);
                var company = await db.Workspaces.SingleAsync(cancellationToken);
                RuleViolation.Unless(
                    seen is null || company.Brand == seen,
                    BrandRules.Overtaken,
                    Differing.Meanwhile(BrandDifference.InWords(seen ?? company.Brand, company.Brand))
                );
                var pictures = await BrandImagesOf.ReadAsync(db, wanted, cancellationToken);
                company.Dress(wanted.ToKit(company.Brand, pictures));
                await ShowAsync(db, [.. pictures.Select(p => p.Id)], cancellationToken);
            },
            cancellationToken
        );
    }

    /// <summary>From now on mails and pages point at them: they stay where they are.</summary>
    private static Task ShowAsync(WorkspaceDb db, Id<BrandPicture>[] pictures, CancellationToken cancellationToken) =>
        pictures.Length == 0
            ? Task.CompletedTask
            : db
                .BrandPictures.Where(p => pictures.Contains(p.Id) && p.ShownAt == null)
                .ExecuteUpdateAsync(set => set.SetProperty(p => p.ShownAt, db.Now), cancellationToken);
}
