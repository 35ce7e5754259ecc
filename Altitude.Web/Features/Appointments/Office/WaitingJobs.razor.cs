using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Appointments.Office;

/// <summary>Jobs that no visit is open for, beside the schedule: dragged onto it, or booked by their button.</summary>
public sealed partial class WaitingJobs
{
    private ImmutableArray<WaitingJob> _drawn;
    private bool _isToDraw = true;
    private string _text = "";

    [Parameter, EditorRequired]
    public required ImmutableArray<WaitingJob> Jobs { get; set; }

    [Parameter]
    public bool MaySchedule { get; set; }

    /// <summary>Called with the job's number.</summary>
    [Parameter]
    public EventCallback<string> OnBook { get; set; }

    private IEnumerable<WaitingJob> Shown =>
        _text.Trim() is { Length: > 0 } text
            ? Jobs.Where(j => $"{j.Number} {j.Title} {j.Customer}".Contains(text, StringComparison.CurrentCultureIgnoreCase))
            : Jobs;

    protected override bool ShouldRender()
    {
        var isToDraw = _isToDraw || _drawn != Jobs;
        (_drawn, _isToDraw) = (Jobs, false);
        return isToDraw;
    }

    private void Filter(string? typed) => (_text, _isToDraw) = (typed ?? "", true);

    private static string PathOf(WaitingJob job) => $"/office/jobs/{job.Number}";
}
