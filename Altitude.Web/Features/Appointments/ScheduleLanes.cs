namespace Altitude.Web.Features.Appointments;

/// <summary>Where something stands beside what is at the same time.</summary>
/// <param name="Lane">From 0.</param>
/// <param name="Lanes">How many there are beside each other.</param>
public readonly record struct Lane(int Index, int Lanes);

/// <summary>Puts what overlaps side by side.</summary>
public static class ScheduleLanes
{
    /// <summary>Each as far to the left as there is room; what hangs together is equally wide.</summary>
    /// <param name="spans">From, until; in any order.</param>
    /// <returns>In the order in which they came.</returns>
    public static Lane[] Of(IReadOnlyList<(double From, double Until)> spans)
    {
        var lanes = new Lane[spans.Count];
        List<int> together = [];
        List<double> ends = []; // Of each lane, where it is free again.
        var over = double.NegativeInfinity;
        foreach (var at in Enumerable.Range(0, spans.Count).OrderBy(i => spans[i].From).ThenByDescending(i => spans[i].Until))
        {
            var (from, until) = spans[at];
            if (from >= over)
            {
                Close();
            }

            var lane = ends.FindIndex(end => end <= from);
            if (lane < 0)
            {
                lane = ends.Count;
                ends.Add(until);
            }
            else
            {
                ends[lane] = until;
            }

            lanes[at] = new Lane(lane, 0);
            together.Add(at);
            over = Math.Max(over, until);
        }

        Close();
        return lanes;

        void Close()
        {
            foreach (var at in together)
            {
                lanes[at] = lanes[at] with { Lanes = ends.Count };
            }

            together.Clear();
            ends.Clear();
        }
    }

    /// <summary>Which of these are at the same time as another: pairs by their places in the list.</summary>
    /// <param name="spans">In any order.</param>
    public static IEnumerable<(int One, int Other)> Overlaps<T>(IReadOnlyList<(T From, T Until)> spans)
        where T : IComparable<T>
    {
        List<int> open = [];
        foreach (var at in Enumerable.Range(0, spans.Count).OrderBy(i => spans[i].From))
        {
            open.RemoveAll(o => spans[o].Until.CompareTo(spans[at].From) <= 0);
            foreach (var other in open)
            {
                yield return (other, at);
            }

            open.Add(at);
        }
    }
}
