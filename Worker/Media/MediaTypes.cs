namespace Platform.Worker.Media;

/// <summary>MIME types and clocks by ffprobe's names of formats.</summary>
internal static class MediaTypes
{
    /// <summary>ISO base media: mp4, m4a, mov.</summary>
    public const string Quicktime = "mov,mp4,m4a,3gp,3g2,mj2";

    /// <summary>Matroska and WebM.</summary>
    public const string Matroska = "matroska,webm";

    // What begins later than this is no recording with a late start but one whose clock is that of a stream it was taken from.
    private const double LatestStart = 3600;

    public static string Of(string format, string? soundCodec, string? videoCodec)
    {
        var kind = videoCodec is null ? "audio" : "video";
        return format switch
        {
            Quicktime => $"{kind}/mp4",
            Matroska => IsWebm(soundCodec, videoCodec) ? $"{kind}/webm" : $"{kind}/x-matroska",
            "mp3" => "audio/mpeg",
            "wav" or "w64" => "audio/wav",
            "ogg" => $"{kind}/ogg",
            "flac" => "audio/flac",
            "aac" => "audio/aac",
            "aiff" => "audio/aiff",
            "avi" => "video/x-msvideo",
            "mpegts" => "video/mp2t",
            "mpeg" => $"{kind}/mpeg",
            "flv" => "video/x-flv",
            "asf" => $"{kind}/x-ms-asf",
            "amr" => "audio/amr",
            _ => "application/octet-stream",
        };
    }

    /// <summary>Whether the format has a field for its length, where others are judged by their last timestamp or their size.</summary>
    public static bool StatesDuration(string format) =>
        format is Quicktime or Matroska or "flac" or "flv" or "asf" or "mp3" or "au" or "aiff" or "tta" or "wv" or "ape";

    /// <summary>Timestamp that is presentation time 0, in seconds.</summary>
    /// <param name="format">ffprobe's name of the format.</param>
    /// <param name="start">First timestamp of the file, in seconds.</param>
    /// <remarks>Players begin these formats at 0, whatever comes first; transport streams and the like begin at any moment of a clock that ran before them.</remarks>
    public static double Zero(string format, double start) => format switch
    {
        Quicktime or "avi" or "asf" => 0,
        Matroska or "flv" => start > LatestStart ? start : 0,
        _ => start,
    };

    /// <summary>From which timestamp on the length of a file counts, in seconds.</summary>
    /// <param name="format">ffprobe's name of the format.</param>
    /// <param name="start">First timestamp of the file, in seconds.</param>
    public static double CountedFrom(string format, double start) => format is Quicktime or Matroska ? 0 : Math.Max(start, 0);

    /// <summary>Whether timestamps may start anew within a file, as they do where recordings were joined end to end.</summary>
    public static bool HasLooseClock(string format) => format is "mpegts" or "mpeg" or "ogg";

    private static bool IsWebm(string? sound, string? video) => sound is "opus" or "vorbis" && video is null or "vp8" or "vp9" or "av1";
}
