namespace Platform.Speech.Activity;

/// <summary>
/// Converts the probabilities of speech, step by step, to segments. Speech without a pause is cut at its quietest place, so that memory is bounded
/// however long the sound is.
/// </summary>
internal sealed class SegmentFinder
{
    // A high probability of speech counts as this much additional loudness, in dB: words are cut where both are low.
    private const float SureDecibels = 20;

    private readonly List<(float Decibels, float Probability)> _steps = new(SpeechRules.MaxFrames + 1);
    private long _frames;
    private long _start = -1;
    private long _quietFrom = -1;
    private bool _goesOn;

    /// <summary>Gets the seconds up to which the result is final: no further segment starts before.</summary>
    public double SettledSeconds => _start < 0 ? Math.Max(0, Seconds(_frames) - SpeechRules.Lead) : StartSeconds;

    private double StartSeconds => _goesOn ? Seconds(_start) : Math.Max(0, Seconds(_start) - SpeechRules.Lead);

    /// <summary>Adds a step.</summary>
    /// <param name="probability">The probability of speech, 0 to 1.</param>
    /// <param name="decibels">The level of the step.</param>
    /// <param name="found">Receives the segments that it completes.</param>
    public void Add(float probability, float decibels, ICollection<SpeechSegment> found)
    {
        var frame = _frames++;
        if (_start < 0)
        {
            if (!(probability >= SpeechRules.Starts))
            {
                return;
            }

            (_start, _quietFrom, _goesOn) = (frame, -1, false);
            _steps.Clear();
        }

        _steps.Add((decibels, probability));
        if (probability >= SpeechRules.Starts)
        {
            _quietFrom = -1;
        }
        else if (!(probability >= SpeechRules.Ends))
        {
            if (_quietFrom < 0)
            {
                _quietFrom = frame;
            }

            if (Seconds(frame - _quietFrom) >= SpeechRules.Pause)
            {
                Close(found);
                return;
            }
        }

        if (_steps.Count < SpeechRules.MaxFrames)
        {
            return;
        }

        if (_quietFrom >= 0)
        {
            Close(found);
        }
        else
        {
            Cut(found);
        }
    }

    /// <summary>Completes the last segment.</summary>
    /// <param name="seconds">The length of the sound.</param>
    /// <param name="found">Receives the last segment.</param>
    public void Finish(double seconds, ICollection<SpeechSegment> found)
    {
        if (_start >= 0)
        {
            if (_quietFrom < 0)
            {
                Emit(seconds, Math.Min(seconds, LoudUntil(_frames)), found);
            }
            else
            {
                Close(found);
            }
        }
    }

    private static double Seconds(long frames) => frames * SpeechRules.FrameSeconds;

    private void Close(ICollection<SpeechSegment> found) =>
        Emit(Seconds(_quietFrom), Math.Min(Seconds(_quietFrom) - SpeechRules.Hangover, LoudUntil(_quietFrom)), found);

    // The second up to which the steps are louder than faint.
    private double LoudUntil(long end)
    {
        var (count, loudest) = ((int)(end - _start), float.NegativeInfinity);
        foreach (var (decibels, _) in _steps)
        {
            loudest = Math.Max(loudest, decibels);
        }

        var last = count;
        while (last > 1 && count - last < SpeechRules.MaxFaintFrames && _steps[last - 1].Decibels < loudest - SpeechRules.Faint)
        {
            last--;
        }

        return Seconds(_start + last);
    }

    private void Emit(double speechEnd, double end, ICollection<SpeechSegment> found)
    {
        // The rest after a cut belongs to the preceding speech, however short it is.
        var isSpeech = _goesOn ? end - StartSeconds >= SpeechRules.FrameSeconds : speechEnd - Seconds(_start) >= SpeechRules.MinSpeech;
        if (isSpeech)
        {
            found.Add(new SpeechSegment(StartSeconds, end));
        }

        (_start, _quietFrom, _goesOn) = (-1, -1, false);
        _steps.Clear();
    }

    private void Cut(ICollection<SpeechSegment> found)
    {
        var best = _steps.Count - 1;
        for (var i = SpeechRules.MinCutFrames; i < _steps.Count; i++)
        {
            if (Around(i) <= Around(best))
            {
                best = i;
            }
        }

        var at = _start + best;
        found.Add(new SpeechSegment(StartSeconds, Seconds(at)));
        _steps.RemoveRange(0, best);
        (_start, _goesOn) = (at, true);
    }

    private float Around(int i) => Height(_steps[i - 1]) + Height(_steps[i]);

    private static float Height((float Decibels, float Probability) step) => step.Decibels + (SureDecibels * step.Probability);
}
