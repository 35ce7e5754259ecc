namespace Altitude.Web.Features.Workspaces;

/// <summary>Says what differs between two settings, for whoever was choosing beside the earlier ones.</summary>
public static class Differing
{
    /// <summary>"the letters, the corners and the logo"; empty: nothing differs.</summary>
    public static string InWords(params ReadOnlySpan<(string Name, bool Differs)> parts)
    {
        List<string> names = [];
        foreach (var (name, differs) in parts)
        {
            if (differs)
            {
                names.Add(name);
            }
        }

        return names.Count < 2 ? string.Concat(names) : $"{string.Join(", ", names[..^1])} and {names[^1]}";
    }

    /// <summary>What the second of two who saved is told.</summary>
    public static string Meanwhile(string differences) =>
        $"A colleague changed {differences} meanwhile. Nothing is saved yet, and what you chose is kept: save again to put it in its place.";
}
