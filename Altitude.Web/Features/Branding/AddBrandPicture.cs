using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Workspaces;
using Altitude.Web.Files;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Branding;

/// <summary>Where a picture of the company stands, and so how it is drawn.</summary>
public enum BrandPlace
{
    Logo,
    DarkLogo,
    Icon,
}

/// <summary>Owners and admins cut a picture for their brand, to try it on: customers see it once the brand is saved with it.</summary>
public sealed class AddBrandPicture(WorkspaceDbFactory workspaces)
{
    /// <summary>Pixels; three times what a bar shows, and sharp on fine screens.</summary>
    public const int LogoWidth = 600;

    /// <summary>Pixels.</summary>
    public const int LogoHeight = 160;

    /// <param name="file">As it came, whatever it is.</param>
    /// <exception cref="RuleViolation">It is no picture, or too large; or their role does not allow it.</exception>
    public async Task<BrandImage> RunAsync(
        Staff staff,
        byte[] file,
        PictureCrop crop,
        BrandPlace place,
        RequestKey key,
        CancellationToken cancellationToken
    )
    {
        StaffRoles.Require(staff.Role.MayControl(), "change settings");
        var (width, height) = place == BrandPlace.Icon ? (BrandIcon.Side, BrandIcon.Side) : (LogoWidth, LogoHeight);
        var drawn = await Pictures.EncodeClearAsync(
            file,
            crop,
            width,
            height,
            BrandPicture.MostBytes,
            fills: place == BrandPlace.Icon,
            cancellationToken
        ); // Before the transaction: nobody waits for a picture.
        return await workspaces.ActAsync(
            staff,
            key,
            async db =>
            {
                var picture = new BrandPicture(Id<BrandPicture>.New(), db.WorkspaceId, drawn.Png, drawn.Width, drawn.Height, db.Now);
                await ForgetTriedOnAsync(db, cancellationToken);
                db.BrandPictures.Add(picture);
                return new BrandImage(picture.Id, picture.Width, picture.Height);
            },
            cancellationToken
        );
    }

    private static async Task ForgetTriedOnAsync(WorkspaceDb db, CancellationToken cancellationToken)
    {
        var old = await db
            .BrandPictures.Where(p => p.ShownAt == null)
            .OrderByDescending(p => p.AddedAt)
            .Skip(BrandPicture.MostTriedOn - 1)
            .Select(p => p.Id)
            .Take(BrandPicture.MostTriedOn)
            .ToListAsync(cancellationToken);
        await db.BrandPictures.Where(p => p.ShownAt == null && old.Contains(p.Id)).ExecuteDeleteAsync(cancellationToken);
    }
}
