namespace Altitude.Benchmarks;

/// <summary>One line of the table.</summary>
/// <param name="Goal">The program's share of the limit: at most, or at least.</param>
/// <param name="Limit">Median of the runs.</param>
/// <param name="Program">Median of the runs.</param>
/// <param name="Absolute">p50 and p99 of all runs, for a person.</param>
/// <param name="Others">Cores that others took, of the worst run.</param>
internal sealed record Figures(
    string Row,
    string What,
    double Limit,
    double Program,
    string Unit,
    double Goal,
    bool IsAtLeast,
    string Absolute,
    double Others
)
{
    public double Ratio => Program / Limit;
    public bool IsMet => IsAtLeast ? Ratio >= Goal : Ratio <= Goal;
    public bool IsDiscarded => Others > Machine.Most;

    public string Verdict =>
        IsDiscarded ? "discarded"
        : IsMet ? "met"
        : "missed";
}

/// <summary>A set of measured values.</summary>
internal static class Sample
{
    public static double Percentile(IEnumerable<double> values, double share)
    {
        double[] sorted = [.. values.Order()];
        return sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Length) - 1, 0, sorted.Length - 1)];
    }

    public static double Median(IEnumerable<double> values) => Percentile(values, 0.5);

    public static string InWords(IReadOnlyCollection<double> milliseconds) =>
        $"p50 {Percentile(milliseconds, 0.5):F1} ms, p99 {Percentile(milliseconds, 0.99):F1} ms";
}
