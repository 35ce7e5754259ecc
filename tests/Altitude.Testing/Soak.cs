namespace Altitude.Testing;

/// <summary>Whether the full counts run (<c>./eng/test.sh --soak</c>), on a machine that does nothing else.</summary>
public static class Soak
{
    public static bool IsOn { get; } = Environment.GetEnvironmentVariable("ALTITUDE_SOAK") == "1";

    /// <summary>What the product promises of a machine of its own; on a shared one a wide guard against never.</summary>
    public static TimeSpan Within(TimeSpan promised) => IsOn ? promised : promised * 6;
}
