using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Workspaces;

/// <summary>What another feature shows on a person's own page of the office. Its component takes no parameters.</summary>
public sealed record ProfilePanel(Type Component)
{
    public static ProfilePanel Of<TComponent>()
        where TComponent : IComponent => new(typeof(TComponent));
}
