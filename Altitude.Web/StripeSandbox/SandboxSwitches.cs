namespace Altitude.Web.StripeSandbox;

/// <summary>How the sandbox's API misbehaves.</summary>
public enum ApiTrouble
{
    None,

    /// <summary>Answers late.</summary>
    Slow,

    /// <summary>Answers 500 and does nothing.</summary>
    Error,

    /// <summary>Ends the connection before anything is done.</summary>
    Cut,

    /// <summary>Does what was asked and ends the connection without an answer.</summary>
    CutAfter,
}

/// <summary>What goes wrong on purpose. Everything is off until a test switches it on.</summary>
public sealed class SandboxSwitches
{
    private readonly Lock _gate = new();
    private ApiTrouble _trouble;
    private int _times;

    /// <summary>How late a slow answer comes.</summary>
    public TimeSpan AnswerAfter { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often each event is sent: more than once is a duplicate.</summary>
    public int Copies { get; set; } = 1;

    /// <summary>Events wait until they are let go, in whatever order.</summary>
    public bool Holds { get; set; }

    /// <summary>Events are never sent, as if every attempt had failed for days.</summary>
    public bool Loses { get; set; }

    /// <summary>Signatures are made with another secret.</summary>
    public bool SignsWrongly { get; set; }

    /// <summary>Every event is sent so much later.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>How long a bank debit takes until the bank has spoken.</summary>
    public TimeSpan DebitTakes { get; set; } = TimeSpan.FromSeconds(8);

    /// <summary>The wait before an event is sent again; doubled each time, at most a minute.</summary>
    public TimeSpan FirstRetry { get; set; } = TimeSpan.FromSeconds(1);

    /// <param name="times">How many requests meet it; null: all, until it is switched off.</param>
    public void Trouble(ApiTrouble trouble, int? times = null)
    {
        lock (_gate)
        {
            (_trouble, _times) = (trouble, times ?? int.MaxValue);
        }
    }

    internal ApiTrouble Take()
    {
        lock (_gate)
        {
            if (_trouble == ApiTrouble.None || _times <= 0)
            {
                return ApiTrouble.None;
            }

            _times -= _times == int.MaxValue ? 0 : 1;
            return _trouble;
        }
    }
}
