namespace Platform.Worker.Timing;

/// <summary>Marks where a time of the decoded sound corresponds to a time of the recording.</summary>
/// <param name="Sound">The time in the decoded sound, in seconds.</param>
/// <param name="Media">The presentation time in seconds.</param>
internal readonly record struct TimeMark(double Sound, double Media);

/// <summary>
/// Maps times of the decoded sound to times of its recording. The decoded sound omits the gaps of the recording, so that days without sound cost
/// nothing; between marks both clocks run at the same rate.
/// </summary>
/// <param name="marks">The marks in the order of the sound; empty if both are the same.</param>
internal sealed class Timeline(IReadOnlyList<TimeMark> marks)
{
    /// <summary>Gets the marks.</summary>
    public IReadOnlyList<TimeMark> Marks => marks;

    /// <summary>Computes the presentation time of a time in the sound, both in seconds.</summary>
    /// <param name="sound">The time in the sound.</param>
    public double At(double sound) => At(sound, sound);

    /// <summary>Computes the time in the sound of a presentation time, both in seconds; of one in a gap, that of the sound after it.</summary>
    /// <param name="media">The presentation time.</param>
    public double SoundAt(double media)
    {
        var place = 0;
        while (place < marks.Count && marks[place].Media <= media)
        {
            place++;
        }

        var sound = place == 0 ? media : marks[place - 1].Sound + (media - marks[place - 1].Media);
        return place < marks.Count ? Math.Min(sound, marks[place].Sound) : sound;
    }

    /// <summary>Gets the timeline of the sound from a time on, which is then its start.</summary>
    /// <param name="sound">The time in the sound, in seconds.</param>
    public Timeline From(double sound) =>
        new([new TimeMark(0, At(sound)), .. marks.Where(mark => mark.Sound > sound).Select(mark => mark with { Sound = mark.Sound - sound })]);

    /// <summary>Computes the presentation time of a time in the sound by the clock at another time, all in seconds.</summary>
    /// <param name="sound">The time in the sound.</param>
    /// <param name="by">A time near it, such as the middle of a word whose borders are uncertain.</param>
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
