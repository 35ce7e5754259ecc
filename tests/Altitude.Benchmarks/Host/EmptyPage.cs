using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.AspNetCore.Components.Web;

namespace Altitude.Benchmarks.Host;

/// <summary>The smallest page with a circuit: what one costs before it shows anything.</summary>
internal sealed class EmptyPage : ComponentBase
{
    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        builder.AddMarkupContent(0, "<!DOCTYPE html><html lang=\"en\"><head><base href=\"/\"><title>Empty</title></head><body>");
        builder.OpenComponent<EmptyCircuit>(1);
        builder.AddComponentRenderMode(RenderMode.InteractiveServer);
        builder.CloseComponent();
        builder.AddMarkupContent(2, "</body></html>");
    }
}

/// <summary>Draws one word and hears nothing.</summary>
internal sealed class EmptyCircuit : ComponentBase
{
    protected override void BuildRenderTree(RenderTreeBuilder builder) => builder.AddContent(0, "Empty");
}
