using Altitude.Web.Components;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Estimates;

/// <summary>What one version changed against another, line by line and in total: the same list for the customer and for the office.</summary>
public sealed partial class EstimateChangeList
{
    [Parameter, EditorRequired]
    public required EstimateChanges Changes { get; set; }

    [Parameter, EditorRequired]
    public required Words Words { get; set; }

    private EstimateTexts Texts => new(Words.Culture);

    private string NameOf(TotalChange total) =>
        total.Package.Length == 0 ? Texts.TotalWithoutOptionsHere : Texts.PackageWithoutOptions(total.Package);
}
