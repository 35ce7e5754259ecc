using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Appointments;
using Altitude.Domain.Jobs;
using Altitude.Domain.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.PortalAccess;

/// <summary>Which part of the portal an address lies in, and where its reader is led instead while the company hides that part.</summary>
public static class PortalAddress
{
    /// <param name="path">Begins with /portal/ and the company.</param>
    /// <returns>None: it is no part that could be hidden.</returns>
    public static PortalSections SectionOf(string? path) =>
        Parts(path ?? "") is [_, _, var section, ..]
            ? section.ToLowerInvariant() switch // Addresses are found whatever the case of their letters.
            {
                "estimates" => PortalSections.Estimates,
                "invoices" or "statement" => PortalSections.Invoices,
                "appointments" => PortalSections.Appointments,
                "messages" => PortalSections.Messages,
                "activity" => PortalSections.Activity,
                "contact" => PortalSections.Contact,
                _ => PortalSections.None,
            }
            : PortalSections.None;

    /// <summary>The address itself; while its part of the portal is hidden, that of its job, and of the front page where it has none.</summary>
    public static async Task<string> ReachAsync(WorkspaceDb db, string target, PortalSections hidden, CancellationToken cancellationToken)
    {
        if ((SectionOf(target) & hidden) == PortalSections.None)
        {
            return target;
        }

        var parts = Parts(target);
        var record = parts.Length > 3 ? parts[3] : "";
        var job = SectionOf(target) switch
        {
            PortalSections.Estimates => await db
                .Estimates.Where(e => e.Number == record)
                .Select(e => (Id<Job>?)e.JobId)
                .FirstOrDefaultAsync(cancellationToken),
            PortalSections.Invoices => await db.Invoices.Where(i => i.Number == record).Select(i => i.JobId).FirstOrDefaultAsync(cancellationToken),
            PortalSections.Appointments when Id<Appointment>.TryParse(record, null, out var visit) => await db
                .Appointments.Where(a => a.Id == visit)
                .Select(a => (Id<Job>?)a.JobId)
                .FirstOrDefaultAsync(cancellationToken),
            _ => null,
        };
        var number =
            job is { } id ? await db.Jobs.Where(j => j.Id == id).Select(j => j.Number).SingleOrDefaultAsync(cancellationToken)
            : target.Split("?job=", 2) is [_, var asked] ? asked
            : null;
        return number is null ? $"/portal/{parts[1]}" : $"/portal/{parts[1]}/jobs/{number}";
    }

    private static string[] Parts(string path) => path.Split('?', '#')[0].Split('/', StringSplitOptions.RemoveEmptyEntries);
}
