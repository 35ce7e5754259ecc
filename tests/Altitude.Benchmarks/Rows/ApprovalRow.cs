using System.Diagnostics;
using Altitude.Benchmarks.Host;
using Altitude.Testing;
using Altitude.Testing.Circuits;
using AngleSharp.Html.Dom;

namespace Altitude.Benchmarks.Rows;

/// <summary>Row 1: a customer's approval until the last of 50 open boards has drawn it, against one commit and one bare push to 50.</summary>
internal static class ApprovalRow
{
    private const int Boards = 50;

    public static async Task<IReadOnlyList<Figures>> RunAsync(Stage stage, Scale scale, CancellationToken cancellationToken)
    {
        var estimates = new Queue<string>(await stage.OfferAsync(scale.WarmUp + scale.Turns * scale.Rounds, send: true, cancellationToken));
        foreach (var number in estimates)
        {
            await LookAtAsync(stage.Portal, $"/portal/{Stage.Slug}/estimates/{number}", cancellationToken);
        }

        await using var bare = await OpenPages.OpenAsync(new PageAddress(stage.Url, null, BenchmarkHost.Hub), Boards);
        await using var boards = await OpenPages.OpenAsync(new PageAddress(new Uri(stage.Url, "/office/board"), stage.OfficeCookies), Boards);

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

        List<double> answered = [];
        List<double> first = [];
        async Task<double> ApproveAsync()
        {
            var number = estimates.Dequeue();
            var path = $"/portal/{Stage.Slug}/estimates/{number}";
            using var form = await FillInAsync(stage.Portal, path, cancellationToken);
            var time = await boards.TimeAsync(
                $"approved {number}",
                async () =>
                {
                    var began = await SendAsync(stage.Portal, path, form, cancellationToken);
                    answered.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
                    return began;
                }
            );
            first.Add(boards.FirstAfter.TotalMilliseconds);
            return time.TotalMilliseconds;
        }

        var (limit, program, others) = await Turns.ByTurnsAsync(stage.Machine, scale, CommitAsync, ApproveAsync);
        return
        [
            new Figures(
                "1",
                $"approval to the last of {Boards} boards",
                Turns.Median(limit),
                Turns.Median(program),
                "ms",
                5,
                IsAtLeast: false,
                $"{Sample.InWords([.. program.SelectMany(t => t)])}; answered p50 {Sample.Median(answered):F1}, first board p50 {Sample.Median(first):F1} ms",
                others
            ),
        ];
    }

    /// <summary>Has the page on the screen for some seconds, after which its script says so; who approves without that is noted by an act of its own before.</summary>
    private static async Task LookAtAsync(WebVisitor visitor, string path, CancellationToken cancellationToken)
    {
        var page = await visitor.GetAsync(path, cancellationToken);
        using var form = new FormUrlEncodedContent(
            page.Document.QuerySelectorAll("form[data-viewed] input[name]")
                .Cast<IHtmlInputElement>()
                .Select(i => new KeyValuePair<string, string>(i.Name!, i.Value)) // Selected by its name.
        );
        await SendAsync(visitor, path, form, cancellationToken);
    }

    /// <summary>The form of an open estimate as a customer sends it.</summary>
    public static async Task<FormUrlEncodedContent> FillInAsync(WebVisitor visitor, string path, CancellationToken cancellationToken)
    {
        var page = await visitor.GetAsync(path, cancellationToken);
        return new FormUrlEncodedContent(
            page.Document.QuerySelectorAll("#approve input[name]")
                .Cast<IHtmlInputElement>()
                .Select(i => new KeyValuePair<string, string>(i.Name!, i.Name == "Approval.TypedName" ? "Maria Delgado" : i.Value)) // Selected by its name.
        );
    }

    /// <returns>When it was sent; it has been answered.</returns>
    public static async Task<long> SendAsync(WebVisitor visitor, string path, FormUrlEncodedContent form, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        using var answer = await visitor.Http.PostAsync(new Uri(path, UriKind.Relative), form, cancellationToken);
        return (int)answer.StatusCode is 303 or 302
            ? began
            : throw new InvalidOperationException($"The approval at {path} was answered with {(int)answer.StatusCode}.");
    }
}
