namespace Platform.Worker.Media;

/// <summary>Which sound track of a recording captions are made of.</summary>
internal static class TrackChoice
{
    /// <summary>Lowest number of samples a second that is taken for sound.</summary>
    public const int MinSampleRate = 4_000;

    /// <summary>Highest number of samples a second that is taken for sound.</summary>
    public const int MaxSampleRate = 384_000;

    /// <summary>Highest number of channels that is taken for sound: what reads media mixes no more.</summary>
    public const int MaxChannels = 64;

    // Each is decoded as a whole to see whether it has speech.
    private const int MaxTried = 8;

    /// <summary>The tracks in the order in which they are to be tried.</summary>
    /// <param name="tracks">All of the recording, at least one.</param>
    /// <param name="language">BCP 47 tag of the job; null where it names none.</param>
    /// <param name="wanted">The number that the job asks for; null for none.</param>
    /// <returns>The tracks, at least one, and how many of them are taken as soon as anything is heard on them; the others have to sound like speech.</returns>
    /// <exception cref="Kinds.JobFailedException">There is no such track, or none with sound that can be read.</exception>
    public static (IReadOnlyList<TrackInfo> Tracks, int Trusted) Order(IReadOnlyList<TrackInfo> tracks, string? language, int? wanted)
    {
        if (wanted is { } index)
        {
            var chosen = index < tracks.Count ? tracks[index] : throw MediaErrors.NoSuchTrack(index, tracks.Count);
            return IsReadable(chosen) ? ([chosen], 1) : throw Unreadable(chosen);
        }

        var readable = tracks.Where(IsReadable).ToArray();
        if (readable.Length == 0)
        {
            throw Unreadable(tracks[0]);
        }

        // Matroska marks all tracks as default where nobody chose one; then the mark says nothing.
        var marked = readable.Any(static track => !track.IsDefault);
        var ordered = readable
            .OrderBy(track => TrackLanguages.IsSame(track.Language, language) ? 0 : marked && track.IsDefault ? 1 : 2)
            .ThenBy(static track => track.IsAside)
            .ThenByDescending(static track => track.IsDefault)
            .ThenBy(static track => track.Index)
            .Take(MaxTried)
            .ToArray();
        return (ordered, ordered.Count(track => TrackLanguages.IsSame(track.Language, language) || (marked && track.IsDefault)));
    }

    private static bool IsReadable(TrackInfo track) => track.Channels <= MaxChannels && track.SampleRate is 0 or (>= MinSampleRate and <= MaxSampleRate);

    private static Kinds.JobFailedException Unreadable(TrackInfo track) =>
        track.Channels > MaxChannels ? MediaErrors.Channels(track.Channels) : MediaErrors.SampleRate(track.SampleRate);
}
