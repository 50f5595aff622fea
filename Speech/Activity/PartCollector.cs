namespace Platform.Speech.Activity;

/// <summary>
/// Collects segments of speech into parts while they are found: as many as fit, because recognising a part costs the same however little speech it
/// contains, cut at the longest of the last pauses.
/// </summary>
public sealed class PartCollector
{
    /// <summary>The maximum length of a part in seconds.</summary>
    public const double MaxSeconds = 29;

    // After a pause of this length in seconds a new part starts, because the model would invent words for a sound without speech.
    private const double LongPause = 4;

    /// <summary>
    /// The maximum length of the pause on each side, in seconds, that belongs to a part, without which the first word may be missed.
    /// </summary>
    public const double Margin = 0.2;

    // From this length in seconds on, a part may end at a pause that is longer than the last one.
    private const double LongEnough = 20;
    private const double MaxCountedPause = 1;
    private const double PauseForSecond = 0.02;
    private const double Tolerance = 1e-6;

    private readonly List<SpeechSegment> _open = [];
    private double _closedUntil;
    private double _until;
    private int _parts;

    /// <summary>Adds a segment.</summary>
    /// <param name="segment">The segment. It starts where the previous one ended, or later, and is at most 29 s long.</param>
    /// <param name="closed">Receives the completed parts.</param>
    /// <exception cref="ArgumentOutOfRangeException">The segment starts too early, is empty, or is too long.</exception>
    public void Add(SpeechSegment segment, ICollection<SpeechPart> closed)
    {
        ArgumentNullException.ThrowIfNull(closed);
        if (!(segment.Start >= _until - Tolerance && segment.End > segment.Start && segment.End - segment.Start <= MaxSeconds))
        {
            throw new ArgumentOutOfRangeException(nameof(segment), segment, "Segments are in order, not empty and at most 29 s long.");
        }

        if (_open.Count > 0)
        {
            if (segment.Start - _until >= LongPause)
            {
                Close(_open.Count, segment.Start, closed);
            }
            else if (segment.End - _open[0].Start > MaxSeconds)
            {
                var count = Best(segment);
                Close(count, count == _open.Count ? segment.Start : _open[count].Start, closed);
            }
        }

        _open.Add(segment);
        _until = segment.End;
    }

    /// <summary>Reports that no segment starts before a time, so that a part does not wait for the end of a long pause.</summary>
    /// <param name="seconds">The time in seconds of the sound.</param>
    /// <param name="closed">Receives the completed part.</param>
    public void Settle(double seconds, ICollection<SpeechPart> closed)
    {
        ArgumentNullException.ThrowIfNull(closed);
        if (_open.Count > 0 && seconds - _until >= LongPause)
        {
            Close(_open.Count, seconds, closed);
        }
    }

    /// <summary>Completes the last part.</summary>
    /// <param name="closed">Receives the last part.</param>
    /// <param name="soundSeconds">The length of the sound if it is known, which no part exceeds.</param>
    public void Finish(ICollection<SpeechPart> closed, double soundSeconds = double.PositiveInfinity)
    {
        ArgumentNullException.ThrowIfNull(closed);
        if (_open.Count > 0)
        {
            // Twice as far, because half of a pause is left to the next part, and there is none.
            Close(_open.Count, _until + (2 * Math.Max(0, soundSeconds - _until)), closed);
        }
    }

    private int Best(SpeechSegment next)
    {
        var best = _open.Count;
        var bestScore = Score(best, next.Start);
        for (var count = _open.Count - 1; count > 0; count--)
        {
            if (_open[count - 1].End - _open[0].Start < LongEnough || next.End - _open[count].Start > MaxSeconds)
            {
                break;
            }

            var score = Score(count, _open[count].Start);
            if (score > bestScore)
            {
                (best, bestScore) = (count, score);
            }
        }

        return best;
    }

    private double Score(int count, double next) =>
        Math.Min(next - _open[count - 1].End, MaxCountedPause) + (PauseForSecond * (_open[count - 1].End - _open[0].Start));

    private void Close(int count, double next, ICollection<SpeechPart> closed)
    {
        var segments = _open[..count].ToArray();
        var (from, to) = (segments[0].Start, segments[^1].End);
        var room = Math.Max(0, MaxSeconds - (to - from));
        var before = Math.Clamp((from - _closedUntil) / (_closedUntil > 0 ? 2 : 1), 0, Math.Min(Margin, room / 2));
        var after = Math.Clamp((next - to) / 2, 0, Math.Min(Margin, room - before));
        closed.Add(new SpeechPart(_parts++, from - before, before + (to - from) + after, segments));
        _open.RemoveRange(0, count);
        _closedUntil = to;
    }
}
