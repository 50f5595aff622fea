namespace Platform.Integration.Worker;

/// <summary>Recordings of beeps at known times, in every container: when they are heard can be measured to the sample.</summary>
internal static class Beeps
{
    /// <summary>When the beeps begin, in seconds.</summary>
    public static readonly IReadOnlyList<double> Times = [0.5, 1.5, 3, 4];

    /// <summary>Length of the sound in seconds.</summary>
    public const double Seconds = 5;

    /// <summary>From which second of the sound on it comes later.</summary>
    public const double GapAt = 2.2;

    private const string Sound = "aevalsrc='0.5*sin(2*PI*500*t)*(between(t,0.5,0.9)+between(t,1.5,1.9)+between(t,3,3.4)+between(t,4,4.4))':s=44100:d=5";

    /// <summary>Name of the file, and how it is made: picture (null for none), sound, further options.</summary>
    public static readonly IReadOnlyDictionary<string, (string? Picture, string Sound, string[] Options)> Containers =
        new Dictionary<string, (string?, string, string[])>(StringComparer.Ordinal)
        {
            ["video.mp4"] = ("mpeg4", "aac", ["-movflags", "+faststart"]),
            ["fragments.mp4"] = ("mpeg4", "aac", ["-movflags", "frag_keyframe+empty_moov", "-frag_duration", "500000"]),
            ["sound.m4a"] = (null, "aac", ["-movflags", "+faststart"]),
            ["video.mkv"] = ("mpeg4", "libmp3lame", []),
            ["plain.mkv"] = ("mpeg4", "pcm_s16le", []),
            ["video.webm"] = ("libvpx", "libopus", []),
            ["sound.webm"] = (null, "libvorbis", []),
            ["video.ts"] = ("mpeg2video", "aac", []),
            ["video.flv"] = ("flv", "aac", []),
            ["video.avi"] = ("mpeg4", "libmp3lame", []),
            ["plain.avi"] = ("mpeg4", "pcm_s16le", []),
            ["dense.avi"] = ("mpeg4", "libmp3lame", ["-b:a", "320k", "-ar", "32000", "-ac", "2"]),
            ["vorbis.avi"] = ("mpeg4", "libvorbis", []),
        };

    /// <summary>Makes a recording.</summary>
    /// <param name="file">Where; its name is one of <see cref="Containers"/>.</param>
    /// <param name="late">How much later the sound starts than the picture, in seconds.</param>
    /// <param name="gap">Seconds without timestamps at <see cref="GapAt"/>.</param>
    /// <param name="picture">Length of the picture in seconds.</param>
    public static Task WriteAsync(string file, double late = 0, double gap = 0, double picture = 20)
    {
        var (video, sound, options) = Containers[Path.GetFileName(file)];
        string[] first = video is null ? [] : ["-f", "lavfi", "-i", FormattableString.Invariant($"testsrc=size=64x48:rate=25:duration={picture}")];
        // An encoder joins what is left of its frame before the gap with what comes after; small frames keep the border sharp.
        var filter = gap > 0 ? FormattableString.Invariant($"asetnsamples=100,asetpts=PTS+gte(T\\,{GapAt + late})*{gap}/TB") : "anull";
        return Sounds.FfmpegAsync(
            [
                .. first, "-itsoffset", FormattableString.Invariant($"{late}"), "-f", "lavfi", "-i", Sound,
                .. video is null ? (string[])[] : ["-map", "0:v", "-map", "1:a", "-c:v", video, "-pix_fmt", "yuv420p"],
                "-af", filter, "-c:a", sound, "-ar", sound == "libopus" ? "48000" : "44100", .. options, file,
            ]);
    }
}
