using System.Globalization;
using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Appointments;
using Altitude.Domain.Workspaces;
using Altitude.Web.Hosting;
using Microsoft.JSInterop;

namespace Altitude.Web.Features.Appointments.Office;

/// <content>Moving visits and making them longer or shorter, whoever asks: the script, or the keyboard. Each move has a way back.</content>
public sealed partial class SchedulePage
{
    /// <summary>A visit was dropped elsewhere by the script.</summary>
    /// <param name="surface">The track or day.</param>
    /// <param name="quarter">Of the axis; negative: only the day changes.</param>
    /// <param name="from">The track that it was taken from.</param>
    /// <returns>Why not; null: it was moved.</returns>
    [JSInvokable]
    public async Task<string?> DropAsync(string visit, string surface, int quarter, string from)
    {
        if (Find(visit) is not { } moved || _sheet is not { } sheet)
        {
            return "This visit is not here any more.";
        }

        if (quarter < 0)
        {
            return DateOnly.TryParseExact(surface, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
                ? await MoveToDayAsync(moved, day)
                : "There is no such day.";
        }

        if (TrackOf(surface) is not { } track)
        {
            return "There is no such place on the schedule.";
        }

        if (sheet.Axis.InstantAt(track.Day, quarter) is not { } start)
        {
            return Refuse("The clocks skip that time on that day. Choose another.");
        }

        NewLead? lead = null;
        if (sheet.Address.View == ScheduleView.Dispatch && surface != from)
        {
            if (moved.Lead is { } present && present.ToString() != from)
            {
                return Refuse("Only who leads a visit is changed by moving it. Open the visit to change who comes along.");
            }

            lead = new NewLead(track.Who?.Id);
        }

        return await MoveAsync(moved, start, moved.Length, lead);
    }

    /// <summary>A visit was made longer or shorter by the script.</summary>
    /// <param name="quarter">Of the axis, exclusive.</param>
    /// <returns>Why not; null: it was done.</returns>
    [JSInvokable]
    public async Task<string?> ResizeAsync(string visit, string surface, int quarter)
    {
        if (Find(visit) is not { } resized || TrackOf(surface) is not { } track)
        {
            return "This visit is not here any more.";
        }

        return _sheet!.Axis.EndAt(track.Day, quarter) is { } end && end > resized.StartsAt // A track was found on it.
            ? await MoveAsync(resized, resized.StartsAt, end - resized.StartsAt, lead: null)
            : Refuse("A visit ends after it starts.");
    }

    private Task<string?> MoveToDayAsync(ScheduleVisit visit, DateOnly day)
    {
        var zone = _sheet!.Snapshot.Company.Zone; // The month is drawn.
        var local = day.ToDateTime(TimeOnly.FromDateTime(WallTime.Of(visit.StartsAt, zone)));
        return WallTime.Instants(local, zone) is [var start, ..]
            ? MoveAsync(visit, start, visit.Length, lead: null)
            : Task.FromResult<string?>(Refuse("The clocks skip that time on that day. Choose another."));
    }

    /// <returns>Why not; null: it was done.</returns>
    private async Task<string?> MoveAsync(ScheduleVisit visit, DateTimeOffset start, TimeSpan length, NewLead? lead)
    {
        if (start == visit.StartsAt && length == visit.Length && (lead is null || lead.Technician == visit.Lead))
        {
            return null;
        }

        var zone = _sheet!.Snapshot.Company.Zone; // A visit was found on it.
        var move = new VisitMove(WallTime.Of(start, zone), length, Arrival: null, zone.GetUtcOffset(start), lead);
        var back = new VisitMove(
            WallTime.Of(visit.StartsAt, zone),
            visit.Length,
            visit.Arrival,
            zone.GetUtcOffset(visit.StartsAt),
            lead is null ? null : new NewLead(visit.Lead)
        );
        if (await TryAsync(visit, move) is { } refused)
        {
            return refused;
        }

        _undo = new UndoMove(visit.Id, back);
        _toast = new Toast(
            start == visit.StartsAt && lead is null ? $"Until {EndInWords(start + length)}."
                : lead is null ? $"Moved to {TimeInWords(start)}."
                : $"Moved to {TimeInWords(start)}, {NameOf(lead.Technician)}.",
            IsRefusal: false
        );
        StateHasChanged();
        return null;
    }

    private async Task UndoAsync()
    {
        if (_undo is not { } undo || _staff is null)
        {
            return;
        }

        _undo = null;
        var visit = _watch?.Snapshot.Find(undo.Visit);
        var revision = visit?.Revision ?? (await Visits.RunAsync(_staff, undo.Visit, _closing))?.Revision;
        if (revision is not { } shown)
        {
            Refuse("This visit is not there any more.");
            return;
        }

        if (await TryAsync(undo.Visit, shown, undo.Back) is null)
        {
            (_toast, _focusNext) = (new Toast("It is back where it was.", IsRefusal: false), undo.Visit.ToString());
        }
    }

    private Task<string?> TryAsync(ScheduleVisit visit, VisitMove move) => TryAsync(visit.Id, visit.Revision, move);

    private async Task<string?> TryAsync(Id<Appointment> visit, int revision, VisitMove move)
    {
        try
        {
            await Move.RunAsync(_staff!, visit, revision, move, RequestKey.New("move-visit"), _closing); // A visit was found for somebody.
            await CatchUpAsync(visit);
            return null;
        }
        catch (RuleViolation refused) when (!AccessRules.IsAccess(refused.Rule))
        {
            Refusals.Count(refused);
            await CatchUpAsync(visit);
            return Refuse(refused.Message);
        }
    }

    private async Task CatchUpAsync(Id<Appointment> visit)
    {
        if (_watch is { } watch && _sheet is { } sheet)
        {
            await watch.CatchUpAsync(visit.Value);
            Show(watch.Snapshot, sheet.Address);
            StateHasChanged();
        }
    }

    private string Refuse(string words)
    {
        (_toast, _undo) = (new Toast(words, IsRefusal: true), null);
        StateHasChanged();
        return words;
    }

    /// <summary>The way back from a move.</summary>
    private sealed record UndoMove(Id<Appointment> Visit, VisitMove Back);

    private sealed record Toast(string Words, bool IsRefusal);
}
