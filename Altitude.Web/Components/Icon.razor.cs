using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Components;

/// <summary>A small drawing in strokes of the text's own colour; what it means is always said in words beside it.</summary>
public sealed partial class Icon
{
    private static readonly Dictionary<string, string> Paths = new()
    {
        ["estimate"] = "M7 3h7l4 4v14H7zM14 3v4h4M10 12h5M10 16h5",
        ["invoice"] = "M5 3v18l3-2 3 2 2-2 3 2 3-2V3zM9 8h7M9 12h7",
        ["visit"] = "M6 5h12a2 2 0 0 1 2 2v12a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2V7a2 2 0 0 1 2-2zM4 10h16M8 3v4M16 3v4",
        ["job"] = "M4 8h16v12H4zM9 8V5h6v3M4 13h16",
        ["back"] = "m14 6-6 6 6 6",
        ["tick"] = "m5 12.5 4.5 4.5L19 7.5",
        ["info"] = "M3 12a9 9 0 1 0 18 0a9 9 0 1 0-18 0M12 11v5M12 8v.01",
        ["clock"] = "M3 12a9 9 0 1 0 18 0a9 9 0 1 0-18 0M12 7v5l3 2",
        ["warning"] = "M12 4 2.5 20h19zM12 10v4M12 17v.01",
        ["phone"] = "M6 3h3l2 5-2.5 1.5a12 12 0 0 0 6 6L16 13l5 2v3a3 3 0 0 1-3 3C10 21 3 14 3 6a3 3 0 0 1 3-3z",
        ["cross"] = "M6 6l12 12M18 6 6 18",
        ["link"] = "M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1",
        ["file"] = "M7 3h7l4 4v14H7zM14 3v4h4",
        ["mail"] = "M4 6h16v12H4zM4 7l8 6 8-6",
    };

    /// <summary>"estimate", "tick", …</summary>
    [Parameter, EditorRequired]
    public required string Name { get; set; }

    private string Path => Paths[Name];
}
