namespace Platform.Worker.Timing;

/// <summary>From a moment of decoded sound on, which moment of the recording it is.</summary>
/// <param name="Sound">Seconds of decoded sound.</param>
/// <param name="Media">Presentation time in seconds.</param>
internal readonly record struct TimeMark(double Sound, double Media);

/// <summary>
/// Where decoded sound belongs in its recording. The sound is without the gaps of its recording, so that days without a
/// sound cost nothing; between marks both clocks run alike.
/// </summary>
/// <param name="marks">In the order of the sound; none where both are the same.</param>
internal sealed class Timeline(IReadOnlyList<TimeMark> marks)
{
    /// <summary>The marks.</summary>
    public IReadOnlyList<TimeMark> Marks => marks;

    /// <summary>Presentation time of a moment of the sound, both in seconds.</summary>
    /// <param name="sound">The moment.</param>
    public double At(double sound) => At(sound, sound);

    /// <summary>Presentation time of a moment of the sound by the clock of another, all in seconds.</summary>
    /// <param name="sound">The moment.</param>
    /// <param name="by">A moment near it, such as the middle of a word whose borders are not sure.</param>
    public double At(double sound, double by)
    {
        var (low, high) = (0, marks.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (marks[middle].Sound <= by)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low == 0 ? sound : marks[low - 1].Media + (sound - marks[low - 1].Sound);
    }
}
