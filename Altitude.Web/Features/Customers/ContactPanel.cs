using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Customers;

/// <summary>
/// What another feature shows of a contact on the customer's page. Its component takes the parameters Customer, Contact and ContactName.
/// </summary>
public sealed record ContactPanel(Type Component)
{
    public static ContactPanel Of<TComponent>()
        where TComponent : IComponent => new(typeof(TComponent));
}
