using Altitude.Domain.Estimates;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Components;

/// <summary>What two people left different, line by line, with a choice for each; nothing typed is lost by it.</summary>
public sealed partial class MergePanel
{
    private readonly Dictionary<(MergePart, string), MergeSide> _choices = [];

    [Parameter, EditorRequired]
    public required EstimateMerge Merge { get; set; }

    /// <summary>Who saved first, as the sentence begins.</summary>
    [Parameter, EditorRequired]
    public required string Who { get; set; }

    [Parameter, EditorRequired]
    public required Words Words { get; set; }

    /// <summary>An invoice is written, in an estimate's form.</summary>
    [Parameter]
    public bool IsInvoice { get; set; }

    /// <summary>Whether mine can be saved as it is typed now.</summary>
    [Parameter]
    public bool CanSave { get; set; }

    [Parameter]
    public bool IsActing { get; set; }

    /// <summary>What is to stand.</summary>
    [Parameter]
    public EventCallback<EstimateContent> OnChosen { get; set; }

    private MergeSide SideOf(MergeDifference difference) => _choices.GetValueOrDefault((difference.Part, difference.Key), difference.Proposed);

    private void Choose(MergeDifference difference, MergeSide side) => _choices[(difference.Part, difference.Key)] = side;
}
