namespace Platform.Worker.Media;

/// <summary>
/// Where sound leaps ahead beside its picture and never falls back: its gaps. Only leaps are kept, and of them only those that nothing after
/// them has taken back so far, so that what a file of any number of chunks takes is bounded.
/// </summary>
internal sealed class PictureLeaps
{
    /// <summary>Most gaps that are followed: as many as marks of a timeline.</summary>
    public const int MaxGaps = 20_000;

    // Files keep sound up to a second ahead of its picture or behind it, so less is no gap.
    private const double MinGap = 1.5;

    // What falls behind by less before a gap is of the same clock as what was before.
    private const double MinDrift = 0.2;

    // The first of them stands for the beginning and is always there. They stand further and further ahead.
    private readonly List<Leap> _leaps = [];
    private double _previous;

    /// <summary>Adds a chunk of sound in the order of the file.</summary>
    /// <param name="sound">Seconds of sound before it.</param>
    /// <param name="ahead">How many seconds of picture stand before it beyond its own time.</param>
    public void Add(double sound, double ahead)
    {
        while (_leaps.Count > 1 && ahead - _leaps[^1].Before <= MinGap)
        {
            // Sound that is stored after its picture catches up in the end; what never does was late.
            var taken = _leaps[^1];
            _leaps.RemoveAt(_leaps.Count - 1);
            _leaps[^1] = _leaps[^1] with { Least = Math.Min(_leaps[^1].Least, taken.Least) };
        }

        // A gap is a leap: sound that falls behind its picture bit by bit is one of two clocks that is wrong.
        if (_leaps.Count == 0 || (ahead - _previous > MinGap && _leaps.Count <= MaxGaps))
        {
            _leaps.Add(new Leap(sound, _previous, ahead));
        }
        else
        {
            _leaps[^1] = _leaps[^1] with { Least = Math.Min(_leaps[^1].Least, ahead) };
        }

        _previous = ahead;
    }

    /// <summary>The gaps.</summary>
    /// <param name="picture">Seconds that a picture is shown.</param>
    /// <param name="total">Seconds of sound in the file.</param>
    public List<ClockStep> Steps(double picture, double total)
    {
        var least = double.PositiveInfinity;
        for (var i = _leaps.Count - 1; i >= 0; i--)
        {
            least = Math.Min(least, _leaps[i].Least);
            _leaps[i] = _leaps[i] with { Least = least };
        }

        List<ClockStep> steps = [];
        var later = 0d;
        var before = picture / 2;
        for (var i = 0; i < _leaps.Count; i++)
        {
            // What stands at the very end is the rest of the sound, whatever pictures are before it.
            var isRest = total - _leaps[i].Sound < MinGap;
            var previous = i == 0 ? before : _leaps[i].Before;
            if (!isRest && _leaps[i].Least - previous > MinGap)
            {
                later += _leaps[i].Least - (previous - before < MinDrift ? before : previous);
                before = _leaps[i].Least;
                steps.Add(new ClockStep(_leaps[i].Sound, later));
            }
            else if (i == 0)
            {
                before = _leaps[i].Least;
            }
        }

        return steps;
    }

    /// <param name="Sound">Seconds of sound before it.</param>
    /// <param name="Before">How far ahead the chunk before it was.</param>
    /// <param name="Least">How far ahead it and all up to the next leap are at least.</param>
    private readonly record struct Leap(double Sound, double Before, double Least);
}
