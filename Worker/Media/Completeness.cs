using System.Globalization;
using Platform.Contracts.PublicApi;

namespace Platform.Worker.Media;

/// <summary>Whether a file holds the whole of its recording, by one rule for all formats.</summary>
internal static class Completeness
{
    /// <summary>Seconds that may be missing at the end: encoders round, and streams of a file do not end together.</summary>
    public const double Slack = 1;

    // What no reader of captions needs, in seconds: a frame or two.
    private const double MinPicture = 0.1;

    // Two weeks in seconds, more than anybody records in one piece: what states more does not know its length.
    private const double MaxStated = 14 * 86_400;

    /// <summary>Length of the whole by the file's own account, where that is more than is there; null where nothing is missing or nothing is known.</summary>
    /// <param name="info">The file.</param>
    /// <param name="track">The track that was decoded.</param>
    /// <param name="end">Presentation time of the end of its sound, in seconds.</param>
    /// <param name="bytes">Length of the file.</param>
    public static double? Missing(MediaInfo info, TrackInfo track, double end, long bytes)
    {
        // The container says that all of it is there; a duration in its header or a tag can be somebody else's.
        if (info.Format == MediaTypes.Matroska && info.StatedBytes <= bytes)
        {
            return null;
        }

        // What was heard after the end of a track by the file's account contradicts it.
        var byTrack = track.EndSeconds >= end - Slack ? track.EndSeconds : null;

        // Data at a steady rate are most of what states a size and no time.
        var bySize = info.StatedBytes > bytes && bytes > 0 ? end * info.StatedBytes.Value / bytes : (double?)null;
        var whole = byTrack ?? info.DeclaredSeconds ?? bySize;
        return whole - end > Slack && whole <= MaxStated ? whole : null;
    }

    /// <summary>Whether there may be picture after the end of the sound: only a look at the file's last packets can tell.</summary>
    /// <param name="info">The file.</param>
    /// <param name="end">Presentation time of the end of its sound, in seconds.</param>
    public static bool MayGoOn(MediaInfo info, double end) => info.HasVideo && !(info.DeclaredSeconds - end <= MinPicture);

    /// <summary>Whether a recording may be so long, in seconds.</summary>
    public static bool IsBelievable(double seconds) => seconds <= MaxStated;

    /// <summary>What is said of it.</summary>
    /// <param name="end">Where the sound ends, in seconds.</param>
    /// <param name="whole">Length of the whole, in seconds; null where it is not known.</param>
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
