using System.Globalization;
using Altitude.Data;
using Altitude.Data.Platform;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Workspaces;
using Altitude.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Workspaces;

/// <summary>Begins one office sign-in in one workspace, for a person who has shown who they are.</summary>
public sealed class BeginStaffSession(IDbContextFactory<PlatformDb> platform, WorkspaceDbFactory workspaces)
{
    public static readonly TimeSpan Lasts = TimeSpan.FromHours(12);
    private const int LongestUserAgent = 400;

    /// <inheritdoc cref="RunAsync(Guid, Id{Workspace}?, SecondStepShown?, string, CancellationToken)"/>
    public Task<StaffTicket?> RunAsync(Guid user, Id<Workspace>? into, string userAgent, CancellationToken cancellationToken) =>
        RunAsync(user, into, shown: null, userAgent, cancellationToken);

    /// <param name="into">Null: where they worked last, or the first of their workspaces.</param>
    /// <param name="shown">Their second step; null: none was asked for.</param>
    /// <returns>Null: they have no seat there.</returns>
    /// <exception cref="RuleViolation"><see cref="AccessRules.WorkspaceShut"/>: the companies that they work for are closed, and they own none of those.</exception>
    public async Task<StaffTicket?> RunAsync(
        Guid user,
        Id<Workspace>? into,
        SecondStepShown? shown,
        string userAgent,
        CancellationToken cancellationToken
    )
    {
        var seats = await SeatsAsync(user, into, cancellationToken);
        string? closed = null;
        foreach (var (seat, isLast) in seats.Select(s => (s, into is not null)).Concat(seats.Select(s => (s, true)))) // A closed company only where no other opens.
        {
            var key = Secret.New();
            var session = Id<StaffSession>.New();

            // The session is not there yet when its transaction opens, so nobody is signed in to act: the line of activity names them.
            var role = await workspaces.ActAsync(
                new Requester(seat.WorkspaceId),
                RequestKey.New("begin-staff-session"),
                async db =>
                {
                    var member = await db.Staff.AsNoTracking().SingleOrDefaultAsync(m => m.Id == seat.StaffId, cancellationToken);
                    if (member is null or { RemovedAt: not null })
                    {
                        return default(StaffRole?);
                    }

                    var company = await db.Workspaces.AsNoTracking().SingleAsync(cancellationToken);
                    if (company.ShutAt is not null && !(isLast && member.Role.May(Permission.CloseCompany)))
                    {
                        closed = company.Name;
                        return default(StaffRole?);
                    }

                    db.StaffSessions.Add(
                        new StaffSessionRow
                        {
                            Id = session,
                            KeyHash = key.Hash,
                            UserId = user,
                            WorkspaceId = seat.WorkspaceId,
                            StaffId = seat.StaffId,
                            StartedAt = db.Now,
                            ExpiresAt = db.Now + Lasts,
                            SecondStepAt = shown is null ? null : db.Now,
                            UserAgent = userAgent[..Math.Min(userAgent.Length, LongestUserAgent)],
                        }
                    );
                    db.Record(new StaffSessionBegan(session, member.Name));
                    if (shown?.CodesLeft is { } left)
                    {
                        db.Record(
                            new SecondStepChanged(member.Id, member.Name, SecondStepChange.CodeUsed, left.ToString(CultureInfo.InvariantCulture))
                        );
                    }

                    return member.Role;
                },
                cancellationToken
            );
            if (role is { } present)
            {
                return new StaffTicket(key, session, seat.WorkspaceId, present);
            }
        }

        return closed is null
            ? null
            : throw new RuleViolation(AccessRules.WorkspaceShut, $"{closed} has closed its office. Its owners can open it again.");
    }

    private async Task<List<StaffSeat>> SeatsAsync(Guid user, Id<Workspace>? into, CancellationToken cancellationToken)
    {
        await using var db = await platform.CreateDbContextAsync(cancellationToken);
        return await db
            .StaffSeats.AsNoTracking()
            .Where(s => s.UserId == user && (into == null || s.WorkspaceId == into))
            .Where(s => db.Workspaces.Any(w => w.Id == s.WorkspaceId && w.ClosedAt == null))
            .OrderByDescending(s =>
                db.StaffSessions.Where(x => x.UserId == user && x.WorkspaceId == s.WorkspaceId).Max(x => (DateTimeOffset?)x.StartedAt)
                ?? DateTimeOffset.MinValue
            )
            .ThenBy(s => s.WorkspaceId)
            .ToListAsync(cancellationToken);
    }
}
