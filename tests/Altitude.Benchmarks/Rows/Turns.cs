namespace Altitude.Benchmarks.Rows;

/// <summary>How much is measured.</summary>
/// <param name="Rounds">Of one turn.</param>
/// <param name="Turns">Limit and program take turns so many times.</param>
/// <param name="WarmUp">Rounds before, of either.</param>
internal sealed record Scale(bool IsQuick, int Rounds, int Turns, int WarmUp)
{
    public static readonly Scale Full = new(false, 20, 3, 60);
    public static readonly Scale Quick = new(true, 8, 3, 8);

    /// <summary>Jobs of the companies that row 9 compares, the smallest first.</summary>
    public IReadOnlyList<int> Sizes { get; init; } = [1_000, 100_000];
}

/// <summary>Measures limit and program by turns, so that whatever the machine does befalls both.</summary>
internal static class Turns
{
    private static readonly TimeSpan BetweenRounds = TimeSpan.FromMilliseconds(100);

    public static async Task<(IReadOnlyList<double[]> Limit, IReadOnlyList<double[]> Program, double Others)> ByTurnsAsync(
        Machine machine,
        Scale scale,
        Func<Task<double>> limit,
        Func<Task<double>> program
    )
    {
        await RoundsAsync(limit, scale.WarmUp);
        await RoundsAsync(program, scale.WarmUp);
        List<double[]> limits = [];
        List<double[]> programs = [];
        machine.Start();
        for (var turn = 0; turn < scale.Turns; turn++)
        {
            limits.Add(await RoundsAsync(limit, scale.Rounds));
            programs.Add(await RoundsAsync(program, scale.Rounds));
        }

        return (limits, programs, machine.OthersShare());
    }

    /// <summary>The median of the turns' own medians.</summary>
    public static double Median(IReadOnlyList<double[]> turns) => Sample.Median(turns.Select(t => Sample.Median(t)));

    /// <param name="between">Null: as much as the other rows let pass.</param>
    public static async Task<double[]> RoundsAsync(Func<Task<double>> measure, int rounds, TimeSpan? between = null)
    {
        var times = new double[rounds];
        for (var i = 0; i < rounds; i++)
        {
            await Task.Delay(between ?? BetweenRounds); // What the last round set off (mails, further draws) is not of the next.
            times[i] = await measure();
        }

        return times;
    }
}
