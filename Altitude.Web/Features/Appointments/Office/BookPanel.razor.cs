using System.Collections.Immutable;
using System.Globalization;
using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Appointments;
using Altitude.Domain.Workspaces;
using Altitude.Web.Components;
using Altitude.Web.Features.Workspaces;
using Altitude.Web.Hosting;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace Altitude.Web.Features.Appointments.Office;

/// <summary>What a new visit begins with: what was dragged, or where the keyboard stood.</summary>
/// <param name="Job">Number; empty: still to be chosen.</param>
/// <param name="Start">UTC.</param>
/// <param name="Lead">Null: nobody yet.</param>
public sealed record VisitDraft(string Job, DateTimeOffset Start, TimeSpan Length, Id<StaffMember>? Lead);

/// <summary>Books a visit from the schedule.</summary>
public sealed partial class BookPanel : IDisposable
{
    private readonly CancellationTokenSource _closed = new();
    private readonly CancellationToken _closing;
    private readonly RequestKey _key = RequestKey.New("plan-visit");
    private VisitTimeForm _time = null!; // OnInitialized sets it.
    private string _job = "";
    private string _title = "";
    private string _lead = "";
    private string _repeats = "";
    private int _count = 4;
    private string _notes = "";
    private string? _refusal;
    private bool _isActing;

    public BookPanel() => _closing = _closed.Token; // The source may be gone when a slow answer comes.

    [Parameter, EditorRequired]
    public required VisitDraft Draft { get; set; }

    [Parameter, EditorRequired]
    public required WorkspaceView Company { get; set; }

    [Parameter, EditorRequired]
    public required ImmutableArray<ScheduleColleague> Staff { get; set; }

    [Parameter, EditorRequired]
    public required ImmutableArray<WaitingJob> Waiting { get; set; }

    [Parameter]
    public EventCallback OnClosed { get; set; }

    [Parameter]
    public EventCallback<Id<Appointment>> OnBooked { get; set; }

    [Inject]
    public required PlanVisit Plan { get; init; }

    [Inject]
    public required CurrentStaff Current { get; init; }

    private WaitingJob? Chosen => Waiting.FirstOrDefault(j => string.Equals(j.Number, _job.Trim(), StringComparison.OrdinalIgnoreCase));
    private string? JobInWords => Chosen is { } job ? $"{job.Title}, {job.Customer}" : null;
    private string TitleHint => Chosen?.Title ?? "As the job";

    public void Dispose()
    {
        _closed.Cancel();
        _closed.Dispose();
    }

    protected override void OnInitialized()
    {
        _time = VisitTimeForm.Of(Draft.Start, Draft.Length, arrival: null, Company.Zone);
        (_job, _lead) = (Draft.Job, Draft.Lead?.ToString() ?? "");
    }

    private Task OnKeyAsync(KeyboardEventArgs key) => key.Key == "Escape" ? OnClosed.InvokeAsync() : Task.CompletedTask;

    private async Task BookAsync()
    {
        if (_isActing)
        {
            return;
        }

        (_isActing, _refusal) = (true, null);
        try
        {
            var id = await Plan.RunAsync(
                await Current.GetAsync(),
                _job.Trim().ToUpperInvariant(),
                new PlannedVisit(
                    new VisitDescription(_title, Guid.TryParse(_lead, out var lead) ? new Id<StaffMember>(lead) : null, [], null, _notes, ""),
                    _time.Time,
                    Repeats
                ),
                _key,
                _closing
            );
            await OnBooked.InvokeAsync(id);
        }
        catch (RuleViolation refused) when (!AccessRules.IsAccess(refused.Rule))
        {
            Refusals.Count(refused);
            _refusal = refused.Message;
        }
        finally
        {
            _isActing = false;
        }
    }

    private Repetition? Repeats =>
        _repeats.Length == 0 ? null
        : _repeats.StartsWith("Weeks", StringComparison.Ordinal) ? new Repetition(Every(5), RepeatUnit.Weeks, _count, null)
        : new Repetition(Every(6), RepeatUnit.Months, _count, null);

    private int Every(int after) => int.Parse(_repeats[after..], CultureInfo.InvariantCulture); // One of the choices above.
}
