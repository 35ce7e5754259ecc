using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace Altitude.Web.Features.Activity;

/// <summary>Writes history as comma-separated values (RFC 4180). What a spreadsheet would take for a formula is written as text.</summary>
public static class HistoryCsv
{
    private static readonly CsvConfiguration Settings = new(CultureInfo.InvariantCulture)
    {
        InjectionOptions = InjectionOptions.Escape,
        NewLine = "\r\n",
    };

    public static async Task WriteAsync(Stream into, IAsyncEnumerable<History> pages, CancellationToken cancellationToken)
    {
        await using var text = new StreamWriter(into, new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true);
        await using var csv = new CsvWriter(text, Settings, leaveOpen: true);
        foreach (var title in new[] { "Number", "Instant (UTC)", "Local time", "Who", "Kind", "What happened", "Job", "Customer" })
        {
            csv.WriteField(title);
        }

        await csv.NextRecordAsync();
        await foreach (var page in pages.WithCancellation(cancellationToken))
        {
            foreach (var line in page.Lines)
            {
                csv.WriteField(line.Seq);
                csv.WriteField(line.At.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));
                csv.WriteField(TimeZoneInfo.ConvertTime(line.At, page.Company.Zone).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture));
                csv.WriteField(line.Who);
                csv.WriteField(line.Kind);
                csv.WriteField(line.What);
                csv.WriteField(line.JobNumber);
                csv.WriteField(line.CustomerId);
                await csv.NextRecordAsync();
            }

            await csv.FlushAsync();
        }
    }
}
