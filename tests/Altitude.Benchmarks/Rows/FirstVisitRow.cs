using System.IO.Compression;
using AngleSharp.Html.Dom;

namespace Altitude.Benchmarks.Rows;

/// <summary>Row 8: what a phone must fetch for its first portal page: the page as it is, its styles and scripts as a published program compresses them.</summary>
internal static class FirstVisitRow
{
    public static async Task<IReadOnlyList<Figures>> RunAsync(Stage stage, Scale scale, CancellationToken cancellationToken)
    {
        var number = (await stage.OfferAsync(1, send: true, cancellationToken))[0];
        var path = $"/portal/{Stage.Slug}/estimates/{number}";
        var page = await stage.Portal.GetAsync(path, cancellationToken);
        var html = (await stage.Portal.Http.GetByteArrayAsync(new Uri(path, UriKind.Relative), cancellationToken)).Length;
        var files = page
            .Document.QuerySelectorAll("link[rel=stylesheet], script[src]")
            .Select(e => e is IHtmlLinkElement link ? link.GetAttribute("href") : e.GetAttribute("src"))
            .OfType<string>()
            .Distinct()
            .ToArray();
        double compressed = html;
        stage.Machine.Start();
        foreach (var file in files)
        {
            var bytes = await stage.Portal.Http.GetByteArrayAsync(new Uri("/" + file.TrimStart('/'), UriKind.Relative), cancellationToken);
            using var packed = new MemoryStream();
            await using (var brotli = new BrotliStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
            {
                await brotli.WriteAsync(bytes, cancellationToken);
            }

            compressed += packed.Length;
        }

        return
        [
            new Figures(
                "8",
                $"first visit to an estimate, {files.Length} files",
                70,
                compressed / 1000,
                "KB",
                1,
                IsAtLeast: false,
                $"page {html / 1000.0:F1} KB, not compressed",
                0
            ),
        ];
    }
}
