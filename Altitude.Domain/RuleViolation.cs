namespace Altitude.Domain;

/// <summary>The business says no. Expected, safe to show, never logged as an error.</summary>
/// <param name="rule">Stable code for tests and support, such as "estimate.expired".</param>
/// <param name="message">What the person reads: what happened and what they can do.</param>
public sealed class RuleViolation(string rule, string message) : Exception(message)
{
    public string Rule { get; } = rule;

    /// <summary>Refuses with <paramref name="rule"/> unless <paramref name="condition"/> holds.</summary>
    public static void Unless(bool condition, string rule, string message)
    {
        if (!condition)
        {
            throw new RuleViolation(rule, message);
        }
    }
}
