using Altitude.Data;
using Altitude.Domain.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Email;

/// <summary>Which mails leave, and when: what the company decided, and what each member of staff chose within it. Asked when a mail is queued and again when it is sent.</summary>
internal sealed class MailGate
{
    private readonly NotificationSettings _settings;
    private readonly TimeZoneInfo _zone;
    private readonly IReadOnlyDictionary<string, IReadOnlyList<string>> _muted;

    private MailGate(NotificationSettings settings, TimeZoneInfo zone, IReadOnlyDictionary<string, IReadOnlyList<string>> muted) =>
        (_settings, _zone, _muted) = (settings, zone, muted);

    public static async Task<MailGate> ReadAsync(WorkspaceDb db, CancellationToken cancellationToken)
    {
        var company = await db.Workspaces.AsNoTracking().SingleAsync(cancellationToken);
        var staff = await db.Staff.Where(s => s.RemovedAt == null).Select(s => new { s.Email, s.Muted }).ToListAsync(cancellationToken);
        return new MailGate(
            company.Notifications,
            company.Zone,
            staff
                .Where(s => s.Muted.Count > 0)
                .GroupBy(s => s.Email, StringComparer.OrdinalIgnoreCase)
                .ToDictionary(s => s.Key, s => s.First().Muted, StringComparer.OrdinalIgnoreCase)
        );
    }

    public bool Lets(string kind, string address) =>
        _settings.Sends(kind)
        && !(
            NotificationTable.OfMail(kind) is { Audience: NotificationAudience.Staff } cell
            && _muted.TryGetValue(address, out var muted)
            && muted.Contains(cell.Key)
        );

    /// <summary>Until when it rests, UTC; null: it may leave now.</summary>
    public DateTimeOffset? RestsUntil(string kind, DateTimeOffset now) => _settings.RestsUntil(kind, now, _zone);
}
