using Altitude.Data;
using Altitude.Data.Platform;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Appointments;
using Altitude.Domain.Workspaces;
using Altitude.Web.Features.Workspaces;
using Altitude.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Appointments;

/// <summary>A person makes a private calendar address for their own visits; the one they had before opens nothing any more.</summary>
public sealed class IssueCalendarFeed(WorkspaceDbFactory workspaces)
{
    /// <returns>The secret of its address, shown this once.</returns>
    public async Task<string> RunAsync(Staff staff, CancellationToken cancellationToken)
    {
        var secret = Secret.New(); // Not within the act: what an act returns is kept with its request key.
        await workspaces.ActAsync(
            staff,
            RequestKey.New("issue-calendar-feed"),
            async db =>
            {
                await OwnFeeds.EndAsync(db, staff, cancellationToken);
                var feed = CalendarFeed.Issue(Id<CalendarFeed>.New(), db.WorkspaceId, staff.StaffId, staff.StaffName, db.Now);
                db.CalendarFeeds.Add(feed);
                db.CalendarLookups.Add(
                    new CalendarLookup
                    {
                        Hash = secret.Hash,
                        WorkspaceId = db.WorkspaceId,
                        FeedId = feed.Id,
                    }
                );
            },
            cancellationToken
        );
        return secret.Text;
    }
}

/// <summary>A person ends their calendar address.</summary>
public sealed class RevokeCalendarFeed(WorkspaceDbFactory workspaces)
{
    public Task RunAsync(Staff staff, CancellationToken cancellationToken) =>
        workspaces.ActAsync(staff, RequestKey.New("revoke-calendar-feed"), db => OwnFeeds.EndAsync(db, staff, cancellationToken), cancellationToken);
}

/// <summary>Says whether a person has a calendar address, and since when.</summary>
public sealed class OwnCalendarFeedQuery(WorkspaceDbFactory workspaces)
{
    /// <returns>UTC; null: they have none.</returns>
    public async Task<DateTimeOffset?> RunAsync(Staff staff, CancellationToken cancellationToken)
    {
        await using var db = await workspaces.ReadAsync(staff, cancellationToken);
        return await db
            .CalendarFeeds.Where(f => f.StaffId == staff.StaffId && f.RevokedAt == null)
            .OrderByDescending(f => f.IssuedAt)
            .Select(f => (DateTimeOffset?)f.IssuedAt)
            .FirstOrDefaultAsync(cancellationToken);
    }
}

/// <summary>Reads a technician's visits for their calendar program, which shows a secret and nothing else.</summary>
public sealed class CalendarFeedQuery(IDbContextFactory<PlatformDb> platform, WorkspaceDbFactory workspaces)
{
    private const int Most = 2_000;
    private static readonly TimeSpan Back = TimeSpan.FromDays(60);
    private static readonly TimeSpan Ahead = TimeSpan.FromDays(366);

    /// <returns>The file; null: the secret opens nothing: unknown, revoked, or of somebody who left.</returns>
    public async Task<byte[]?> FindAsync(string token, CancellationToken cancellationToken)
    {
        if (!Secret.HasForm(token) || await LookUpAsync(Secret.HashOf(token), cancellationToken) is not { } found)
        {
            return null;
        }

        try
        {
            await using var db = await workspaces.ReadAsync(new BackgroundTask(found.WorkspaceId, "Calendar"), cancellationToken);
            var staff = await (
                from f in db.CalendarFeeds
                join s in db.Staff on f.StaffId equals s.Id
                join w in db.Workspaces on f.WorkspaceId equals w.Id
                where f.Id == found.FeedId && f.RevokedAt == null && s.RemovedAt == null && w.ShutAt == null
                select (Id<StaffMember>?)s.Id
            ).SingleOrDefaultAsync(cancellationToken);
            return staff is { } whose ? await WriteAsync(db, whose, cancellationToken) : null;
        }
        catch (RuleViolation closed) when (AccessRules.IsAccess(closed.Rule))
        {
            return null;
        }
    }

    private static async Task<byte[]> WriteAsync(WorkspaceDb db, Id<StaffMember> whose, CancellationToken cancellationToken)
    {
        var company = await WorkspaceViews.ReadAsync(db, cancellationToken);
        var (oldest, newest) = (db.Now - Back, db.Now + Ahead);
        var rows = await (
            from a in db.Appointments
            where
                a.StartsAt >= oldest
                && a.StartsAt < newest
                && (a.TechnicianId == whose || db.AppointmentTechnicians.Any(t => t.AppointmentId == a.Id && t.StaffId == whose))
            orderby a.StartsAt
            join j in db.Jobs on a.JobId equals j.Id
            join c in db.Customers on a.CustomerId equals c.Id
            select new
            {
                a.Id,
                a.Sequence,
                a.State,
                a.StartsAt,
                a.EndsAt,
                a.Arrival,
                a.ZoneId,
                a.Title,
                a.CustomerNotes,
                a.StaffNotes,
                Job = j.Number,
                Customer = c.Name,
                Place = db.Locations.Where(l => l.Id == a.LocationId).Select(l => l.Address).FirstOrDefault(),
            }
        )
            .Take(Most)
            .ToListAsync(cancellationToken);
        return VisitCalendar.Write(
            company,
            [
                .. rows.Select(r =>
                {
                    var words = new VisitWords(company, r.ZoneId);
                    string[] said = [words.When(r.StartsAt), $"Arrival {words.Arrival(r.Arrival)}", r.Job, r.CustomerNotes, r.StaffNotes];
                    return new CalendarVisit(
                        r.Id.Value,
                        r.Sequence,
                        r.State,
                        r.StartsAt,
                        r.EndsAt,
                        $"{r.Customer}: {r.Title}",
                        r.Place ?? "",
                        string.Join('\n', said.Where(line => line.Length > 0))
                    );
                }),
            ],
            db.Now
        );
    }

    private async Task<CalendarLookup?> LookUpAsync(byte[] hash, CancellationToken cancellationToken)
    {
        await using var db = await platform.CreateDbContextAsync(cancellationToken);
        return await db.CalendarLookups.AsNoTracking().SingleOrDefaultAsync(l => l.Hash == hash, cancellationToken);
    }
}

/// <summary>A person's calendar addresses that open.</summary>
internal static class OwnFeeds
{
    private const int Most = 20;

    public static async Task EndAsync(WorkspaceDb db, Staff staff, CancellationToken cancellationToken)
    {
        var open = await db
            .CalendarFeeds.Where(f => f.StaffId == staff.StaffId && f.RevokedAt == null)
            .OrderBy(f => f.IssuedAt)
            .Take(Most)
            .ToListAsync(cancellationToken);
        foreach (var feed in open)
        {
            feed.Revoke(staff.StaffName, db.Now);
            await db.ExecuteAsync(
                "delete from platform.calendar_lookups where workspace_id = $1 and feed_id = $2",
                [db.WorkspaceId.Value, feed.Id.Value],
                cancellationToken
            );
        }
    }
}
