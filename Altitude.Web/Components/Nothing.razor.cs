using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Components;

/// <summary>Stands where a list of the portal has nothing to show yet, and says what will come there.</summary>
public sealed partial class Nothing
{
    /// <summary>Name of the icon.</summary>
    [Parameter, EditorRequired]
    public required string Sign { get; set; }

    [Parameter, EditorRequired]
    public required string Text { get; set; }
}
