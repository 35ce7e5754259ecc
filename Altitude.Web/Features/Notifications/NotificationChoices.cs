using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Workspaces;
using Altitude.Web.Features.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Notifications;

/// <summary>What the company decides about its mails.</summary>
public sealed record NotificationsView(NotificationSettings Settings, WorkspaceView Company, DateTimeOffset Now);

/// <summary>Reads what the company decides about its mails.</summary>
public sealed class NotificationsQuery(WorkspaceDbFactory workspaces)
{
    /// <exception cref="RuleViolation">Their role does not allow it.</exception>
    public async Task<NotificationsView> RunAsync(Staff staff, CancellationToken cancellationToken)
    {
        StaffRoles.Require(staff.Role.MayControl(), "see these settings");
        await using var db = await workspaces.ReadAsync(staff, cancellationToken);
        var workspace = await db.Workspaces.AsNoTracking().SingleAsync(cancellationToken);
        return new NotificationsView(workspace.Notifications, WorkspaceView.Of(workspace), db.Now);
    }
}

/// <summary>Owners and admins decide which mails are sent, when they rest, and when the company reminds. It holds for every mail that is not written yet.</summary>
public sealed class ChangeNotifications(WorkspaceDbFactory workspaces)
{
    /// <exception cref="RuleViolation">Their role does not allow it, a mail that must be sent is switched off, or a figure is out of all measure.</exception>
    public Task RunAsync(Staff staff, NotificationSettings wanted, RequestKey key, CancellationToken cancellationToken)
    {
        StaffRoles.Require(staff.Role.MayControl(), "change settings");
        return workspaces.ActAsync(
            staff,
            key,
            async db =>
            {
                await db.LockAsync(staff.WorkspaceId, cancellationToken);
                var workspace = await db.Workspaces.SingleAsync(cancellationToken);
                var before = workspace.Notifications.VisitRemindersGiven();
                workspace.Notify(wanted);
                if (workspace.Notifications.VisitRemindersGiven() is var now && !now.SequenceEqual(before))
                {
                    await VisitTasks.RequeueRemindersAsync(db, now, cancellationToken);
                }
            },
            cancellationToken
        );
    }
}

/// <summary>Which mails somebody of the company gets.</summary>
public sealed record OwnMails(NotificationSettings Company, IReadOnlyList<string> Muted, StaffRole Role)
{
    /// <summary>Those that may reach them, whether or not the company sends them.</summary>
    public IEnumerable<NotificationCell> Cells =>
        NotificationTable
            .All.SelectMany(e => e.Cells)
            .Where(c => c.Audience == NotificationAudience.Staff && (c.Row.ForEveryRole || Role.MayPrice()));

    public bool Gets(NotificationCell cell) => Company.IsOn(cell) && (!cell.CanBeSwitchedOff || !Muted.Contains(cell.Key));
}

/// <summary>Reads which mails the one who asks gets.</summary>
public sealed class OwnMailsQuery(WorkspaceDbFactory workspaces)
{
    public async Task<OwnMails> RunAsync(Staff staff, CancellationToken cancellationToken)
    {
        await using var db = await workspaces.ReadAsync(staff, cancellationToken);
        var muted = await db.Staff.Where(s => s.Id == staff.StaffId).Select(s => s.Muted).SingleAsync(cancellationToken);
        return new OwnMails(await db.Workspaces.Select(w => w.Notifications).SingleAsync(cancellationToken), muted, staff.Role);
    }
}

/// <summary>Somebody of the company says which mails they do not want; it holds for those that are not written yet.</summary>
public sealed class ChooseOwnMails(WorkspaceDbFactory workspaces)
{
    /// <param name="muted">Keys of the table's cells for staff.</param>
    /// <exception cref="RuleViolation">One of them is none, or must be sent.</exception>
    public Task RunAsync(Staff staff, IReadOnlyList<string> muted, RequestKey key, CancellationToken cancellationToken) =>
        workspaces.ActAsync(
            staff,
            key,
            async db =>
            {
                await db.LockAsync(staff.StaffId, cancellationToken);
                (await db.Staff.SingleAsync(s => s.Id == staff.StaffId, cancellationToken)).ChooseMails(muted);
            },
            cancellationToken
        );
}
