using Altitude.Domain.Appointments;
using Altitude.Web.Components;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Appointments.Office;

/// <summary>One visit on the schedule: plain elements, drawn again only for another record or place. What it does is the script's and the page's.</summary>
public sealed partial class VisitBlock
{
    private PlacedVisit? _drawn;

    [Parameter, EditorRequired]
    public required PlacedVisit Placed { get; set; }

    private string State => StateNames.Of(Placed.Visit.State);

    private string Tone =>
        Placed.Visit.State switch
        {
            AppointmentState.Requested => "waiting",
            AppointmentState.Confirmed => "good",
            AppointmentState.OnMyWay => "under-way",
            AppointmentState.Done => "done",
            AppointmentState.NoShow => "bad",
            _ => "act",
        };

    private string Look =>
        $"visit{(Placed.IsFromBefore ? " from-before" : "")}{(Placed.GoesOn ? " goes-on" : "")}{(Placed.IsFaint ? " faint" : "")}{(Placed.Until - Placed.From < 45 ? " short" : "")}";

    private string Conflict => $"At two places: {Placed.Visit.Conflict}";

    protected override bool ShouldRender()
    {
        if (ReferenceEquals(_drawn, Placed))
        {
            return false;
        }

        _drawn = Placed;
        return true;
    }
}
