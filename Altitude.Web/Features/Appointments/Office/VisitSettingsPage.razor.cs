using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Appointments;
using Altitude.Domain.Workspaces;
using Altitude.Web.Features.Workspaces;
using Altitude.Web.Hosting;
using Altitude.Web.Live;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Appointments.Office;

/// <summary>When the company makes visits; what that offers is shown while one writes.</summary>
public sealed partial class VisitSettingsPage
{
    private static readonly int[] Usual = [15, 30, 60, 90, 120, 180, 240];

    private readonly HashSet<DayOfWeek> _days = [];
    private Staff? _staff;
    private VisitSettings? _saved;
    private RuleViolation? _refused;
    private TimeOnly _from;
    private TimeOnly _until;
    private int _slot;
    private int _travel;
    private int _lead;
    private int _ahead;
    private bool _isSaving;
    private string? _said;

    [Inject]
    public required CurrentStaff Current { get; init; }

    [Inject]
    public required VisitSettingsQuery Query { get; init; }

    [Inject]
    public required ChangeVisitHours Change { get; init; }

    protected override (Id<Workspace> Workspace, LiveTopic Topic) Listening => (_staff!.WorkspaceId, LiveTopic.LooksOf(_staff.WorkspaceId)); // PrepareAsync sets it.

    private bool MayControl => _staff?.Role.MayControl() == true;

    /// <summary>As calendars of the company's culture begin it.</summary>
    private IEnumerable<DayOfWeek> Week =>
        Enumerable.Range(0, 7).Select(n => (DayOfWeek)(((int)_saved!.Company.Culture.DateTimeFormat.FirstDayOfWeek + n) % 7)); // Drawn once it is read.

    private IEnumerable<int> Slots => Usual.Append(_slot).Distinct().Order();

    private VisitHours Hours => new([.. _days.Order()], _from, _until, _slot, _lead, _travel, _ahead);

    private IReadOnlyList<(string Day, string Words)> Offered
    {
        get
        {
            try
            {
                Hours.Require();
            }
            catch (RuleViolation)
            {
                return []; // What is wrong with it is said when it is saved.
            }

            var (company, now) = (_saved!.Company, _saved.Now); // Drawn once it is read.
            return
            [
                .. Hours
                    .FreeStarts(company.Zone, now, TimeSpan.FromHours(1), [])
                    .GroupBy(at => company.Words.Day(at, now))
                    .Select(day =>
                        (
                            day.Key,
                            day.Count() == 1
                                ? company.Words.Time(day.First())
                                : $"{company.Words.Time(day.First())} to {company.Words.Time(day.Last())}, {company.Words.Count(day.Count(), "start")}"
                        )
                    ),
            ];
        }
    }

    protected override async Task PrepareAsync(CancellationToken cancellationToken) => _staff = await Current.GetAsync();

    protected override async Task LoadAsync(CancellationToken cancellationToken)
    {
        var before = _saved?.Hours;
        _saved = await Query.RunAsync(_staff!, cancellationToken); // PrepareAsync sets it.
        if (before is null || IsSame(before, Hours))
        {
            Take(_saved.Hours); // Nobody was writing.
        }
    }

    private void Take(VisitHours hours)
    {
        _days.Clear();
        _days.UnionWith(hours.Days);
        (_from, _until, _slot, _travel, _lead, _ahead) = (
            hours.From,
            hours.Until,
            hours.SlotMinutes,
            hours.TravelMinutes,
            hours.LeadHours,
            hours.DaysAhead
        );
    }

    private static bool IsSame(VisitHours one, VisitHours other) =>
        one.Days.Order().SequenceEqual(other.Days.Order()) && one with { Days = [] } == other with { Days = [] };

    private void Toggle(DayOfWeek day)
    {
        if (!_days.Remove(day))
        {
            _days.Add(day);
        }
    }

    private string NameOf(DayOfWeek day) => _saved!.Company.Culture.DateTimeFormat.GetDayName(day); // Drawn once it is read.

    private static string SpanOf(int minutes) =>
        minutes < 60 ? $"{minutes} minutes"
        : minutes == 60 ? "1 hour"
        : minutes % 60 == 0 ? $"{minutes / 60} hours"
        : $"{minutes / 60} hours {minutes % 60} minutes";

    private async Task SaveAsync()
    {
        if (_isSaving)
        {
            return;
        }

        (_isSaving, _refused, _said) = (true, null, null);
        try
        {
            await Change.RunAsync(_staff!, Hours, RequestKey.New("change-visit-hours"), Closed); // Drawn for somebody.
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
