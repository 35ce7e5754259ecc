using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Appointments;
using Altitude.Domain.Customers;
using Altitude.Domain.Workspaces;
using Altitude.Web.Components;
using Altitude.Web.Features.Workspaces;
using Altitude.Web.Hosting;
using Altitude.Web.Live;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace Altitude.Web.Features.Appointments.Office;

/// <summary>One visit with everything of it and everything that can be done about it. One panel serves all visits of a schedule.</summary>
public sealed partial class VisitPanel
{
    private Staff? _staff;
    private VisitView? _visit;
    private EditForm? _form;
    private string _words = "";
    private string? _refusal;
    private bool _isMissing;
    private bool _isActing;
    private bool _isCancelling;
    private bool _isDeclining;
    private bool _isFollowingToo;

    /// <summary>Whose panel it is; another id needs another panel (@key).</summary>
    [Parameter, EditorRequired]
    public required Id<Appointment> Id { get; set; }

    [Parameter]
    public EventCallback OnClosed { get; set; }

    /// <summary>Something was done; called with what to say.</summary>
    [Parameter]
    public EventCallback<string> OnActed { get; set; }

    [Inject]
    public required CurrentStaff Current { get; init; }

    [Inject]
    public required VisitQuery Query { get; init; }

    [Inject]
    public required MoveVisit Move { get; init; }

    [Inject]
    public required ChangeVisit Change { get; init; }

    [Inject]
    public required CancelVisit Cancel { get; init; }

    [Inject]
    public required MarkVisit Mark { get; init; }

    [Inject]
    public required AcceptRequestedTime Accept { get; init; }

    [Inject]
    public required DeclineRequestedTime Decline { get; init; }

    protected override (Id<Workspace> Workspace, LiveTopic Topic) Listening => (_staff!.WorkspaceId, LiveTopic.StaffOf(_staff.WorkspaceId)); // PrepareAsync sets it.

    private bool MaySchedule => _staff?.Role.MaySchedule() == true;
    private bool MayMark => _visit is { } visit && _staff is { } staff && (staff.Role.MaySchedule() || visit.IsOf(staff.StaffId));

    // All that follows is drawn once the visit is there.
    private string CustomerPath => $"/office/customers/{_visit!.CustomerId}";
    private string JobPath => $"/office/jobs/{_visit!.Job}";
    private bool IsOutdated => _form is not null && _form.Revision != _visit!.Revision;
    private VisitScope Scope => _isFollowingToo ? VisitScope.ThisAndFollowing : VisitScope.ThisOne;
    private string? ConfirmedInWords => _visit is { State: AppointmentState.Confirmed, ConfirmedAt: { } at } ? $"since {Instant(at)}" : null;

    private string When
    {
        get
        {
            var words = _visit!.Company.Words;
            var isSameDay = LocalDay.Of(_visit.StartsAt, _visit.Company.Zone) == LocalDay.Of(_visit.EndsAt.AddTicks(-1), _visit.Company.Zone);
            return $"{words.Day(_visit.StartsAt, _visit.Now)}, {words.Time(_visit.StartsAt)} – {(isSameDay ? "" : words.Day(_visit.EndsAt, _visit.Now) + ", ")}{words.Time(_visit.EndsAt)} {words.ZoneName(_visit.EndsAt)}";
        }
    }

    private string Arrival => $"{_visit!.Company.Words.Time(_visit.Arrival.From)} – {_visit.Company.Words.Time(_visit.Arrival.Until)}";

    private string Who
    {
        get
        {
            var names = _visit!.Staff.ToDictionary(s => s.Id, s => s.Name);
            string[] who =
            [
                _visit.Lead is { } lead ? names.GetValueOrDefault(lead, "Somebody who has left") : "Nobody yet",
                .. _visit.Further.Select(f => names.GetValueOrDefault(f, "somebody who has left")),
            ];
            return string.Join(", ", who);
        }
    }

    private IEnumerable<(VisitMark Mark, string Words)> Marks
    {
        get
        {
            var (isAhead, isOver) = (_visit!.IsAhead, _visit.IsOver);
            if (MaySchedule && isAhead && _visit.State != AppointmentState.Confirmed)
            {
                yield return (VisitMark.Confirmed, "Confirmed by phone");
            }

            if (_visit.State is AppointmentState.Scheduled or AppointmentState.Confirmed)
            {
                yield return (VisitMark.OnMyWay, "On my way");
            }

            if (!isOver)
            {
                yield return (VisitMark.Done, "Done");
                yield return (VisitMark.NoShow, "Nobody was there");
            }

            if (_visit.State is AppointmentState.OnMyWay or AppointmentState.Done or AppointmentState.NoShow)
            {
                yield return (VisitMark.Undo, "Take that back");
            }
            else if (_visit.State == AppointmentState.Cancelled && MaySchedule)
            {
                yield return (VisitMark.Undo, "Bring it back");
            }
        }
    }

    protected override bool Concerns(FeedEntry entry) =>
        entry.Subject == Id.Value || entry.Kind.StartsWith("customer.", StringComparison.Ordinal) || entry.Kind == "workspace.changed";

    protected override async Task PrepareAsync(CancellationToken cancellationToken) => _staff = await Current.GetAsync();

    protected override async Task LoadAsync(CancellationToken cancellationToken)
    {
        _visit = await Query.RunAsync(_staff!, Id, cancellationToken); // PrepareAsync sets it.
        _isMissing = _visit is null;
    }

    private string Instant(DateTimeOffset at) => $"{_visit!.Company.Words.Day(at, _visit.Now)}, {_visit.Company.Words.Time(at)}";

    private Task OnKeyAsync(KeyboardEventArgs key) => key.Key == "Escape" ? OnClosed.InvokeAsync() : Task.CompletedTask;

    private void Edit() => (_form, _refusal, _isCancelling) = (new EditForm(_visit!), null, false);

    private void StopEditing() => (_form, _refusal, _isFollowingToo) = (null, null, false);

    private void StartCancelling() => (_isCancelling, _words) = (true, "");

    private void StopCancelling() => (_isCancelling, _isFollowingToo) = (false, false);

    private void StartDeclining() => (_isDeclining, _words) = (true, "");

    private Task<bool> MarkAsync(VisitMark mark) => ActAsync(key => Mark.RunAsync(_staff!, Id, mark, key, Closed), "mark-visit", "");

    private Task<bool> AcceptAsync(DateTimeOffset start) =>
        ActAsync(
            key => Accept.RunAsync(_staff!, Id, start, key, Closed),
            "accept-requested-time",
            $"Moved to {Instant(start)}. The customer is told."
        );

    private async Task DeclineAsync()
    {
        if (await ActAsync(key => Decline.RunAsync(_staff!, Id, _words, key, Closed), "decline-requested-time", "The customer is told why."))
        {
            _isDeclining = false;
        }
    }

    private async Task CancelAsync()
    {
        var revision = _visit!.Revision; // Drawn once it is there.
        if (
            await ActAsync(
                key => Cancel.RunAsync(_staff!, Id, revision, _words, Scope, key, Closed),
                "cancel-visit",
                "Cancelled. The customer is told."
            )
        )
        {
            StopCancelling();
        }
    }

    /// <summary>Time and words are two acts; where the second is refused, the first stands and the form shows it.</summary>
    private async Task SaveAsync()
    {
        var (form, visit) = (_form!, _visit!); // It is drawn.
        var (before, time) = (
            VisitTimeForm.Of(visit.StartsAt, visit.EndsAt - visit.StartsAt, visit.Arrival, visit.Company.Zone).Time,
            form.Time.Time
        );
        var isMoved =
            visit.IsAhead && (time.Start, time.Length, time.Arrival, time.Offset) != (before.Start, before.Length, before.Arrival, before.Offset);
        if (isMoved)
        {
            var move = new VisitMove(time.Start, time.Length, time.Arrival, time.Offset, Lead: null, Scope);
            if (!await ActAsync(key => Move.RunAsync(_staff!, Id, form.Revision, move, key, Closed), "move-visit", ""))
            {
                return;
            }

            form.Revision = _visit!.Revision;
        }

        if (
            await ActAsync(
                key => Change.RunAsync(_staff!, Id, form.Revision, form.Said, Scope, key, Closed),
                "change-visit",
                isMoved ? $"Moved to {When}." : "Saved."
            )
        )
        {
            StopEditing();
        }
    }

    /// <returns>Whether it was done.</returns>
    private async Task<bool> ActAsync(Func<RequestKey, Task> act, string name, string said)
    {
        if (_isActing)
        {
            return false;
        }

        (_isActing, _refusal) = (true, null);
        try
        {
            await act(RequestKey.New(name));
            await LoadAsync(Closed);
            await OnActed.InvokeAsync(said);
            return true;
        }
        catch (RuleViolation refused) when (!AccessRules.IsAccess(refused.Rule))
        {
            Refusals.Count(refused);
            _refusal = refused.Message;
            await LoadAsync(Closed);
            if (refused.Rule == AppointmentRules.Changed && _form is not null)
            {
                _form.Revision = _visit?.Revision ?? _form.Revision; // It has been said; saving again means it.
            }

            return false;
        }
        finally
        {
            _isActing = false;
        }
    }

    /// <summary>What is written down of the visit, while somebody writes it.</summary>
    private sealed class EditForm(VisitView visit)
    {
        public int Revision { get; set; } = visit.Revision;
        public string Title { get; set; } = visit.Title;
        public VisitTimeForm Time { get; } = VisitTimeForm.Of(visit.StartsAt, visit.EndsAt - visit.StartsAt, visit.Arrival, visit.Company.Zone);
        public string Lead { get; set; } = visit.Lead?.ToString() ?? "";
        public HashSet<Id<StaffMember>> Further { get; } = [.. visit.Further];
        public string Location { get; set; } = visit.Location?.ToString() ?? "";
        public string CustomerNotes { get; set; } = visit.CustomerNotes;
        public string StaffNotes { get; set; } = visit.StaffNotes;

        public VisitDescription Said =>
            new(
                Title,
                Guid.TryParse(Lead, out var lead) ? new Id<StaffMember>(lead) : null,
                [.. Further],
                Guid.TryParse(Location, out var place) ? new Id<ServiceLocation>(place) : null,
                CustomerNotes,
                StaffNotes
            );

        public void Toggle(Id<StaffMember> who)
        {
            if (!Further.Remove(who))
            {
                Further.Add(who);
            }
        }
    }
}
