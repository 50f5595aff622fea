namespace Platform.Worker.Recognition;

/// <summary>Caches the result of checking the models. They are checked again when their files change, and some time after a failed check.</summary>
/// <param name="stamp">Identifies the present files; a different value means that they have changed.</param>
/// <param name="check">Checks the models; receives the previous result for the same files.</param>
/// <param name="time">The clock.</param>
internal sealed class ModelChecks(Func<string> stamp, Func<ModelFinding?, Task<ModelFinding>> check, TimeProvider time)
{
    private static readonly TimeSpan s_tryAgain = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private CheckRun? _last;

    /// <summary>Returns the result, and checks the models if necessary.</summary>
    public Task<ModelFinding> FindAsync()
    {
        lock (_lock)
        {
            return Current().Finding;
        }
    }

    /// <summary>Gets the current result: the previous one while files are checked again; null during the first check.</summary>
    public ModelFinding? Known
    {
        get
        {
            lock (_lock)
            {
                var current = Current();
                return current.Finding.IsCompletedSuccessfully ? current.Finding.Result : current.Before;
            }
        }
    }

    private CheckRun Current()
    {
        var now = stamp();
        var known = _last is { Finding.IsCompletedSuccessfully: true } ? _last.Finding.Result : _last?.Before;
        var before = _last?.Stamp == now && _last.Finding.IsCompletedSuccessfully ? known : null;
        // A check that failed with an exception gives no result: the next call repeats it.
        if (_last is null || _last.Stamp != now || _last.Finding.IsFaulted || (before is { Problem: not null, MayPass: true } && time.GetElapsedTime(before.At) >= s_tryAgain))
        {
            _last = new CheckRun(now, known, Task.Run(async () => (await check(before)) with { At = time.GetTimestamp() }));
        }

        return _last;
    }

    private sealed record CheckRun(string Stamp, ModelFinding? Before, Task<ModelFinding> Finding);
}

/// <summary>Holds the result of a check.</summary>
/// <param name="Problem">Why the models cannot be used; null if they can.</param>
/// <param name="MayPass">Whether the problem may be temporary, so that another check may succeed.</param>
/// <param name="SpeakerProblem">Why speakers cannot be distinguished although speech is recognised; null if they can.</param>
internal sealed record ModelFinding(string? Problem, bool MayPass = false, string? SpeakerProblem = null)
{
    /// <summary>Gets when the check ended, as a timestamp of <see cref="TimeProvider.GetTimestamp"/>.</summary>
    public long At { get; init; }
}
