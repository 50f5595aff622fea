namespace Platform.Worker.Media;

/// <summary>
/// Finds gaps in the sound of an AVI file: the places where sound leaps ahead of its picture and never falls back. Only leaps that nothing after them
/// has revoked are kept, so that the memory is bounded for any number of chunks.
/// </summary>
internal sealed class PictureLeaps
{
    /// <summary>The maximum number of gaps, equal to the number of marks of a timeline.</summary>
    public const int MaxGaps = 20_000;

    // Files store sound up to a second ahead of its picture or behind it, so a smaller difference is not a gap.
    private const double MinGap = 1.5;

    // A smaller fall before a gap belongs to the same clock.
    private const double MinDrift = 0.2;

    // The first entry represents the beginning and always exists. The entries are further and further ahead.
    private readonly List<Leap> _leaps = [];
    private double _previous;

    /// <summary>Adds a chunk of sound in the order of the file.</summary>
    /// <param name="sound">The seconds of sound before it.</param>
    /// <param name="ahead">By how many seconds the picture before it exceeds its own time.</param>
    public void Add(double sound, double ahead)
    {
        while (_leaps.Count > 1 && ahead - _leaps[^1].Before <= MinGap)
        {
            // Sound that is stored after its picture catches up in the end; sound that never does was late.
            var taken = _leaps[^1];
            _leaps.RemoveAt(_leaps.Count - 1);
            _leaps[^1] = _leaps[^1] with { Least = Math.Min(_leaps[^1].Least, taken.Least) };
        }

        // A gap is a leap: sound that falls behind its picture gradually indicates an inaccurate clock.
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

    /// <summary>Returns the gaps.</summary>
    /// <param name="picture">The display time of a picture in seconds.</param>
    /// <param name="total">The seconds of sound in the file.</param>
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
            // The very last chunk is the rest of the sound, however many pictures precede it.
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

    /// <summary>Represents a chunk before which the lead of the picture leaps.</summary>
    /// <param name="Sound">The seconds of sound before it.</param>
    /// <param name="Before">How far ahead the previous chunk was.</param>
    /// <param name="Least">The minimum lead of it and of all chunks up to the next leap.</param>
    private readonly record struct Leap(double Sound, double Before, double Least);
}
