using Altitude.Domain.Workspaces;
using Microsoft.JSInterop;

namespace Altitude.Web.Features.Appointments.Office;

/// <content>The keyboard's way: a visit is taken, guided from quarter to quarter, and put down.</content>
public sealed partial class SchedulePage
{
    /// <summary>A key on a visit.</summary>
    /// <param name="visit">Which; empty: on none.</param>
    /// <returns>Whether a visit is held now, so that the arrows are for it.</returns>
    [JSInvokable]
    public async Task<bool> PressAsync(string key, string visit, bool isFast)
    {
        if (_hand is { } hand)
        {
            await GuideAsync(hand, key, isFast ? 4 : 1);
        }
        else if (key is "m" or "r")
        {
            Take(visit, isResize: key == "r");
        }
        else if (key == "n" && MaySchedule && _sheet is not null)
        {
            Begin("", Find(visit)?.StartsAt ?? Next(), UsualLength, Find(visit)?.Lead);
        }

        StateHasChanged();
        return _hand is not null;
    }

    private void Take(string visit, bool isResize)
    {
        if (Find(visit) is not { } taken || _sheet is not { } sheet)
        {
            return;
        }

        if (!MaySchedule)
        {
            _said = "Your role shows the schedule. An owner, admin or dispatcher moves visits.";
            return;
        }

        if (!taken.IsAhead)
        {
            _said = "This visit is under way or over. It stays where it is.";
            return;
        }

        if (sheet.Address.View == ScheduleView.Month)
        {
            if (isResize)
            {
                _said = "How long a visit is, is changed in the day or week.";
                return;
            }

            _hand = new Hand(taken, IsResize: false, "", 0, 0, LocalDay.Of(taken.StartsAt, sheet.Snapshot.Company.Zone));
        }
        else
        {
            var track = sheet.Tracks.FirstOrDefault(t => t.Visits.Any(v => v.Visit.Id == taken.Id && !(isResize ? v.GoesOn : v.IsFromBefore)));
            if (track is null)
            {
                _said = "This visit reaches over several days. Open it to change its time.";
                return;
            }

            var from = taken.StartsAt < track.Day.Start ? 0 : sheet.Axis.QuarterAt(track.Day, taken.StartsAt);
            var until = (int)Math.Ceiling(sheet.Axis.AtEnd(track.Day, taken.EndsAt) / ScheduleDay.Quarter);
            _hand = new Hand(taken, isResize, track.Key, from, Math.Max(from + 1, until), track.Day.Date);
        }

        _said =
            $"{(isResize ? "Resizing" : "Moving")} {taken.Title}, {taken.Customer}. {(isResize ? "Up and down" : "Arrow keys")} choose, Enter lets go there, Escape gives up. {WordsOf(_hand)}";
    }

    private async Task GuideAsync(Hand hand, string key, int by)
    {
        switch (key)
        {
            case "Escape":
                LetGo();
                return;
            case "Enter":
                await PutDownAsync(hand);
                return;
        }

        var moved = _sheet!.Address.View switch // Somebody holds a visit of it.
        {
            ScheduleView.Month => key switch
            {
                "ArrowLeft" => hand with { Day = hand.Day.AddDays(-1) },
                "ArrowRight" => hand with { Day = hand.Day.AddDays(1) },
                "ArrowUp" => hand with { Day = hand.Day.AddDays(-7) },
                "ArrowDown" => hand with { Day = hand.Day.AddDays(7) },
                _ => hand,
            },
            ScheduleView.Dispatch => key switch
            {
                "ArrowLeft" => Later(hand, -by),
                "ArrowRight" => Later(hand, by),
                "ArrowUp" => Across(hand, -1),
                "ArrowDown" => Across(hand, 1),
                _ => hand,
            },
            _ => key switch
            {
                "ArrowUp" => Later(hand, -by),
                "ArrowDown" => Later(hand, by),
                "ArrowLeft" => Across(hand, -1),
                "ArrowRight" => Across(hand, 1),
                _ => hand,
            },
        };
        if (_sheet.Address.View == ScheduleView.Month && _sheet.Cells.All(c => c.Date != moved.Day))
        {
            moved = hand; // It stays on the page.
        }

        (_hand, _said) = (moved, WordsOf(moved));
    }

    private Hand Later(Hand hand, int by)
    {
        var last = _sheet!.Axis.Quarters; // Somebody holds a visit of it.
        if (hand.IsResize)
        {
            return hand with { Until = Math.Clamp(hand.Until + by, hand.From + 1, last) };
        }

        var from = Math.Clamp(hand.From + by, 0, last - 1);
        return hand with { From = from, Until = from + (hand.Until - hand.From) };
    }

    private Hand Across(Hand hand, int by)
    {
        if (hand.IsResize)
        {
            return hand;
        }

        var tracks = _sheet!.Tracks; // As above.
        var at = Enumerable.Range(0, tracks.Length).First(i => tracks[i].Key == hand.Track);
        var to = tracks[Math.Clamp(at + by, 0, tracks.Length - 1)];
        return hand with { Track = to.Key, Day = to.Day.Date };
    }

    private async Task PutDownAsync(Hand hand)
    {
        var origin = _sheet!.Tracks.FirstOrDefault(t => t.Visits.Any(v => v.Visit.Id == hand.Visit.Id))?.Key ?? ""; // As above.
        var refused =
            _sheet.Address.View == ScheduleView.Month ? await MoveToDayAsync(hand.Visit, hand.Day)
            : hand.IsResize ? await ResizeAsync(hand.Visit.Id.ToString(), hand.Track, hand.Until)
            : await DropAsync(hand.Visit.Id.ToString(), hand.Track, hand.From, OriginOf(hand, origin));
        if (refused is null)
        {
            (_hand, _said) = (null, "");
            _focusNext = hand.Visit.Id.ToString();
        }
        else
        {
            _said = refused;
        }
    }

    /// <summary>The row that it was taken from: of somebody who comes along it is theirs.</summary>
    private static string OriginOf(Hand hand, string track) => hand.Visit.Lead?.ToString() ?? (track.Length > 0 ? track : "nobody");

    private void LetGo()
    {
        _focusNext = _hand?.Visit.Id.ToString();
        (_hand, _said) = (null, "It stays where it was.");
    }

    private string WordsOf(Hand hand)
    {
        var sheet = _sheet!; // Somebody holds a visit of it.
        if (sheet.Address.View == ScheduleView.Month)
        {
            return DayInWords(hand.Day);
        }

        var track = sheet.Tracks.First(t => t.Key == hand.Track);
        var who = sheet.Address.View == ScheduleView.Dispatch ? $", {NameOf(track.Who?.Id)}" : "";
        if (sheet.Axis.InstantAt(track.Day, hand.From) is not { } start)
        {
            return $"{DayInWords(track.Day.Date)}: the clocks skip that time.";
        }

        return hand.IsResize ? $"Until {EndInWords(sheet.Axis.EndAt(track.Day, hand.Until) ?? start)}" : $"{TimeInWords(start)}{who}";
    }

    private HandPlace? HandOf(string track) =>
        _hand is not { } hand || _sheet is not { } sheet ? null
        : sheet.Address.View == ScheduleView.Month
            ? KeyOf(hand.Day) == track ? new HandPlace(track, 0, 0, $"{hand.Visit.Title}, {hand.Visit.Customer}")
                : null
        : hand.Track == track
            ? new HandPlace(
                track,
                hand.From * ScheduleDay.Quarter,
                Math.Min(hand.Until, sheet.Axis.Quarters) * ScheduleDay.Quarter,
                $"{WordsOf(hand)} {hand.Visit.Title}"
            )
        : null;

    /// <summary>A visit that is held by keyboard, and where.</summary>
    /// <param name="From">Quarter of the axis.</param>
    /// <param name="Until">Quarter of the axis, exclusive.</param>
    private sealed record Hand(ScheduleVisit Visit, bool IsResize, string Track, int From, int Until, DateOnly Day);
}
