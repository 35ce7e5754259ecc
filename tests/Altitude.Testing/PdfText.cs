using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;

namespace Altitude.Testing;

/// <summary>
/// Reads back what a document of ours says: its pages' texts, by the maps from glyphs to letters that a reader uses to search and copy (ISO 32000-1, 9.10). It knows what our own
/// setter writes, and no more of the format.
/// </summary>
public static partial class PdfText
{
    /// <summary>Every text that was drawn, in the order in which it was; none of a document that our setter did not make.</summary>
    public static IReadOnlyList<string> Of(byte[] pdf)
    {
        var objects = ObjectsOf(pdf);
        Dictionary<string, Dictionary<int, string>> fonts = [];
        foreach (var (number, (dictionary, _)) in objects)
        {
            if (
                ToUnicode().Match(dictionary) is { Success: true } map
                && objects.TryGetValue(int.Parse(map.Groups[1].Value, CultureInfo.InvariantCulture), out var cmap)
            )
            {
                fonts[$"F{number}"] = MapOf(Encoding.Latin1.GetString(cmap.Stream));
            }
        }

        List<string> texts = [];
        foreach (var (_, (_, stream)) in objects.Where(o => o.Value.Stream.Length > 0).OrderBy(o => o.Key))
        {
            var content = Encoding.Latin1.GetString(stream);
            foreach (Match block in Block().Matches(content))
            {
                if (fonts.TryGetValue(FontOf().Match(block.Value).Groups[1].Value, out var map))
                {
                    texts.Add(
                        string.Concat(
                            Hex().Matches(block.Value).SelectMany(h => Glyphs(h.Groups[1].Value)).Select(g => map.GetValueOrDefault(g, "\uFFFD"))
                        )
                    );
                }
            }
        }

        return texts;
    }

    public static int Pages(byte[] pdf) => PageType().Count(Encoding.Latin1.GetString(pdf));

    private static Dictionary<int, (string Dictionary, byte[] Stream)> ObjectsOf(byte[] pdf)
    {
        var text = Encoding.Latin1.GetString(pdf);
        Dictionary<int, (string, byte[])> objects = [];
        foreach (Match head in Object().Matches(text))
        {
            var end = text.IndexOf("\nendobj", head.Index, StringComparison.Ordinal); // What somebody typed stands within a line.
            if (end < 0)
            {
                break; // Somebody else's document, written another way.
            }

            var begin = Begin().Match(text, head.Index);
            if (!begin.Success || begin.Index > end)
            {
                objects[int.Parse(head.Groups[1].Value, CultureInfo.InvariantCulture)] = (text[head.Index..end], []);
                continue;
            }

            var dictionary = text[head.Index..begin.Index];
            var at = begin.Index + begin.Length;
            var length = int.Parse(Length().Match(dictionary).Groups[1].Value, CultureInfo.InvariantCulture);
            var bytes = pdf[at..(at + length)];
            objects[int.Parse(head.Groups[1].Value, CultureInfo.InvariantCulture)] = (
                dictionary,
                dictionary.Contains("/FlateDecode", StringComparison.Ordinal) ? Inflate(bytes) : bytes
            );
        }

        return objects;
    }

    private static byte[] Inflate(byte[] bytes)
    {
        using var inflating = new ZLibStream(new MemoryStream(bytes), CompressionMode.Decompress);
        using var inflated = new MemoryStream();
        inflating.CopyTo(inflated);
        return inflated.ToArray();
    }

    private static Dictionary<int, string> MapOf(string cmap)
    {
        Dictionary<int, string> map = [];
        foreach (Match section in Section().Matches(cmap))
        {
            var isRange = section.Groups[1].Value == "range";
            foreach (var line in section.Groups[2].Value.Split('\n'))
            {
                var parts = Hex().Matches(line).Select(h => h.Groups[1].Value).ToArray();
                if (!isRange && parts.Length == 2)
                {
                    map[Number(parts[0])] = LettersOf(parts[1]);
                }
                else if (isRange && parts.Length == 3)
                {
                    for (var n = Number(parts[0]); n <= Number(parts[1]); n++)
                    {
                        map[n] = char.ConvertFromUtf32(char.ConvertToUtf32(LettersOf(parts[2]), 0) + n - Number(parts[0]));
                    }
                }
            }
        }

        return map;
    }

    private static IEnumerable<int> Glyphs(string hex) => Enumerable.Range(0, hex.Length / 4).Select(n => Number(hex.Substring(n * 4, 4)));

    private static int Number(string hex) => int.Parse(hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private static string LettersOf(string hex) => Encoding.BigEndianUnicode.GetString(Convert.FromHexString(hex));

    [GeneratedRegex(@"(?<=^|\n)(\d+) 0 obj")]
    private static partial Regex Object();

    [GeneratedRegex(@">>\s*stream\r?\n")]
    private static partial Regex Begin();

    [GeneratedRegex(@"/Length (\d+)")]
    private static partial Regex Length();

    [GeneratedRegex(@"/ToUnicode (\d+) 0 R")]
    private static partial Regex ToUnicode();

    [GeneratedRegex(@"\bBT\b.*?\bET\b", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"/(F\d+) ")]
    private static partial Regex FontOf();

    [GeneratedRegex("<([0-9A-Fa-f]+)>")]
    private static partial Regex Hex();

    [GeneratedRegex(@"beginbf(char|range)\n(.*?)endbf", RegexOptions.Singleline)]
    private static partial Regex Section();

    [GeneratedRegex(@"/Type /Page\b(?!s)")]
    private static partial Regex PageType();
}
