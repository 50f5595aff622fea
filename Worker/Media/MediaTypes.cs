namespace Platform.Worker.Media;

/// <summary>MIME types by ffprobe's names of formats.</summary>
internal static class MediaTypes
{
    private const string Quicktime = "mov,mp4,m4a,3gp,3g2,mj2";
    private const string Matroska = "matroska,webm";

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

    /// <summary>Whether the format states its length, where others are estimated from their size.</summary>
    public static bool StatesDuration(string format) => format is Quicktime or Matroska or "wav" or "w64" or "flac" or "avi" or "aiff";

    private static bool IsWebm(string? sound, string? video) => sound is "opus" or "vorbis" && video is null or "vp8" or "vp9" or "av1";
}
