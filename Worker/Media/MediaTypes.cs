namespace Platform.Worker.Media;

/// <summary>Maps ffprobe's format names to MIME types and describes the clocks of the formats.</summary>
internal static class MediaTypes
{
    /// <summary>The ISO base media formats (mp4, m4a, mov), as ffprobe names them.</summary>
    public const string Quicktime = "mov,mp4,m4a,3gp,3g2,mj2";

    /// <summary>The formats Matroska and WebM, as ffprobe names them.</summary>
    public const string Matroska = "matroska,webm";

    // A recording with a later start does not start late; its timestamps are those of a stream that it was cut from.
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

    /// <summary>
    /// Checks whether the format has a field for its length; the length of others is estimated from the last timestamp or the size.
    /// </summary>
    public static bool StatesDuration(string format) =>
        format is Quicktime or Matroska or "flac" or "flv" or "asf" or "mp3" or "au" or "aiff" or "tta" or "wv" or "ape";

    /// <summary>Computes the timestamp of presentation time 0, in seconds.</summary>
    /// <param name="format">The name of the format in ffprobe.</param>
    /// <param name="start">The first timestamp of the file, in seconds.</param>
    /// <remarks>
    /// Players start these formats at 0, whatever the first timestamp is; transport streams and similar formats start at an arbitrary time of a
    /// running clock.
    /// </remarks>
    public static double Zero(string format, double start) => format switch
    {
        Quicktime or "avi" or "asf" => 0,
        Matroska or "flv" => start > LatestStart ? start : 0,
        _ => start,
    };

    /// <summary>Gets the timestamp from which a file counts its length, in seconds.</summary>
    /// <param name="format">The name of the format in ffprobe.</param>
    /// <param name="start">The first timestamp of the file, in seconds.</param>
    public static double CountedFrom(string format, double start) => format is Quicktime or Matroska ? 0 : Math.Max(start, 0);

    /// <summary>Checks whether timestamps may restart within a file, as they do in recordings that were concatenated.</summary>
    public static bool HasLooseClock(string format) => format is "mpegts" or "mpeg" or "ogg";

    private static bool IsWebm(string? sound, string? video) => sound is "opus" or "vorbis" && video is null or "vp8" or "vp9" or "av1";
}
