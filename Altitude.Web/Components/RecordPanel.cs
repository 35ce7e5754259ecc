using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Components;

/// <summary>What another feature shows on the office's page of a record. Its component takes the parameters of <see cref="RecordPanels"/>.</summary>
public sealed record RecordPanel(Type Component)
{
    public static RecordPanel Of<TComponent>()
        where TComponent : IComponent => new(typeof(TComponent));
}
