using System.Text;
using Altitude.Data;

namespace Altitude.Web.Export;

/// <summary>Papers and files of one feature, for whoever takes the company's data away.</summary>
public interface IExportedDocuments
{
    Task<int> CountAsync(WorkspaceDb db, CancellationToken cancellationToken);

    /// <summary>One after another, each read when its turn comes.</summary>
    IAsyncEnumerable<ExportedDocument> ReadAsync(WorkspaceDb db, CancellationToken cancellationToken);
}

/// <summary>One of them.</summary>
/// <param name="Folder">Below "documents", of our own words and record numbers: "files/JOB-1001".</param>
/// <param name="Name">May be anything that somebody called a file.</param>
public sealed record ExportedDocument(string Folder, string Name, byte[] Bytes);

/// <summary>Names that stand in an archive, and on whatever disk it is unpacked to.</summary>
public static class ExportNames
{
    private const int Longest = 120;

    /// <summary>What Windows keeps for devices, whatever ending follows.</summary>
    private static readonly HashSet<string> Devices = new(
        ["CON", "PRN", "AUX", "NUL", .. Enumerable.Range(0, 10).SelectMany(n => new[] { $"COM{n}", $"LPT{n}" })],
        StringComparer.OrdinalIgnoreCase
    );

    /// <summary>One part of a path and never two: nothing that leads elsewhere, that a disk refuses, or that hides what a file is.</summary>
    public static string Safe(string name)
    {
        var safe = new StringBuilder();
        foreach (var rune in name.EnumerateRunes())
        {
            var isHidden =
                Rune.GetUnicodeCategory(rune)
                is System.Globalization.UnicodeCategory.Control
                    or System.Globalization.UnicodeCategory.Format
                    or System.Globalization.UnicodeCategory.LineSeparator
                    or System.Globalization.UnicodeCategory.ParagraphSeparator
                    or System.Globalization.UnicodeCategory.PrivateUse
                    or System.Globalization.UnicodeCategory.OtherNotAssigned;
            if (!isHidden)
            {
                safe.Append(rune.Value is '/' or '\\' or ':' or '*' or '?' or '"' or '<' or '>' or '|' ? "_" : rune.ToString());
            }
        }

        var text = safe.ToString().Trim(' ', '.');
        var ending = Path.GetExtension(text) is { Length: > 1 and <= 6 } found ? found : "";
        var stem = text[..^ending.Length];
        if (stem.Length > Longest - ending.Length)
        {
            var end = Longest - ending.Length;
            stem = stem[..(char.IsHighSurrogate(stem[end - 1]) ? end - 1 : end)];
        }

        stem = stem.Trim(' ', '.');
        if (stem.Length == 0 || Devices.Contains(stem.Split('.')[0].Trim()))
        {
            stem = $"_{stem}";
        }

        return stem + ending;
    }
}
