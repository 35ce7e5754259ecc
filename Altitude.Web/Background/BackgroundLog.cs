using Hangfire.AspNetCore;
using Hangfire.Logging;

namespace Altitude.Web.Background;

/// <summary>
/// Hangfire keeps its log in a static place: of several hosts in one process the last decides, and when that one ends, the workers of the others fail on its log.
/// After its end nothing is logged, which is no reason to stop working.
/// </summary>
internal sealed class BackgroundLog(ILoggerFactory loggers) : ILogProvider
{
    private readonly AspNetCoreLogProvider _inner = new(loggers);

    public ILog GetLogger(string name)
    {
        try
        {
            return _inner.GetLogger(name);
        }
        catch (ObjectDisposedException)
        {
            return new Silence();
        }
    }

    private sealed class Silence : ILog
    {
        public bool Log(Hangfire.Logging.LogLevel logLevel, Func<string>? messageFunc, Exception? exception = null) => false;
    }
}
