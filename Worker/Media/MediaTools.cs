using System.Globalization;
using Microsoft.Extensions.Options;
using Platform.Contracts.PublicApi;
using Platform.Worker.Kinds;
using Platform.Worker.Processes;
using Platform.Worker.Timing;

namespace Platform.Worker.Media;

/// <summary>Runs ffprobe and ffmpeg on untrusted files, with access to files only and to formats that contain their own content.</summary>
internal sealed class MediaTools(ChildProcess children, IOptions<MediaOptions> options)
{
    /// <summary>The sample rate of decoded sound, which is the one that speech recognisers are trained on.</summary>
    public const int SampleRate = 16_000;

    // Playlists (hls, dash, concat, image2 …) are not included: they make the tool open whatever they name.
    private const string Formats =
        "aac,ac3,eac3,aiff,amr,asf,au,avi,caf,flac,flv,matroska,webm,mov,mp4,m4a,3gp,3g2,mj2,mp3,mpeg,mpegts,mpegvideo,ogg,w64,wav,wv,ape,tta,dts,truehd";

    private const int MinProbeScore = 25;
    private const int MaxTitle = 200;
    private const int MaxLanguage = 35;

    // Metadata of 100 MB need 350 MiB of it.
    private const int ProbeMegabytes = 1024;
    private const double ClockRounding = 0.005;

    // Speech codecs need at least 80 bytes for a second of decoded sound (32,000 bytes); a file with fewer is made to fill the disk.
    private const long MinBytes = 80;
    private const long MaxExpansion = 400;
    private const long FreeExpansion = 64L << 20;

    // The shortest packets of any codec last 2.5 ms; packets of one or two samples each take far longer to read than their content is worth.
    private const int MaxPackets = 2_000;
    private const int FreePackets = 50_000;

    /// <summary>Probes a file.</summary>
    public async Task<MediaInfo> ProbeAsync(string file, CancellationToken cancellationToken)
    {
        var report = new ProbeReport();
        var result = await RunAsync(
            new ChildCommand("ffprobe", ["-v", "warning", .. Restrictions, "-of", "flat", "-show_entries", ProbeReport.Entries, "-i", $"file:{file}"], TimeSpan.FromMinutes(2))
            {
                Paths = [file],
                MemoryMegabytes = ProbeMegabytes,
            },
            report.Add,
            cancellationToken);
        if (result.ExitCode != 0)
        {
            throw NothingIn(file, result.Errors, isExpected: false, cancellationToken);
        }

        if (report.FormatName is not { } format || report.ProbeScore < MinProbeScore)
        {
            throw MediaErrors.NotMedia();
        }

        var streams = report.Streams;
        var sounds = streams.Where(static s => s.Type == "audio").ToArray();
        var video = streams.FirstOrDefault(static s => s is { Type: "video", IsPicture: false });
        // If only a part of the index exists, the streams are known but not their content.
        if (format == MediaTypes.Quicktime && sounds.All(static s => s.Codec is null) && IsoBoxes.MissingIndexOf(file, cancellationToken) is not MissingIndex.None and var index)
        {
            throw MediaErrors.IndexMissing(index);
        }

        if (sounds.Length == 0)
        {
            throw video is null ? MediaErrors.NotMedia() : MediaErrors.NoAudio();
        }

        var zero = MediaTypes.Zero(format, report.Start ?? 0);
        var states = MediaTypes.StatesDuration(format) && !result.Errors.Contains("Estimating duration", StringComparison.Ordinal);
        var declared = states && report.Duration is { } duration ? duration + MediaTypes.CountedFrom(format, report.Start ?? 0) - zero : (double?)null;
        // A length that a file of this size cannot have is verified by decoding.
        if (declared > options.Value.MaxSeconds && declared * MinBytes <= new FileInfo(file).Length)
        {
            throw MediaErrors.TooLong(options.Value.MaxSeconds);
        }

        var tracks = sounds.Take(CaptionsInput.MaxTrack + 1).Select((s, i) => Track(s, i, states, zero, format, declared)).ToArray();
        var (bytes, isCutInside) = await StatedLength.OfAsync(file, format, cancellationToken);
        return new MediaInfo(
            MediaTypes.Of(format, sounds[0].Codec, video?.Codec), declared, video is not null, tracks, zero, report.Start ?? 0, format, bytes, isCutInside, PictureOf(video));
    }

    /// <summary>Decodes a track to contiguous raw 16-bit samples of one channel.</summary>
    /// <param name="file">The recording.</param>
    /// <param name="info">The result of the probe.</param>
    /// <param name="track">The track.</param>
    /// <param name="mix">The channels to decode.</param>
    /// <param name="target">The file for the samples.</param>
    /// <param name="progress">Called with the decoded seconds.</param>
    /// <param name="cancellationToken">Kills the decoder.</param>
    public async Task<DecodedSound> DecodeAsync(
        string file, MediaInfo info, TrackInfo track, ChannelMix mix, string target, Action<double> progress, CancellationToken cancellationToken)
    {
        var max = options.Value.MaxSeconds;
        var channels = track.Channels == 1 ? 1 : 2;
        var budget = FreeExpansion + (MaxExpansion * new FileInfo(file).Length);
        var clock = info.Format == "avi" ? AviClock.Read(file, track.Index, cancellationToken) : null;
        var sink = new SoundSink(target, budget, channels, mix, new TimelineOptions(SampleRate, 0, MediaTypes.HasLooseClock(info.Format)));
        DecodedSound sound;
        ChildResult result;
        await using (sink)
        {
            result = await RunAsync(
                new ChildCommand("ffmpeg", DecodeArguments(file, info, track, channels), TimeSpan.FromSeconds(300 + (max / 10))) { Paths = [file] },
                output => TakeAsync(output, sink, sizeof(short) * channels, clock, progress, cancellationToken),
                cancellationToken);
            sound = sink.Finish();
        }

        return sound.Seconds > 0 ? sound : throw NothingIn(file, result.Errors, info.DeclaredSeconds > 0, cancellationToken);
    }

    private async Task TakeAsync(
        Stream output, SoundSink sink, int sampleBytes, IReadOnlyList<ClockStep>? clock, Action<double> progress, CancellationToken cancellationToken)
    {
        var max = options.Value.MaxSeconds;
        var reported = 0d;
        var seconds = 0d;
        var step = 0;
        var packets = 0L;
        await using var buffered = new BufferedStream(output, 1 << 16);
        await foreach (var (packet, timestamp) in StampedSound.ReadAsync(buffered, cancellationToken))
        {
            // Resampling moves a border by less than this.
            while (step < clock?.Count && clock[step].From <= seconds + ClockRounding)
            {
                step++;
            }

            sink.Add(packet, clock is null ? timestamp : seconds + (step > 0 ? clock[step - 1].Later : 0));
            seconds += (double)packet.Length / sampleBytes / SampleRate;
            if (++packets > FreePackets + (MaxPackets * seconds))
            {
                throw MediaErrors.TooManyPieces();
            }

            if (sink.End > max)
            {
                throw MediaErrors.TooLong(max);
            }

            if (sink.IsTooLarge)
            {
                throw MediaErrors.Expands();
            }

            if (sink.End - reported >= 1)
            {
                progress(reported = sink.End);
            }
        }

        // A program blocks for ever if its output is not read.
        await buffered.CopyToAsync(Stream.Null, cancellationToken);
    }

    /// <summary>
    /// Gets the presentation time of the last packet of any stream in seconds, which is the end of a file whose sound ends earlier.
    /// </summary>
    public async Task<double> EndAsync(string file, MediaInfo info, CancellationToken cancellationToken)
    {
        double end = 0;
        await RunAsync(
            new ChildCommand(
                "ffmpeg",
                [
                    "-nostdin", "-v", "error", .. Restrictions, "-i", $"file:{file}", "-map", "0:v?", "-map", "0:a?", "-c", "copy",
                    "-f", "null", "-progress", "pipe:1", "-",
                ],
                TimeSpan.FromMinutes(10))
            {
                Paths = [file],
            },
            line =>
            {
                if (line.StartsWith("out_time_us=", StringComparison.Ordinal) && long.TryParse(line.AsSpan(12), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var microseconds))
                {
                    end = Math.Max(end, microseconds / 1e6);
                }
            },
            cancellationToken);

        // ffprobe counts it from the first timestamp, even with the option to keep timestamps.
        return end + info.Start - info.Zero;
    }

    /// <summary>Gets the options of an input: files only, in formats that contain their own content.</summary>
    public static string[] Restrictions => ["-protocol_whitelist", "file", "-format_whitelist", Formats];

    private static string Offset(MediaInfo info) => (-info.Zero).ToString("0.######", CultureInfo.InvariantCulture);

    private static string[] DecodeArguments(string file, MediaInfo info, TrackInfo track, int channels)
    {
        // More than two channels of an unknown layout cannot be mixed; the first two are used.
        var pick = track.Channels > 2 && !track.HasLayout ? "pan=stereo|c0=c0|c1=c1," : "";
        var filter = string.Create(CultureInfo.InvariantCulture, $"{pick}aresample={SampleRate},aformat=sample_fmts=s16:channel_layouts={(channels == 1 ? "mono" : "stereo")}");
        return
        [
            // The timestamps of the file, not those that ffmpeg derives from them: it closes the gaps of some formats.
            "-nostdin", "-v", "error", "-copyts", .. Restrictions, "-i", $"file:{file}",
            "-map", string.Create(CultureInfo.InvariantCulture, $"0:{track.Stream}"), "-map_metadata", "-1", "-map_chapters", "-1",
            "-af", filter, "-c:a", "pcm_s16le", "-avoid_negative_ts", "disabled", "-output_ts_offset", Offset(info), "-f", "smjpeg", "pipe:1",
        ];
    }

    private static TrackInfo Track(ProbeStream stream, int index, bool states, double zero, string format, double? declared)
    {
        // The duration of a track counts from its first packet.
        var end = !states || stream.Duration is not { } duration ? (double?)null
            : format == MediaTypes.Matroska ? EndByTag(duration - zero, declared)
            // In ASF it is the duration of the whole file.
            : format == "asf" ? duration
            : duration + Math.Max(stream.Start ?? 0, 0) - zero;
        return new TrackInfo(
            index, stream.Index, Cut(stream.Language is "und" ? null : stream.Language, MaxLanguage), Cut(stream.Title, MaxTitle),
            stream.Channels, stream.Layout is not null, stream.SampleRate, stream.IsDefault, stream.IsAside, end, stream.Codec);
    }

    private static PictureInfo? PictureOf(ProbeStream? video) => video is null ? null
        : video.IsTurned ? new PictureInfo(video.Index, video.Codec, video.Height, video.Width)
        : new PictureInfo(video.Index, video.Codec, video.Width, video.Height);

    // In Matroska it is a tag, which remains unchanged when other programs cut or join the file, or make it up: it can show that a track ends before
    // its file, and nothing else.
    private static double? EndByTag(double end, double? declared) => declared is { } whole ? Math.Min(end, whole) : null;

    private static string? Cut(string? text, int length) =>
        text is null || text.Length <= length ? text : text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];

    private Task<ChildResult> RunAsync(ChildCommand command, Action<string> onLine, CancellationToken cancellationToken) =>
        RunAsync(() => children.RunAsync(command, onLine, cancellationToken), command.Program);

    private Task<ChildResult> RunAsync(ChildCommand command, Func<Stream, Task> read, CancellationToken cancellationToken) =>
        RunAsync(() => children.RunAsync(command, read, cancellationToken), command.Program);

    /// <summary>Runs a program on a recording, and explains why it did not.</summary>
    /// <exception cref="JobFailedException">The program is missing, or took too long.</exception>
    public static async Task<ChildResult> RunAsync(Func<Task<ChildResult>> run, string program)
    {
        try
        {
            var result = await run();
            return result.IsMissing ? throw MediaErrors.ToolMissing(program) : result;
        }
        catch (ChildTimeoutException error)
        {
            throw MediaErrors.TooComplex(error);
        }
    }

    private static JobFailedException NothingIn(string file, string errors, bool isExpected, CancellationToken cancellationToken) =>
        errors.Contains("Cannot allocate memory", StringComparison.Ordinal) ? MediaErrors.TooMuchMemory()
        : IsoBoxes.MissingIndexOf(file, cancellationToken) is not MissingIndex.None and var index ? MediaErrors.IndexMissing(index)
        : isExpected || IsCutOff(errors) ? MediaErrors.Truncated()
        : MediaErrors.NotMedia();

    private static bool IsCutOff(string errors) =>
        errors.Contains("moov atom not found", StringComparison.Ordinal) || errors.Contains("End of file", StringComparison.Ordinal) || errors.Contains("truncat", StringComparison.OrdinalIgnoreCase);
}
