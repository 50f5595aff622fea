using System.Globalization;
using Microsoft.Extensions.Options;
using Platform.Worker.Media;
using Platform.Worker.Processes;

namespace Platform.Worker.Videos;

/// <summary>Puts captions into recordings by ffmpeg, without a network and with limits, as untrusted recordings are read.</summary>
internal sealed partial class VideoMaker(ChildProcess children, IOptions<MediaOptions> options, ILogger<VideoMaker> logger)
{
    // Below the limit of an attempt, so that what takes too long is told from a worker that is too slow.
    private const double MaxSeconds = 5.5 * 3600;
    private const double BaseSeconds = 600;
    private const double SecondsPerSecond = 30;

    /// <summary>Makes the file.</summary>
    /// <param name="order">What is made; its captions and recording are in the folder.</param>
    /// <param name="progress">Called with the presentation time that was reached.</param>
    /// <param name="cancellationToken">Kills ffmpeg.</param>
    /// <exception cref="Kinds.JobFailedException">The recording cannot be put into such a file.</exception>
    public async Task<MadeVideo> MakeAsync(VideoOrder order, Action<double> progress, CancellationToken cancellationToken)
    {
        var isEncoded = !VideoArguments.CopiesAll(order);
        var result = await RunAsync(order, encodesAll: false, progress, cancellationToken);
        if (!IsMade(order, result))
        {
            // A recording whose timestamps or packets are not what its format promises cannot be copied, but can be decoded.
            isEncoded = true;
            result = await RunAsync(order, encodesAll: true, progress, cancellationToken);
            if (!IsMade(order, result))
            {
                throw Explain(order, result, cancellationToken);
            }
        }

        var lacksLetters = result.Errors.Contains("failed to find any fallback", StringComparison.Ordinal);
        if (lacksLetters)
        {
            LogNoFont(order.Language);
        }

        return new MadeVideo(isEncoded, lacksLetters);
    }

    private static bool IsMade(VideoOrder order, ChildResult result) => result.ExitCode == 0 && new FileInfo(order.Target) is { Exists: true, Length: > 0 };

    private static Exception Explain(VideoOrder order, ChildResult result, CancellationToken cancellationToken)
    {
        var errors = result.Errors;
        return errors.Contains("No space left on device", StringComparison.Ordinal) ? new IOException("There is no space left for the recording with captions.")
            : errors.Contains("Unknown encoder", StringComparison.Ordinal) || errors.Contains("No such filter", StringComparison.Ordinal) ? MediaErrors.ToolMissing("ffmpeg with libx264 and libass")
            : errors.Contains("Cannot allocate memory", StringComparison.Ordinal) ? MediaErrors.TooMuchMemory()
            : IsoBoxes.MissingIndexOf(order.Source, cancellationToken) is not MissingIndex.None and var index ? MediaErrors.IndexMissing(index)
            : MediaErrors.CannotEncode();
    }

    private Task<ChildResult> RunAsync(VideoOrder order, bool encodesAll, Action<double> progress, CancellationToken cancellationToken)
    {
        var command = new ChildCommand(
            "ffmpeg", VideoArguments.Of(order, encodesAll), TimeSpan.FromSeconds(Math.Min(MaxSeconds, BaseSeconds + (SecondsPerSecond * Math.Max(0, order.Seconds)))))
        {
            WorkingFolder = order.Folder,
        };
        return MediaTools.RunAsync(() => children.RunAsync(command, line => Take(line, progress), cancellationToken), command.Program);
    }

    private void Take(string line, Action<double> progress)
    {
        if (NumberOf(line, "out_time_us=") is { } microseconds)
        {
            progress(microseconds / 1e6);
        }
        else if (NumberOf(line, "total_size=") > options.Value.MaxBytes)
        {
            throw MediaErrors.ResultTooLarge(options.Value.MaxBytes);
        }
    }

    private static long? NumberOf(string line, string name) =>
        line.StartsWith(name, StringComparison.Ordinal) && long.TryParse(line.AsSpan(name.Length), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    [LoggerMessage(1, LogLevel.Warning, "Captions in {Language} have letters that are in no installed font; they are missing in the picture")]
    private partial void LogNoFont(string language);
}
