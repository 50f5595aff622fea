namespace Platform.Worker.Media;

/// <summary>Selects the sound track of a recording that captions are made from.</summary>
internal static class TrackChoice
{
    /// <summary>The minimum sample rate of a track with sound.</summary>
    public const int MinSampleRate = 4_000;

    /// <summary>The maximum sample rate of a track with sound.</summary>
    public const int MaxSampleRate = 384_000;

    /// <summary>The maximum number of channels of a track with sound, which is what media tools can mix.</summary>
    public const int MaxChannels = 64;

    // Each is decoded completely to determine whether it contains speech.
    private const int MaxTried = 8;

    /// <summary>Orders the tracks by preference.</summary>
    /// <param name="tracks">All tracks of the recording, at least one.</param>
    /// <param name="language">The BCP 47 tag of the job; null if it does not specify one.</param>
    /// <param name="wanted">The track number that the job requests; null for none.</param>
    /// <returns>
    /// The tracks, at least one, and how many of them are accepted if they have any sound; the others must have the rhythm of speech.
    /// </returns>
    /// <exception cref="Kinds.JobFailedException">There is no such track, or none with readable sound.</exception>
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

        // Matroska marks all tracks as default if nobody selected one; then the mark means nothing.
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
