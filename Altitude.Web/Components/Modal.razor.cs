using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Altitude.Web.Components;

/// <summary>A dialog over the page: the browser keeps the focus inside and closes it on Escape.</summary>
public sealed partial class Modal
{
    private ElementReference _element;

    [Parameter, EditorRequired]
    public required string Heading { get; set; }

    /// <summary>Escape was pressed; whoever shows the dialog takes it away.</summary>
    [Parameter]
    public EventCallback OnClosed { get; set; }

    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    [Inject]
    public required IJSRuntime Script { get; init; }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            await using var script = await Script.InvokeAsync<IJSObjectReference>("import", "./" + Assets["modal.js"]);
            await script.InvokeVoidAsync("show", _element);
        }
    }
}
