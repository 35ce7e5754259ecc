using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Activity.Portal;

/// <summary>Everything that happened for a customer.</summary>
public sealed partial class PortalActivityPage
{
    [Inject]
    public required PortalActivityQuery Query { get; init; }

    private ActivityTexts Texts => new(Company.Culture);

    private PortalActivity View { get; set; } = null!; // Loaded before anything is drawn.

    protected override async Task LoadAsync() => View = await Query.RunAsync(Reader, Aborted);
}
