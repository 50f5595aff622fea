namespace Platform.Worker.Timing;

/// <summary>
/// Concatenates decoded frames and records where their timestamps place them: late starts, gaps, overlaps, and clocks that drift or restart.
/// </summary>
/// <typeparam name="T">The type of a frame's sound.</typeparam>
/// <param name="options">How timestamps are followed.</param>
/// <param name="write">Writes the sound of a frame from one of its samples on.</param>
/// <param name="pause">Writes a number of samples of silence.</param>
internal sealed class TimelineBuilder<T>(TimelineOptions options, Action<T, int> write, Action<int> pause)
{
    private const double NoticedSeconds = 0.5;

    private readonly List<TimeMark> _marks = [];
    private readonly List<Frame> _doubtful = [];
    private double _shift = -options.Zero;
    private bool _started;
    private long _samples;
    private double _doubtfulSeconds;

    /// <summary>Gets the timeline of the frames added so far.</summary>
    public Timeline Timeline => new(_marks);

    /// <summary>Gets the seconds of sound written.</summary>
    public double SoundSeconds => (double)_samples / options.SampleRate;

    /// <summary>Gets the presentation time of the end of the written sound, in seconds.</summary>
    public double End { get; private set; }

    /// <summary>Adds a frame.</summary>
    /// <param name="sound">The sound of the frame.</param>
    /// <param name="samples">The number of samples.</param>
    /// <param name="timestamp">The timestamp in seconds.</param>
    public void Add(T sound, int samples, double timestamp)
    {
        if (samples <= 0)
        {
            return;
        }

        var frame = new Frame(sound, samples, timestamp, (double)samples / options.SampleRate);
        if (_doubtful.Count > 0)
        {
            if (Math.Abs(timestamp - _doubtful[^1].End) <= options.Tolerance)
            {
                Doubt(frame);
                if (_doubtfulSeconds >= options.Confirmed)
                {
                    Leap();
                }

                return;
            }

            // Their timestamps were wrong, so they follow the sound before.
            WriteDoubtful();
        }

        if (IsExpected(timestamp))
        {
            Write(frame);
        }
        else
        {
            Doubt(frame);
        }
    }

    /// <summary>Completes the timeline after the last frame.</summary>
    public void Finish()
    {
        if (_doubtfulSeconds >= options.Confirmed || !_started)
        {
            Leap();
        }

        WriteDoubtful();
    }

    private double Now => _marks.Count == 0 ? SoundSeconds : _marks[^1].Media + (SoundSeconds - _marks[^1].Sound);

    private bool IsExpected(double timestamp)
    {
        var tolerance = _marks.Count < options.ManyMarks ? options.Tolerance
            : _marks.Count < 2 * options.ManyMarks ? NoticedSeconds
            : double.PositiveInfinity;
        return Math.Abs(timestamp + _shift - Now) <= tolerance;
    }

    private void Doubt(Frame frame)
    {
        _doubtful.Add(frame);
        _doubtfulSeconds += frame.Seconds;
    }

    private void Leap()
    {
        if (_doubtful.Count == 0)
        {
            return;
        }

        var media = _doubtful[0].Timestamp + _shift;
        var ahead = media - Now;
        if ((_started && ahead < -options.SmallestRestart) || (options.HasLooseClock && ahead > options.LongestLooseGap))
        {
            _shift -= ahead;
        }
        else
        {
            var silence = ahead >= options.SmallestPause ? (int)(Math.Min(ahead, options.LongestPause) * options.SampleRate) : 0;
            if (silence > 0)
            {
                pause(silence);
                _samples += silence;
            }

            // In the middle of the pause: a word whose recognised start is a little early still belongs to the following sound.
            var half = silence / 2d / options.SampleRate;
            Mark(SoundSeconds - half, media - half);
        }

        WriteDoubtful();
    }

    private void Mark(double sound, double media)
    {
        if (_marks.Count > 0 && _marks[^1].Sound >= sound)
        {
            _marks.RemoveAt(_marks.Count - 1);
        }

        _marks.Add(new TimeMark(sound, media));
    }

    private void WriteDoubtful()
    {
        foreach (var frame in _doubtful)
        {
            Write(frame);
        }

        _doubtful.Clear();
        _doubtfulSeconds = 0;
    }

    private void Write(Frame frame)
    {
        _started = true;
        var skipped = 0;
        if (Now < 0)
        {
            // Sound before the beginning is not played.
            skipped = (int)Math.Min(frame.Samples, Math.Ceiling(-Now * options.SampleRate));
            Mark(SoundSeconds, Now + ((double)skipped / options.SampleRate));
        }

        if (skipped < frame.Samples)
        {
            write(frame.Sound, skipped);
            _samples += frame.Samples - skipped;
        }

        End = Math.Max(End, Now);
    }

    private readonly record struct Frame(T Sound, int Samples, double Timestamp, double Seconds)
    {
        public double End => Timestamp + Seconds;
    }
}
