using System.Globalization;
using Platform.Contracts.PublicApi;

namespace Platform.Worker.Media;

/// <summary>Determines whether a file contains its whole recording, by one rule for all formats.</summary>
internal static class Completeness
{
    /// <summary>The number of seconds that may be missing at the end: encoders round, and the streams of a file do not end together.</summary>
    public const double Slack = 1;

    // A difference in seconds that no reader of captions notices: a frame or two.
    private const double MinPicture = 0.1;

    // Two weeks in seconds, more than anybody records in one piece: a larger stated length is wrong.
    private const double MaxStated = 14 * 86_400;

    /// <summary>
    /// Computes the length that the file states for its recording, if it is more than the file contains; null if nothing is missing or nothing is
    /// stated.
    /// </summary>
    /// <param name="info">The probed file.</param>
    /// <param name="track">The decoded track.</param>
    /// <param name="end">The presentation time of the end of its sound, in seconds.</param>
    /// <param name="bytes">The length of the file.</param>
    public static double? Missing(MediaInfo info, TrackInfo track, double end, long bytes)
    {
        // The container states that it is complete; a duration in its header or a tag may belong to another recording.
        if (info.Format == MediaTypes.Matroska && info.StatedBytes <= bytes)
        {
            return null;
        }

        // Sound after the stated end of a track contradicts the statement.
        var byTrack = track.EndSeconds >= end - Slack ? track.EndSeconds : null;

        // Most formats that state a size but no duration have a constant bit rate.
        var bySize = info.StatedBytes > bytes && bytes > 0 ? end * info.StatedBytes.Value / bytes : (double?)null;
        var whole = byTrack ?? info.DeclaredSeconds ?? bySize;
        return whole - end > Slack && whole <= MaxStated ? whole : null;
    }

    /// <summary>Checks whether the picture may continue after the end of the sound, which only the last packets of the file can show.</summary>
    /// <param name="info">The probed file.</param>
    /// <param name="end">The presentation time of the end of its sound, in seconds.</param>
    public static bool MayGoOn(MediaInfo info, double end) => info.HasVideo && !(info.DeclaredSeconds - end <= MinPicture);

    /// <summary>Checks whether a length in seconds is plausible.</summary>
    public static bool IsBelievable(double seconds) => seconds <= MaxStated;

    /// <summary>Describes an incomplete recording.</summary>
    /// <param name="end">The end of the sound, in seconds.</param>
    /// <param name="whole">The length of the whole recording, in seconds; null if it is unknown.</param>
    public static IncompleteRecording Mark(double end, double? whole)
    {
        var hours = Math.Max(end, whole ?? 0) > 3600;
        return new IncompleteRecording(
            Math.Round(end, 3),
            whole is { } of ? Math.Round(of, 3) : null,
            $"ends at {Clock(end, hours)}{(whole is { } length ? $" of {Clock(length, hours)}" : ", in the middle of its data")}");
    }

    private static string Clock(double seconds, bool hours)
    {
        var time = TimeSpan.FromSeconds(Math.Floor(seconds));
        return hours
            ? string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00}")
            : string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalMinutes}:{time.Seconds:00}");
    }
}
