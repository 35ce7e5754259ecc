using Altitude.Benchmarks;
using Altitude.Benchmarks.Host;
using Altitude.Benchmarks.Rows;

if (args is ["host", .. var rest])
{
    return await BenchmarkHost.RunAsync(rest, CancellationToken.None);
}

var rows = new Dictionary<string, Func<Stage, Scale, CancellationToken, Task<IReadOnlyList<Figures>>>>
{
    ["1"] = ApprovalRow.RunAsync,
    ["2"] = FanOutRow.RunAsync,
    ["3"] = CardRow.RunAsync,
    ["4"] = MemoryRow.RunAsync,
    ["5"] = MemoryRow.OfBoardsAsync,
    ["7"] = ThroughputRow.RunAsync,
    ["8"] = FirstVisitRow.RunAsync,
    ["9"] = GrowthRow.RunAsync,
    ["6"] = ManyPagesRow.RunAsync,
    ["10"] = OpeningRow.RunAsync,
    ["11"] = ScheduleRow.RunAsync,
    ["12"] = StartRow.RunAsync,
    ["13"] = MessageRow.RunAsync,
    ["14"] = WebhookRow.RunAsync,
    ["15"] = PaymentRow.RunAsync,
};
var scale = args.Contains("--quick") ? Scale.Quick : Scale.Full;
if (args.Contains("--million"))
{
    scale = scale with { Sizes = [.. scale.Sizes, 1_000_000] };
}

var chosen = Array.IndexOf(args, "--rows") is >= 0 and var at && at + 1 < args.Length ? args[at + 1].Split(',') : [.. rows.Keys];
if (chosen.FirstOrDefault(r => !rows.ContainsKey(r)) is { } unknown)
{
    await Console.Error.WriteLineAsync($"There is no row '{unknown}'. Known: {string.Join(", ", rows.Keys)}.");
    return 2;
}

Console.WriteLine(
    $"{DateTime.UtcNow:yyyy-MM-dd HH:mm} UTC, {Environment.ProcessorCount} CPUs, .NET {Environment.Version}{(scale.IsQuick ? ", quick" : "")}"
);
Console.WriteLine();
Console.WriteLine("| row | what | limit | program | ratio | goal | | program, absolute | others |");
Console.WriteLine("|---|---|---|---|---|---|---|---|---|");
var isDiscarded = false;
await using var stage = await Stage.StartAsync(CancellationToken.None);
foreach (var row in chosen)
{
    await Console.Error.WriteLineAsync($"Row {row} …");
    foreach (var f in await rows[row](stage, scale, CancellationToken.None))
    {
        isDiscarded |= f.IsDiscarded;
        var goal = $"{(f.IsAtLeast ? "at least" : "at most")} {f.Goal}x";
        Console.WriteLine(
            $"| {f.Row} | {f.What} | {f.Limit:N1} {f.Unit} | {f.Program:N1} {f.Unit} | {f.Ratio:F2}x | {goal} | {f.Verdict} | {f.Absolute} | {f.Others:F2} |"
        );
    }
}

return isDiscarded ? 1 : 0;
