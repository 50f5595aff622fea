namespace Platform.Worker.Recognition;

/// <summary>Keeps what was found by looking at the models: they are looked at again when their files change, and some time after a try that failed.</summary>
/// <param name="stamp">Says which files there are; another answer is another state of them.</param>
/// <param name="look">Looks closely; told what was found before of the same files.</param>
/// <param name="time">The clock.</param>
internal sealed class ModelLook(Func<string> stamp, Func<ModelFinding?, Task<ModelFinding>> look, TimeProvider time)
{
    private static readonly TimeSpan _tryAgain = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private Look? _last;

    /// <summary>What is found.</summary>
    public Task<ModelFinding> FindAsync()
    {
        lock (_lock)
        {
            return Current().Finding;
        }
    }

    /// <summary>What is known now: while files are looked at again, what was found before; null while they are looked at for the first time.</summary>
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

    private Look Current()
    {
        var now = stamp();
        var known = _last is { Finding.IsCompletedSuccessfully: true } ? _last.Finding.Result : _last?.Before;
        var before = _last?.Stamp == now && _last.Finding.IsCompletedSuccessfully ? known : null;
        // A look that came to no answer is none: the next one looks again.
        if (_last is null || _last.Stamp != now || _last.Finding.IsFaulted || (before is { Problem: not null, MayPass: true } && time.GetElapsedTime(before.At) >= _tryAgain))
        {
            _last = new Look(now, known, Task.Run(async () => (await look(before).ConfigureAwait(false)) with { At = time.GetTimestamp() }));
        }

        return _last;
    }

    private sealed record Look(string Stamp, ModelFinding? Before, Task<ModelFinding> Finding);
}

/// <summary>What was found.</summary>
/// <param name="Problem">Why the models cannot be used; null where they can.</param>
/// <param name="MayPass">Whether it is no fault that stands in the files: a try that failed may do better another time.</param>
/// <param name="SpeakerProblem">Why speakers cannot be told apart, though speech is recognised; null where they can.</param>
internal sealed record ModelFinding(string? Problem, bool MayPass = false, string? SpeakerProblem = null)
{
    /// <summary>Timestamp of when it was found.</summary>
    public long At { get; init; }
}
