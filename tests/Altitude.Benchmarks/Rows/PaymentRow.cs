using System.Diagnostics;
using System.Net;
using Altitude.Testing;
using Altitude.Testing.Circuits;

namespace Altitude.Benchmarks.Rows;

/// <summary>
/// Row 15: from the press on the provider's page until the last of 50 open boards says that it was paid, and until a browser's document does. Between them lie the
/// provider's answer, its signed event over HTTP, the queue, the question what is true, and the payment's transaction. The limit is what a person takes for at once.
/// </summary>
internal static class PaymentRow
{
    private const int Boards = 50;
    private const double AtOnce = 100;

    /// <summary>Until receipt and mails of the payment before are done.</summary>
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(500);

    public static async Task<IReadOnlyList<Figures>> RunAsync(Stage stage, Scale scale, CancellationToken cancellationToken)
    {
        var invoices = await stage.BillAsync(scale.WarmUp + scale.Turns * scale.Rounds, cancellationToken);
        var pages = new Queue<(string Number, string Url)>();
        foreach (var number in invoices)
        {
            pages.Enqueue((number, await SetOutAsync(stage.Portal, number, cancellationToken)));
        }

        await using var boards = await OpenPages.OpenAsync(new PageAddress(new Uri(stage.Url, "/office/board"), stage.OfficeCookies), Boards);
        await using var browser = await BoardInBrowser.OpenAsync(stage.Url, stage.OfficeCookies);

        List<double> answered = [];
        List<double> drawn = [];
        async Task<double> PayAsync()
        {
            var (number, url) = pages.Dequeue();
            using var payer = new WebVisitor(stage.Url);
            var hosted = await payer.GetAsync(new Uri(url).PathAndQuery, cancellationToken);
            var said = $"was paid on {number}";
            var seen = await browser.WatchForAsync(said);
            var (pressed, time) = (DateTimeOffset.MinValue, TimeSpan.Zero);
            time = await boards.TimeAsync(
                said,
                async () =>
                {
                    pressed = DateTimeOffset.UtcNow;
                    var began = Stopwatch.GetTimestamp();
                    var answer = await payer.PressAsync(hosted, $"Pay {hosted.Heading}", Card, cancellationToken);
                    answered.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
                    return answer.Status is HttpStatusCode.SeeOther
                        ? began
                        : throw new InvalidOperationException($"The provider's page answered {(int)answer.Status}: {answer.Text}");
                }
            );
            drawn.Add((await seen() - pressed).TotalMilliseconds);
            return time.TotalMilliseconds;
        }

        await Turns.RoundsAsync(PayAsync, scale.WarmUp, Between);
        answered.Clear();
        drawn.Clear();
        List<double[]> turns = [];
        stage.Machine.Start();
        for (var turn = 0; turn < scale.Turns; turn++)
        {
            turns.Add(await Turns.RoundsAsync(PayAsync, scale.Rounds, Between));
        }

        var others = stage.Machine.OthersShare();
        return
        [
            new Figures(
                "15",
                $"payment to the last of {Boards} boards",
                AtOnce,
                Turns.Median(turns),
                "ms",
                1,
                IsAtLeast: false,
                $"{Sample.InWords([.. turns.SelectMany(t => t)])}; the provider answered p50 {Sample.Median(answered):F1} ms",
                others
            ),
            new Figures(
                "15",
                "payment to a browser's document",
                AtOnce,
                Sample.Median(drawn),
                "ms",
                1,
                IsAtLeast: false,
                Sample.InWords(drawn),
                others
            ),
        ];
    }

    private static KeyValuePair<string, string?>[] Card => [new("number", "4242 4242 4242 4242"), new("expiry", "12 / 34"), new("cvc", "123")];

    /// <returns>The address of the provider's page.</returns>
    private static async Task<string> SetOutAsync(WebVisitor visitor, string number, CancellationToken cancellationToken)
    {
        var page = await visitor.GetAsync($"/portal/{Stage.Slug}/invoices/{number}", cancellationToken);
        var answer = await visitor.PressAsync(page, "Pay invoice", cancellationToken: cancellationToken);
        return answer.Location ?? throw new InvalidOperationException($"{number} cannot be paid: {(int)answer.Status} {answer.Text}");
    }
}
