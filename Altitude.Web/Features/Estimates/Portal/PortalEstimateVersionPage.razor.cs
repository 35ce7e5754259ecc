using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Estimates.Portal;

/// <summary>An earlier version of an estimate: it can be read for ever, and is marked as replaced. The present version has its own page.</summary>
public sealed partial class PortalEstimateVersionPage
{
    [Parameter]
    public required string Number { get; set; }

    [Parameter]
    public int Version { get; set; }

    [Inject]
    public required PortalEstimateQuery Query { get; init; }

    private EstimateTexts Texts => new(Company.Culture);

    private PortalEstimate View { get; set; } = null!; // Drawn only where it was found.

    /// <summary>From this version to the present one; null: the present one is not among those that are listed.</summary>
    private EstimateChanges? Changes =>
        View.Versions.FirstOrDefault(v => v.Number == View.CurrentVersion) is { } present
            ? EstimateChanges.Between(View.Content, present.Content, Company.Words)
            : null;

    private string Title => IsShown ? Texts.TitleOfVersion(View.Number, View.Version, Company.Name) : Company.Name;

    protected override async Task LoadAsync()
    {
        switch (await Query.RunAsync(Reader, Number, Version, Aborted))
        {
            case null:
                NotThere();
                break;
            case { } found when found.Version == found.CurrentVersion:
                View = found;
                GoOn($"{Home}/estimates/{found.Number}");
                break;
            case { } found:
                View = found;
                break;
        }
    }
}
