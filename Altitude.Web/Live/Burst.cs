namespace Altitude.Web.Live;

/// <summary>
/// Many pages woken by one change, one after the other on one thread, each until it first waits for something. What they ask of a <see cref="Gathering{TQuestion,TAnswer}"/>
/// meanwhile is read together when the last of them has asked, and not the first one's question alone while all others wait.
/// </summary>
internal static class Burst
{
    [ThreadStatic]
    private static List<Action>? _readings;

    /// <summary>Wakes each of them.</summary>
    /// <param name="wake">Returns where it waits; never throws.</param>
    public static void Run<T>(IReadOnlyList<T> sleepers, Action<T> wake)
    {
        List<Action> readings = [];
        _readings = readings;
        try
        {
            foreach (var sleeper in sleepers)
            {
                wake(sleeper);
            }
        }
        finally
        {
            _readings = null;
        }

        readings.ForEach(begin => begin());
    }

    /// <summary>Begins a reading: at once, or where this thread wakes pages, when it has woken them.</summary>
    public static void Begin(Action reading)
    {
        if (_readings is { } readings)
        {
            readings.Add(reading);
        }
        else
        {
            reading();
        }
    }
}
