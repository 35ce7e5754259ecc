using System.Diagnostics;
using Altitude.Benchmarks.Host;
using Altitude.Testing;
using Altitude.Testing.Circuits;
using AngleSharp.Html.Dom;

namespace Altitude.Benchmarks.Rows;

/// <summary>
/// Row 13: a customer's message, posted as a browser without scripts does, to the last of 50 open inboxes, against one commit and one bare push to as many; and the
/// page of a long conversation against a minimal endpoint that asks the same queries and writes the same bytes.
/// </summary>
internal static class MessageRow
{
    private const int Inboxes = 50;
    private const int Long = 500;

    public static async Task<IReadOnlyList<Figures>> RunAsync(Stage stage, Scale scale, CancellationToken cancellationToken)
    {
        var job = await stage.TalkAsync(Long, cancellationToken);
        var path = $"/portal/{Stage.Slug}/messages?job={job}";
        await using var bare = await OpenPages.OpenAsync(new PageAddress(stage.Url, null, BenchmarkHost.Hub), Inboxes);
        await using var inboxes = await OpenPages.OpenAsync(new PageAddress(new Uri(stage.Url, "/office/messages"), stage.OfficeCookies), Inboxes);
        var (commits, messages, others) = await Turns.ByTurnsAsync(stage.Machine, scale, CommitAsync, MessageAsync);

        using (var record = new HttpRequestMessage(HttpMethod.Get, new Uri(stage.Url, path)))
        {
            record.Headers.Add(BenchmarkHost.Record, "yes");
            using var answer = await stage.Portal.Http.SendAsync(record, cancellationToken);
            answer.EnsureSuccessStatusCode();
        }

        var (plain, drawn, drawing) = await Turns.ByTurnsAsync(stage.Machine, scale, () => FetchAsync("/bench/page"), () => FetchAsync(path));
        return
        [
            new Figures(
                "13",
                $"a customer's message to the last of {Inboxes} inboxes",
                Turns.Median(commits),
                Turns.Median(messages),
                "ms",
                5,
                IsAtLeast: false,
                Sample.InWords([.. messages.SelectMany(t => t)]),
                others
            ),
            new Figures(
                "13",
                $"the page of a conversation of {Long} messages",
                Turns.Median(plain),
                Turns.Median(drawn),
                "ms",
                4,
                IsAtLeast: false,
                Sample.InWords([.. drawn.SelectMany(t => t)]),
                drawing
            ),
        ];

        async Task<double> CommitAsync()
        {
            var text = $"mark-{Guid.NewGuid():N}";
            var time = await bare.TimeAsync(
                text,
                async () =>
                {
                    var began = Stopwatch.GetTimestamp();
                    await stage.AskAsync($"/bench/commit?text={text}");
                    return began;
                }
            );
            return time.TotalMilliseconds;
        }

        async Task<double> MessageAsync()
        {
            var text = $"said-{Guid.NewGuid():N}";
            using var form = await FillInAsync(stage.Portal, path, text, cancellationToken);
            return (await inboxes.TimeAsync(text, () => ApprovalRow.SendAsync(stage.Portal, path, form, cancellationToken))).TotalMilliseconds;
        }

        async Task<double> FetchAsync(string address)
        {
            var began = Stopwatch.GetTimestamp();
            using var answer = await stage.Portal.Http.GetAsync(new Uri(stage.Url, address), cancellationToken);
            answer.EnsureSuccessStatusCode();
            await answer.Content.ReadAsByteArrayAsync(cancellationToken);
            return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        }
    }

    private static async Task<FormUrlEncodedContent> FillInAsync(WebVisitor visitor, string path, string text, CancellationToken cancellationToken)
    {
        var page = await visitor.GetAsync(path, cancellationToken);
        return new FormUrlEncodedContent(
            page.Document.QuerySelectorAll("form.write input[type=hidden]")
                .Cast<IHtmlInputElement>()
                .Select(i => new KeyValuePair<string, string>(i.Name!, i.Value)) // A hidden field has a name.
                .Append(new("Message.Text", text))
        );
    }
}
