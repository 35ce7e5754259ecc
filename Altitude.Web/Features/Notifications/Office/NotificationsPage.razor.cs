using System.Globalization;
using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Workspaces;
using Altitude.Web.Email;
using Altitude.Web.Features.Workspaces;
using Altitude.Web.Hosting;
using Altitude.Web.Live;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Notifications.Office;

/// <summary>Which mails are sent, when they rest, and when the company reminds. What is being chosen stays while others change things.</summary>
public sealed partial class NotificationsPage
{
    private readonly Dictionary<string, bool> _switched = new(StringComparer.Ordinal);
    private Staff? _staff;
    private NotificationsView? _saved;
    private RuleViolation? _refused;
    private IReadOnlySet<string> _worded = new HashSet<string>();
    private bool _isQuiet;
    private TimeOnly _quietFrom;
    private TimeOnly _quietUntil;
    private string _visits = "";
    private string _overdue = "";
    private int _unanswered;
    private int _expiring;
    private int _dueSoon;
    private int _leads;
    private bool _isSaving;
    private string? _said;

    [Inject]
    public required CurrentStaff Current { get; init; }

    [Inject]
    public required NotificationsQuery Query { get; init; }

    [Inject]
    public required WordingsQuery Wordings { get; init; }

    [Inject]
    public required ChangeNotifications Change { get; init; }

    protected override (Id<Workspace> Workspace, LiveTopic Topic) Listening => (_staff!.WorkspaceId, LiveTopic.StaffOf(_staff.WorkspaceId)); // PrepareAsync sets it.

    private bool MayControl => _staff?.Role.MayControl() == true;

    private static IEnumerable<IGrouping<string, NotificationEvent>> Topics => NotificationTable.All.GroupBy(e => e.Topic);

    private static IEnumerable<IGrouping<string, CustomerMail>> Mails => CustomerMails.All.GroupBy(m => m.Topic);

    private string ZoneName => _saved!.Company.Zone.Id.Split('/')[^1].Replace('_', ' '); // Drawn once it is read.

    private string QuietSaid
    {
        get
        {
            var (company, now) = (_saved!.Company, _saved.Now); // Drawn once it is read.
            if (_quietFrom == _quietUntil)
            {
                return "";
            }

            return new QuietHours(_quietFrom, _quietUntil).EndAt(now, company.Zone) is { } end
                ? $"It is quiet now: mails wait until {company.Words.Instant(end, now)}."
                : $"It is {company.Words.Time(now)} now: mails leave at once.";
        }
    }

    /// <summary>What the form says now.</summary>
    /// <exception cref="RuleViolation">A list is none of figures.</exception>
    private NotificationSettings Wanted =>
        new(
            new Dictionary<string, bool>(_switched),
            _isQuiet ? new QuietHours(_quietFrom, _quietUntil) : null,
            Figures(
                _visits,
                NotificationRules.VisitReminders,
                "Write the hours before a visit as figures with commas between them, such as 48, 24, 2."
            ),
            _unanswered,
            _expiring,
            _dueSoon,
            [
                .. Figures(
                        _overdue,
                        NotificationRules.InvoiceReminders,
                        "Write the days after the due day as figures with commas between them, such as 1, 7, 14."
                    )
                    .Order(),
            ],
            _leads
        );

    protected override bool Concerns(FeedEntry entry) => entry.Kind is "notifications.changed" or "notifications.reworded" or "workspace.changed";

    protected override async Task PrepareAsync(CancellationToken cancellationToken) => _staff = await Current.GetAsync();

    protected override async Task LoadAsync(CancellationToken cancellationToken)
    {
        if (!MayControl)
        {
            return;
        }

        var before = _saved?.Settings;
        _saved = await Query.RunAsync(_staff!, cancellationToken); // PrepareAsync sets it.
        _worded = await Wordings.OwnAsync(_staff!, cancellationToken); // As above.
        if (before is null || IsStill(before))
        {
            Take(_saved.Settings); // Nobody was choosing.
        }
    }

    private bool IsStill(NotificationSettings settings)
    {
        try
        {
            return Wanted.SameAs(settings);
        }
        catch (RuleViolation)
        {
            return false; // Somebody is writing a list.
        }
    }

    private void Take(NotificationSettings settings)
    {
        _switched.Clear();
        foreach (var (key, on) in settings.Switched)
        {
            _switched[key] = on;
        }

        _isQuiet = settings.Quiet is not null;
        (_quietFrom, _quietUntil) = settings.Quiet is { } quiet ? (quiet.From, quiet.Until) : (new TimeOnly(21, 0), new TimeOnly(7, 0));
        (_visits, _overdue) = (Listed(settings.VisitReminderHours), Listed(settings.InvoiceOverdueDays));
        (_unanswered, _expiring, _dueSoon, _leads) = (
            settings.EstimateUnansweredDays,
            settings.EstimateExpiringDays,
            settings.InvoiceDueSoonDays,
            settings.LeadWaitingHours
        );
    }

    private static IEnumerable<(NotificationAudience Audience, NotificationCell? Cell)> PlacesOf(NotificationEvent row)
    {
        yield return (NotificationAudience.Customer, row.Cells.FirstOrDefault(c => c.Audience == NotificationAudience.Customer));
        yield return (NotificationAudience.Staff, row.Cells.FirstOrDefault(c => c.Audience == NotificationAudience.Staff));
    }

    private bool IsOn(NotificationCell cell) => _switched.GetValueOrDefault(cell.Key, !cell.Row.IsOffAtFirst);

    private static bool IsAlways(NotificationCell cell) => !cell.CanBeSwitchedOff;

    private void Switch(NotificationCell cell)
    {
        var on = !IsOn(cell);
        _said = null;
        if (on == cell.Row.IsOffAtFirst)
        {
            _switched[cell.Key] = on;
        }
        else
        {
            _switched.Remove(cell.Key);
        }
    }

    private static string LabelOf(NotificationCell cell) =>
        $"{cell.Event.Name}, to {(cell.Audience == NotificationAudience.Staff ? "staff" : "the customer")}";

    private static string Listed(IReadOnlyList<int> figures) => string.Join(", ", figures.Select(f => f.ToString(CultureInfo.InvariantCulture)));

    private static int[] Figures(string text, string rule, string help) =>
        [
            .. text.Split([',', ' ', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Select(part =>
                    int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var figure) ? figure : throw new RuleViolation(rule, help)
                )
                .OrderDescending(),
        ];

    private string? Mark(string rule) => _refused?.Rule == rule ? "true" : null;

    private async Task SaveAsync()
    {
        if (_isSaving)
        {
            return;
        }

        (_isSaving, _refused, _said) = (true, null, null);
        try
        {
            var wanted = Wanted;
            await Change.RunAsync(_staff!, wanted, RequestKey.New("change-notifications"), Closed); // Drawn for somebody.
            Take(wanted);
            _said = "Saved";
        }
        catch (RuleViolation refused) when (!AccessRules.IsAccess(refused.Rule))
        {
            Refusals.Count(refused);
            _refused = refused;
        }
        finally
        {
            _isSaving = false;
        }
    }
}
