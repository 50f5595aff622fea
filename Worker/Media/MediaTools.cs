using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Platform.Worker.Kinds;
using Platform.Worker.Processes;

namespace Platform.Worker.Media;

/// <summary>ffprobe and ffmpeg on files that nobody vouches for: only file access, only formats that hold their own content.</summary>
internal sealed class MediaTools(ChildProcess children, IOptions<MediaOptions> options)
{
    /// <summary>Samples a second of decoded sound: what speech recognisers are trained on.</summary>
    public const int SampleRate = 16_000;

    /// <summary>Bytes of a second of decoded sound: 16 bits, one channel.</summary>
    public const int BytesPerSecond = SampleRate * 2;

    // Playlists (hls, dash, concat, image2 …) are not here: they make the tool open whatever they name.
    private const string Formats =
        "aac,ac3,eac3,aiff,amr,asf,au,avi,caf,flac,flv,matroska,webm,mov,mp4,m4a,3gp,3g2,mj2,mp3,mpeg,mpegts,mpegvideo,ogg,w64,wav,wv,ape,tta,dts,truehd";

    private const int MaxReportChars = 1 << 20;
    private const int MinProbeScore = 25;
    private const double CutOffSeconds = 1;
    private const double CutOffShare = 0.05;

    public async Task<MediaInfo> ProbeAsync(string file, CancellationToken cancellationToken)
    {
        var json = new StringBuilder();
        var result = await RunAsync(
            "ffprobe",
            ["-v", "error", .. Restrictions, "-print_format", "json", "-show_format", "-show_streams", "-i", $"file:{file}"],
            TimeSpan.FromMinutes(2),
            line =>
            {
                if (json.Length < MaxReportChars)
                {
                    json.Append(line).Append('\n');
                }
            },
            cancellationToken).ConfigureAwait(false);
        if (result.ExitCode != 0)
        {
            throw IsCutOff(result.Errors) ? MediaErrors.Truncated() : MediaErrors.NotMedia();
        }

        var report = Parse(json.ToString());
        if (report?.Format is not { FormatName: { } name } format || format.ProbeScore < MinProbeScore)
        {
            throw MediaErrors.NotMedia();
        }

        var streams = report.Streams ?? [];
        var sound = streams.FirstOrDefault(static s => s.CodecType == "audio")
            ?? throw (streams.Any(static s => s.CodecType == "video") ? MediaErrors.NoAudio() : MediaErrors.NotMedia());
        var video = streams.FirstOrDefault(static s => s is { CodecType: "video", Disposition.AttachedPicture: not 1 });
        var declared = MediaTypes.StatesDuration(name) ? Seconds(sound.Duration) ?? (video is null ? Seconds(format.Duration) : null) : null;
        if ((declared ?? Seconds(format.Duration)) > options.Value.MaxSeconds)
        {
            throw MediaErrors.TooLong(options.Value.MaxSeconds);
        }

        if (await WaveHeader.IsCutOffAsync(file, cancellationToken).ConfigureAwait(false))
        {
            throw MediaErrors.Truncated();
        }

        return new MediaInfo(MediaTypes.Of(name, sound.CodecName, video?.CodecName), declared, video is not null);
    }

    /// <summary>Decodes the sound to raw 16-bit samples, one channel.</summary>
    /// <returns>Its length in seconds.</returns>
    public async Task<double> DecodeAsync(string file, MediaInfo info, string target, Action<double> progress, CancellationToken cancellationToken)
    {
        var max = options.Value.MaxSeconds;
        var result = await RunAsync(
            "ffmpeg",
            [
                "-nostdin", "-v", "error", "-y", .. Restrictions, "-i", $"file:{file}",
                "-map", "0:a:0", "-vn", "-sn", "-dn", "-ac", "1", "-ar", SampleRate.ToString(CultureInfo.InvariantCulture),
                "-t", (max + 1).ToString(CultureInfo.InvariantCulture), "-f", "s16le", "-progress", "pipe:1", $"file:{target}",
            ],
            TimeSpan.FromSeconds(300 + (max / 10)),
            line =>
            {
                if (line.StartsWith("out_time_us=", StringComparison.Ordinal) && long.TryParse(line.AsSpan(12), NumberStyles.None, CultureInfo.InvariantCulture, out var microseconds))
                {
                    progress(microseconds / 1e6);
                }
            },
            cancellationToken).ConfigureAwait(false);
        var decoded = new FileInfo(target);
        var seconds = decoded.Exists ? (double)decoded.Length / BytesPerSecond : 0;
        if (seconds <= 0)
        {
            throw IsCutOff(result.Errors) || info.DeclaredSeconds > 0 ? MediaErrors.Truncated() : MediaErrors.NotMedia();
        }

        if (seconds > max)
        {
            throw MediaErrors.TooLong(max);
        }

        return info.DeclaredSeconds - seconds > Math.Max(CutOffSeconds, CutOffShare * seconds) ? throw MediaErrors.Truncated() : seconds;
    }

    private static string[] Restrictions => ["-protocol_whitelist", "file", "-format_whitelist", Formats];

    private async Task<ChildResult> RunAsync(string program, string[] arguments, TimeSpan timeout, Action<string> onLine, CancellationToken cancellationToken)
    {
        try
        {
            var result = await children.RunAsync(new ChildCommand(program, arguments, timeout), onLine, cancellationToken).ConfigureAwait(false);
            return result.IsMissing
                ? throw new JobFailedException("tool_missing", "The worker lacks a program that captions need.", retryable: true, new FileNotFoundException(program))
                : result;
        }
        catch (ChildTimeoutException error)
        {
            throw new JobFailedException("media_too_complex", "Reading the recording took too long.", retryable: false, error);
        }
    }

    private static ProbeReport? Parse(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, MediaJson.Default.ProbeReport);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool IsCutOff(string errors) =>
        errors.Contains("moov atom not found", StringComparison.Ordinal) || errors.Contains("End of file", StringComparison.Ordinal) || errors.Contains("truncat", StringComparison.OrdinalIgnoreCase);

    private static double? Seconds(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds > 0 ? seconds : null;
}
