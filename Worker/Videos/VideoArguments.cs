using System.Globalization;
using Platform.Worker.Media;

namespace Platform.Worker.Videos;

/// <summary>Builds the command lines by which ffmpeg puts captions into recordings.</summary>
/// <remarks>
/// Cues have presentation times. ffmpeg would move each input to begin at 0, and captions of a recording whose sound starts late would be late by as
/// much; so timestamps are kept (<c>-copyts</c>), and those of the recording are moved by its presentation time 0 only.
/// </remarks>
internal static class VideoArguments
{
    /// <summary>The maximum number of sound tracks in the file that is made, which may each have to be encoded.</summary>
    public const int MaxSounds = 8;

    private const int MostMixedChannels = 6;

    // What players of MP4 files know. Others fit into it as well, but hardly anything plays them.
    private static readonly string[] s_mp4Pictures = ["h264", "hevc", "av1", "vp9", "mpeg4"];
    private static readonly string[] s_mp4Sounds = ["aac", "mp3", "ac3", "eac3", "opus", "alac"];

    // Encoded pictures have an even number of pixels, and no more than a screen of today.
    private const string Scale = "scale=w='min(3840,iw)':h='min(2160,ih)':force_original_aspect_ratio=decrease:force_divisible_by=2";

    /// <summary>Returns whether sound and picture are taken over as they are.</summary>
    public static bool CopiesAll(VideoOrder order) => CopiesPicture(order) && Sounds(order).All(sound => CopiesSound(order, sound));

    /// <summary>Builds a command line.</summary>
    /// <param name="order">What is to be made.</param>
    /// <param name="encodesAll">Whether sound and picture are encoded even if they fit into the file as they are.</param>
    public static IReadOnlyList<string> Of(VideoOrder order, bool encodesAll) =>
    [
        "-nostdin", "-v", "warning", "-copyts",
        "-threads", "2", "-itsoffset", (-order.Info.Zero).ToString("0.######", CultureInfo.InvariantCulture), .. MediaTools.Restrictions, "-i", $"file:{order.Source}",
        .. order.IsBurned ? (string[])[] : ["-protocol_whitelist", "file", "-f", order.IsMp4 ? "ass" : "webvtt", "-i", $"file:{order.Captions}"],
        .. Maps(order),
        .. Picture(order, encodesAll),
        .. Sounds(order).SelectMany((sound, i) => Sound(order, sound, i, encodesAll)),
        .. order.IsBurned ? (string[])[] : Track(order),

        // Streams keep what is said about them; nothing else of the recording belongs to the new file.
        "-map_metadata:g", "-1", "-map_chapters", "-1",
        .. order.IsMp4 ? (string[])["-movflags", "+faststart", "-f", "mp4"] : ["-f", "matroska"],
        "-stats_period", "0.5", "-progress", "pipe:1", "-y", $"file:{order.Target}",
    ];

    private static IEnumerable<TrackInfo> Sounds(VideoOrder order) => order.Info.Tracks!.Take(MaxSounds);

    private static IEnumerable<string> Maps(VideoOrder order)
    {
        if (order.Info.Picture is { } picture)
        {
            yield return "-map";
            yield return Stream(picture.Stream);
        }

        foreach (var sound in Sounds(order))
        {
            yield return "-map";
            yield return Stream(sound.Stream);
        }

        if (!order.IsBurned)
        {
            yield return "-map";
            yield return "1:s:0";
        }
    }

    private static string[] Picture(VideoOrder order, bool encodesAll)
    {
        if (order.Info.Picture is not { } picture)
        {
            return [];
        }

        if (!encodesAll && CopiesPicture(order))
        {
            // Without this mark, players of Apple do not know HEVC.
            return order.IsMp4 && picture.Codec == "hevc" ? ["-c:v", "copy", "-tag:v", "hvc1"] : ["-c:v", "copy"];
        }

        return
        [
            "-vf", order.IsBurned ? $"{Scale},subtitles=filename={VideoOrder.BurnedCaptions}" : Scale,
            "-c:v", "libx264", "-preset", "veryfast", "-crf", "20", "-pix_fmt", "yuv420p", "-threads:v", "2", "-fps_mode", "vfr",
        ];
    }

    private static string[] Sound(VideoOrder order, TrackInfo sound, int index, bool encodesAll)
    {
        var codec = string.Create(CultureInfo.InvariantCulture, $"-c:a:{index}");
        return !encodesAll && CopiesSound(order, sound) ? [codec, "copy"]
            : sound.Channels > MostMixedChannels ? [codec, "aac", string.Create(CultureInfo.InvariantCulture, $"-ac:a:{index}"), "2"]
            : [codec, "aac"];
    }

    private static string[] Track(VideoOrder order) =>
    [
        // Matroska has WebVTT as it is; ffmpeg's own writer of it would not keep every text.
        "-c:s", order.IsMp4 ? "mov_text" : "copy", "-metadata:s:s:0", $"language={LanguageOf(order.Language)}", "-disposition:s:0", "default",
    ];

    private static bool CopiesPicture(VideoOrder order) =>
        !order.IsBurned && (order.Info.Picture is not { } picture || !order.IsMp4 || s_mp4Pictures.Contains(picture.Codec, StringComparer.Ordinal));

    private static bool CopiesSound(VideoOrder order, TrackInfo sound) => !order.IsMp4 || s_mp4Sounds.Contains(sound.Codec, StringComparer.Ordinal);

    private static string Stream(int index) => string.Create(CultureInfo.InvariantCulture, $"0:{index}");

    /// <summary>Returns the code of ISO 639-2 of a language, which files have; <c>und</c> if there is none.</summary>
    internal static string LanguageOf(string tag)
    {
        try
        {
            return CultureInfo.GetCultureInfo(tag).ThreeLetterISOLanguageName is { Length: 3 } code && code.All(char.IsAsciiLetterLower) && code != "ivl" ? code : "und";
        }
        catch (CultureNotFoundException)
        {
            return "und";
        }
    }
}
