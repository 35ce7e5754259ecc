using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Workspaces;
using Altitude.Web.Files;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Workspaces;

/// <summary>What customers see of somebody of the company, on the jobs that they answer for.</summary>
/// <param name="Phone">Empty: customers call the company.</param>
/// <param name="Photo">Null: their initials stand there.</param>
public sealed record OwnDetails(string Name, string Phone, Id<StaffPhoto>? Photo);

/// <summary>Reads what customers see of the one who asks.</summary>
public sealed class OwnDetailsQuery(WorkspaceDbFactory workspaces)
{
    public async Task<OwnDetails> RunAsync(Staff staff, CancellationToken cancellationToken)
    {
        await using var db = await workspaces.ReadAsync(staff, cancellationToken);
        return await db
            .Staff.Where(s => s.Id == staff.StaffId)
            .Select(s => new OwnDetails(s.Name, s.Phone, s.PhotoId))
            .SingleAsync(cancellationToken);
    }
}

/// <summary>Somebody of the company says how they are called, and where.</summary>
public sealed class DescribeSelf(WorkspaceDbFactory workspaces)
{
    /// <exception cref="RuleViolation">No name, or that is no number.</exception>
    public Task RunAsync(Staff staff, string name, string phone, RequestKey key, CancellationToken cancellationToken) =>
        workspaces.ActAsync(staff, key, async db => (await OwnSeat.LockAsync(db, staff, cancellationToken)).Describe(name, phone), cancellationToken);
}

/// <summary>Somebody of the company shows their face to the customers whose jobs they answer for.</summary>
public sealed class ShowOwnPhoto(WorkspaceDbFactory workspaces)
{
    /// <summary>Pixels, square; shown at a fourth of it, and sharp on fine screens.</summary>
    public const int Side = 256;

    /// <param name="sent">As it came, whatever it is; the middle of it is kept.</param>
    /// <exception cref="RuleViolation">It is no photo, or too large.</exception>
    public async Task RunAsync(Staff staff, SentFile sent, RequestKey key, CancellationToken cancellationToken)
    {
        var jpeg = await FileIntake.ReadSquareAsync(sent, Side, cancellationToken); // Before the transaction: nobody waits for a picture.
        await workspaces.ActAsync(
            staff,
            key,
            async db =>
            {
                var member = await OwnSeat.LockAsync(db, staff, cancellationToken);
                var photo = new StaffPhoto(Id<StaffPhoto>.New(), db.WorkspaceId, staff.StaffId, jpeg, db.Now);
                await OwnSeat.ForgetPhotosAsync(db, staff, cancellationToken);
                db.Put(photo);
                member.Show(photo.Id);
            },
            cancellationToken
        );
    }
}

/// <summary>Somebody of the company takes their photo away; it is kept nowhere.</summary>
public sealed class RemoveOwnPhoto(WorkspaceDbFactory workspaces)
{
    public Task RunAsync(Staff staff, RequestKey key, CancellationToken cancellationToken) =>
        workspaces.ActAsync(
            staff,
            key,
            async db =>
            {
                var member = await OwnSeat.LockAsync(db, staff, cancellationToken);
                await OwnSeat.ForgetPhotosAsync(db, staff, cancellationToken);
                member.Show(null);
            },
            cancellationToken
        );
}

/// <summary>The row of the one who acts.</summary>
internal static class OwnSeat
{
    public static async Task<StaffMember> LockAsync(WorkspaceDb db, Staff staff, CancellationToken cancellationToken)
    {
        await db.LockAsync(staff.StaffId, cancellationToken);
        return await db.Staff.SingleAsync(s => s.Id == staff.StaffId, cancellationToken);
    }

    public static Task ForgetPhotosAsync(WorkspaceDb db, Staff staff, CancellationToken cancellationToken) =>
        db.StaffPhotos.Where(p => p.StaffId == staff.StaffId).ExecuteDeleteAsync(cancellationToken);
}
