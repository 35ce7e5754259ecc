using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using MudBlazor;

namespace Altitude.Web.Features.PortalAccess.Office;

/// <summary>A setup link, shown once: to be copied, or scanned.</summary>
public sealed partial class LinkDialog
{
    private string _copied = "Copy the link from here.";

    [CascadingParameter]
    public required IMudDialogInstance Dialog { get; set; }

    /// <summary>Holds the secret: for this dialog alone.</summary>
    [Parameter, EditorRequired]
    public required string Address { get; set; }

    [Parameter, EditorRequired]
    public required string ContactName { get; set; }

    [Parameter]
    public bool IsCode { get; set; }

    [Inject]
    public required IJSRuntime Script { get; init; }

    private async Task CopyAsync() =>
        _copied = await Script.InvokeAsync<bool>("altitude.copy", "link-address") ? "The link is copied." : "Copy the link from here.";
}
