namespace Altitude.Web.Live;

/// <summary>
/// Answers many questions with few readings: those that come while one reading runs are answered together by the next. Every answer comes from a reading that
/// began after its question was asked.
/// </summary>
/// <param name="answer">One answer for each question, in their order.</param>
internal sealed class Gathering<TQuestion, TAnswer>(Func<IReadOnlyList<TQuestion>, Task<IReadOnlyList<TAnswer>>> answer)
{
    /// <summary>So that one reading stays a short one.</summary>
    private const int Most = 1_000;

    private readonly Lock _lock = new();
    private readonly Queue<(TQuestion Question, TaskCompletionSource<TAnswer> Answer)> _waiting = new();
    private bool _isReading;

    public Task<TAnswer> AskAsync(TQuestion question)
    {
        var asked = new TaskCompletionSource<TAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            _waiting.Enqueue((question, asked));
            if (_isReading)
            {
                return asked.Task;
            }

            _isReading = true;
        }

        // On no circuit's thread: whoever asked first may be busy drawing, and all others wait for the same reading.
        Burst.Begin(() => _ = Task.Run(ReadAllAsync));
        return asked.Task;
    }

    private async Task ReadAllAsync()
    {
        while (Take() is { Count: > 0 } asked)
        {
            try
            {
                var answers = await answer([.. asked.Select(a => a.Question)]);
                for (var i = 0; i < answers.Count; i++)
                {
                    asked[i].Answer.SetResult(answers[i]);
                }
            }
            catch (Exception failed) // Belongs to whoever asked; the next reading is another one.
            {
                asked.ForEach(a => a.Answer.TrySetException(failed));
            }
        }
    }

    private List<(TQuestion Question, TaskCompletionSource<TAnswer> Answer)> Take()
    {
        lock (_lock)
        {
            List<(TQuestion, TaskCompletionSource<TAnswer>)> taken = [];
            while (taken.Count < Most && _waiting.TryDequeue(out var next))
            {
                taken.Add(next);
            }

            _isReading = taken.Count > 0;
            return taken;
        }
    }
}
