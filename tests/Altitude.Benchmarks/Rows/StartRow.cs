using Altitude.Testing;

namespace Altitude.Benchmarks.Rows;

/// <summary>Row 12: from the start of the process until it is ready, on a database that is there already; published as it is, and compiled ahead.</summary>
internal static class StartRow
{
    public static async Task<IReadOnlyList<Figures>> RunAsync(Stage stage, Scale scale, CancellationToken cancellationToken)
    {
        List<Figures> rows = [];
        foreach (
            var (what, goal, options) in new[]
            {
                ("published", 3.0, Array.Empty<string>()),
                ("published with ReadyToRun", 1.5, ["-r", "linux-x64", "--no-self-contained", "-p:PublishReadyToRun=true"]),
            }
        )
        {
            var folder = Directory.CreateTempSubdirectory("altitude-published-").FullName;
            try
            {
                await PublishAsync(folder, options, cancellationToken);
                var program = Path.Combine(folder, "Altitude.Web.dll");
                await stage.TimeStartAsync(program, cancellationToken); // Its files are read from the disk once.
                List<double> times = [];
                stage.Machine.Start();
                for (var turn = 0; turn < scale.Turns; turn++)
                {
                    times.Add((await stage.TimeStartAsync(program, cancellationToken)).TotalSeconds);
                }

                rows.Add(
                    new Figures(
                        "12",
                        $"start, {what}",
                        goal,
                        Sample.Median(times),
                        "s",
                        1,
                        IsAtLeast: false,
                        $"{times.Min():F2} to {times.Max():F2} s",
                        0
                    )
                );
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        }

        return rows;
    }

    private static async Task PublishAsync(string folder, IReadOnlyList<string> options, CancellationToken cancellationToken)
    {
        var project = Path.Combine(Repository.Root, "Altitude.Web");
        await PublishedHost.RunAsync(["publish", project, "-c", "Release", "-o", folder, "-v", "q", .. options], cancellationToken);
    }
}
