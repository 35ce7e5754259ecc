using System.Globalization;
using Altitude.Domain.Files;
using Altitude.Web.Files;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Components;

/// <summary>Files side by side: pictures small, documents by name; each opens by itself. For portal and office, static pages too. Draw it only where there are some.</summary>
public sealed partial class FileList
{
    /// <summary>In the order in which they are shown.</summary>
    [Parameter, EditorRequired]
    public required IReadOnlyList<FileView> Files { get; set; }

    /// <summary>What they are, for who cannot see them: "Photos and files".</summary>
    [Parameter, EditorRequired]
    public required string Label { get; set; }

    /// <summary>Of the company: numbers are written its way.</summary>
    [Parameter, EditorRequired]
    public required CultureInfo Culture { get; set; }

    /// <summary>What stands below each: who added it, a button that removes it. Null: nothing.</summary>
    [Parameter]
    public RenderFragment<FileView>? More { get; set; }

    private static string LookOf(FileView file) => file.Kind == FileKind.Picture ? "file picture" : "file document";

    private string SizeOf(FileView file) =>
        file.Size < 1_000_000
            ? string.Create(Culture, $"PDF, {Math.Max(1, file.Size / 1_000):N0} kB")
            : string.Create(Culture, $"PDF, {file.Size / 1_000_000d:N1} MB");
}
