using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Leads;
using Altitude.Domain.Workspaces;
using Altitude.Web.Background;
using Altitude.Web.Email;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Leads.Emails;

/// <summary>Tells the office that nobody came back to a request, or that the day is here on which somebody meant to.</summary>
public sealed class LeadWaitsMailing : IMailing
{
    private const string Kind = "request-waiting-office";

    public async Task<IReadOnlyList<Addressee>> AddresseesAsync(WorkspaceDb db, OutboxTask task, CancellationToken cancellationToken)
    {
        var line = await FollowedLine.ReadAsync(db, task, cancellationToken);
        var staff = await db
            .Staff.Where(s => s.RemovedAt == null)
            .Select(s => new
            {
                s.Name,
                s.Email,
                s.Role,
            })
            .ToListAsync(cancellationToken);
        return [.. staff.Where(s => s.Role.MayPrice()).Select(s => new Addressee(Kind, s.Name, s.Email, line.Subject))];
    }

    public async Task<ILetter?> WriteAsync(
        WorkspaceDb db,
        OutboxTask task,
        EmailDelivery delivery,
        Letterhead head,
        CancellationToken cancellationToken
    )
    {
        var line = await FollowedLine.ReadAsync(db, task, cancellationToken);
        var id = new Id<Lead>(line.Subject);
        var lead = await db.Leads.AsNoTracking().SingleOrDefaultAsync(l => l.Id == id, cancellationToken);
        var isItsDay = line.Detail("day") == "yes";
        if (lead is not { State: LeadState.Open } || (!isItsDay && (lead.FollowUpOn is not null || lead.FollowUpNote.Length > 0)))
        {
            return null; // Somebody has looked after it meanwhile.
        }

        return new OfficeNoticeLetter(
            head,
            isItsDay ? $"Today: come back to {lead.Name} ({lead.Number})" : $"Nobody came back to {lead.Name} yet ({lead.Number})",
            isItsDay ? "" : lead.Text,
            isItsDay ? lead.FollowUpNote : "",
            [
                .. new EmailFact[]
                {
                    new("What", lead.Service),
                    new("Reach them", string.Join(", ", new[] { lead.Phone, lead.Email }.Where(reach => reach.Length > 0))),
                    new("When it suits", lead.PreferredTimes),
                    new("Asked", head.Words.Instant(lead.ReceivedAt)),
                }.Where(fact => fact.Value.Length > 0),
            ],
            "Open the request",
            head.Office($"/leads/{lead.Number}"),
            Job: null
        );
    }
}
