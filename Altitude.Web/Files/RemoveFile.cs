using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Files;
using Altitude.Domain.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Files;

/// <summary>Takes a file away. Whoever added it may, and who plans and prices the work; within thirty days it can be brought back: <see cref="RestoreFile"/>.</summary>
public sealed class RemoveFile(WorkspaceDbFactory workspaces)
{
    /// <exception cref="RuleViolation">There is no such file, or it is a colleague's or the customer's and their role does not allow it.</exception>
    public Task RunAsync(Staff staff, Id<StoredFile> id, RequestKey key, CancellationToken cancellationToken) =>
        workspaces.ActAsync(
            staff,
            key,
            async db => (await FileChange.FindAsync(db, staff, id, cancellationToken)).Remove(staff.StaffName, db.Now),
            cancellationToken
        );
}

/// <summary>Brings back a file that was removed.</summary>
public sealed class RestoreFile(WorkspaceDbFactory workspaces)
{
    /// <exception cref="RuleViolation">As <see cref="RemoveFile"/>, or it was removed too long ago.</exception>
    public Task RunAsync(Staff staff, Id<StoredFile> id, RequestKey key, CancellationToken cancellationToken) =>
        workspaces.ActAsync(
            staff,
            key,
            async db => (await FileChange.FindAsync(db, staff, id, cancellationToken)).Restore(staff.StaffName, db.Now),
            cancellationToken
        );
}

/// <summary>Finds a file that somebody may change.</summary>
internal static class FileChange
{
    public static async Task<StoredFile> FindAsync(WorkspaceDb db, Staff staff, Id<StoredFile> id, CancellationToken cancellationToken)
    {
        RuleViolation.Unless(await db.LockAsync(id, cancellationToken), FileRules.Missing, "This file does not exist.");
        var file = await db.StoredFiles.SingleAsync(f => f.Id == id, cancellationToken);
        RuleViolation.Unless(
            staff.Role.MayPrice() || (!file.IsFromCustomer && file.AddedById == staff.StaffId.Value),
            FileRules.NotYours,
            "Only whoever added this file can remove it. Ask an owner, admin or dispatcher."
        );
        return file;
    }
}
