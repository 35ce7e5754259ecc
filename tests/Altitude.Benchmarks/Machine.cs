using System.Globalization;

namespace Altitude.Benchmarks;

/// <summary>Which part of the machine's CPU time went to the benchmark (this process, the application, its PostgreSQL, a browser) and which to others.</summary>
internal sealed class Machine(int application, int postmaster)
{
    /// <summary>Above this share a run says nothing.</summary>
    public const double Most = 0.3;

    private const double TicksASecond = 100;

    private long _busy;
    private long _own;
    private long _began;

    public void Start() => (_busy, _own, _began) = (Busy(), Own(), Environment.TickCount64);

    /// <summary>CPU time that the application has used since it was started.</summary>
    public TimeSpan Application() => TimeSpan.FromSeconds(Spent(application) / TicksASecond);

    /// <returns>Cores that were busy with neither of ours, since <see cref="Start"/>.</returns>
    public double OthersShare()
    {
        var seconds = Math.Max(0.01, (Environment.TickCount64 - _began) / 1000.0);
        return Math.Max(0, (Busy() - _busy - (Own() - _own)) / TicksASecond / seconds);
    }

    /// <summary>Of a process and of the children that it has waited for, in ticks.</summary>
    private static long Spent(int process)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{process}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[11..15].Sum(f => long.Parse(f, CultureInfo.InvariantCulture));
        }
        catch (IOException)
        {
            return 0; // It has ended; who waited for it has its time.
        }
    }

    private static int ParentOf(string process)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{process}/stat");
            return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static long Busy()
    {
        var fields = File.ReadLines("/proc/stat")
            .First()
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..]
            .Select(f => long.Parse(f, CultureInfo.InvariantCulture))
            .ToArray();
        return fields.Sum() - fields[3] - fields[4] - fields[8] - fields[9]; // Less idle and waiting; guests are counted twice.
    }

    /// <summary>This process, the database, and all that either has begun: the application, and a browser.</summary>
    private long Own()
    {
        var parents = Directory
            .GetDirectories("/proc")
            .Select(Path.GetFileName)
            .OfType<string>()
            .Where(p => char.IsDigit(p[0]))
            .ToDictionary(p => int.Parse(p, CultureInfo.InvariantCulture), ParentOf);
        return parents.Keys.Where(IsOwn).Sum(Spent);

        bool IsOwn(int process)
        {
            for (var at = process; at > 1; at = parents.GetValueOrDefault(at))
            {
                if (at == Environment.ProcessId || at == postmaster)
                {
                    return true;
                }
            }

            return false;
        }
    }
}
