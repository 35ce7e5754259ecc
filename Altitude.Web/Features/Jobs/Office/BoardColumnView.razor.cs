using System.Collections.Immutable;
using Altitude.Domain;
using Altitude.Domain.Jobs;
using Altitude.Web.Features.Workspaces;
using Altitude.Web.Live;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Jobs.Office;

/// <summary>One column of the board, windowed. Draws only when its own cards changed.</summary>
public sealed partial class BoardColumnView
{
    private static readonly TimeSpan MarkStays = TimeSpan.FromSeconds(6);

    private BoardColumn? _drawn;
    private ImmutableList<BoardLead> _drawnLeads = [];
    private ICollection<JobCard> _cards = [];

    [Parameter, EditorRequired]
    public required JobStage Stage { get; set; }

    /// <summary>Null: not read yet.</summary>
    [Parameter, EditorRequired]
    public required BoardColumn? Column { get; set; }

    [Parameter, EditorRequired]
    public required WorkspaceView? Workspace { get; set; }

    /// <summary>Cards that moved a moment ago.</summary>
    [Parameter, EditorRequired]
    public required IReadOnlyDictionary<Id<Job>, BoardMark> Marks { get; set; }

    /// <summary>Requests that wait, in the first column.</summary>
    [Parameter]
    public ImmutableList<BoardLead> Leads { get; set; } = [];

    [Inject]
    public required Rhythm Rhythm { get; init; }

    private string DotClass =>
        Stage switch
        {
            JobStage.Lead => "dot",
            JobStage.EstimateSent => "dot waiting",
            JobStage.Approved or JobStage.Paid => "dot good",
            _ => "dot act",
        };

    /// <summary>What comes here: said while nothing is.</summary>
    private string EmptyInWords =>
        Stage switch
        {
            JobStage.Lead => "New requests and new jobs begin here.",
            JobStage.Scheduled => "Jobs with a visit booked.",
            JobStage.EstimateSent => "Estimates that wait for an answer.",
            JobStage.Approved => "Work that the customer has approved.",
            JobStage.Invoiced => "Invoices that wait to be paid.",
            _ => "Done, and paid for.",
        };

    private int? Count => Column is null ? null : Column.Cards.Count + Leads.Count;

    private string Sum => Column is { Sum.MinorUnits: not 0 } column && Workspace is not null ? Workspace.Words.Money(column.Sum) : "";

    protected override bool ShouldRender()
    {
        if (_drawn is not null && ReferenceEquals(_drawn, Column) && ReferenceEquals(_drawnLeads, Leads))
        {
            return false;
        }

        (_drawn, _drawnLeads) = (Column, Leads);
        return true;
    }

    protected override void OnParametersSet() => _cards = (ICollection<JobCard>)(Column?.Cards ?? []);

    private string? MarkOf(JobCard card) =>
        Marks.TryGetValue(card.Id, out var mark) && Rhythm.Since(mark.At) < MarkStays
            ? mark.Version.ToString(System.Globalization.CultureInfo.InvariantCulture)
            : null;
}
