using System.Collections.Concurrent;
using MudBlazor;

namespace Altitude.Web.Layout;

/// <summary>The component library's theme in a company's colour: some hundred objects, and so one for everybody of the company instead of one for each open page.</summary>
internal static class OfficeThemes
{
    /// <summary>Companies whose staff are in at the same time; beyond that all are made anew.</summary>
    private const int Most = 500;

    private static readonly ConcurrentDictionary<string, MudTheme> Known = new(StringComparer.Ordinal);

    /// <summary>Not to be changed by whoever gets it.</summary>
    public static MudTheme Of(string primary)
    {
        if (Known.Count > Most)
        {
            Known.Clear();
        }

        return Known.GetOrAdd(
            primary,
            colour => new MudTheme
            {
                PaletteLight = new PaletteLight { Primary = colour },
                PaletteDark = new PaletteDark { Primary = colour },
            }
        );
    }
}
