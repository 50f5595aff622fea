using Platform.Contracts.PublicApi;
using Platform.ServiceDefaults.Files;
using Platform.Worker.Media;
using Platform.Worker.Recognition;
using Platform.Worker.Splitting;
using Platform.Worker.Timing;

namespace Platform.Worker.Captioning;

/// <summary>Cuts out of a sound the stretch that alone is to be recognised.</summary>
internal static class CutSound
{
    private const int BytesPerSample = sizeof(short);

    /// <summary>Cuts a stretch out of a decoded sound.</summary>
    /// <param name="whole">The sound.</param>
    /// <param name="timeline">Maps times of the sound to times of the recording.</param>
    /// <param name="range">The stretch, in times of the recording.</param>
    /// <param name="cancellationToken">Cancels the copy.</param>
    /// <returns>The stretch, and what maps its times to times of the recording.</returns>
    /// <exception cref="Kinds.JobFailedException">There is no sound in the stretch.</exception>
    public static async Task<(SoundToRecognise Sound, Timeline Timeline)> CutAsync(
        SoundToRecognise whole, Timeline timeline, CaptionRange range, CancellationToken cancellationToken)
    {
        var first = SampleAt(whole, timeline.SoundAt(range.Start));
        var count = SampleAt(whole, timeline.SoundAt(range.End)) - first;
        if (count < CaptionRange.MinSeconds / 2 * SoundToRecognise.SampleRate)
        {
            throw MediaErrors.NoSpeech();
        }

        var path = Path.Combine(whole.Folder, "range.pcm");
        await CopyAsync(whole.Samples, path, first * BytesPerSample, count * BytesPerSample, cancellationToken);
        var from = (double)first / SoundToRecognise.SampleRate;
        var seconds = (double)count / SoundToRecognise.SampleRate;
        return (whole with { Samples = path, Seconds = seconds, Levels = LevelsOf(whole.Levels, from, seconds) }, timeline.From(from));
    }

    private static long SampleAt(SoundToRecognise sound, double seconds) => (long)(Math.Clamp(seconds, 0, sound.Seconds) * SoundToRecognise.SampleRate);

    private static float[] LevelsOf(float[] levels, double from, double seconds)
    {
        var start = Math.Min(levels.Length, (int)(from * SoundLevels.FramesPerSecond));
        var end = Math.Clamp((int)Math.Ceiling((from + seconds) * SoundLevels.FramesPerSecond), start, levels.Length);
        return levels[start..end];
    }

    private static async Task CopyAsync(string from, string to, long start, long bytes, CancellationToken cancellationToken)
    {
        await using var source = new FileStream(from, new FileStreamOptions { Options = FileOptions.Asynchronous | FileOptions.SequentialScan });
        await using var target = PrivateFiles.Open(to, FileMode.Create, FileAccess.Write, FileShare.None, FileOptions.Asynchronous);
        source.Seek(start, SeekOrigin.Begin);
        var buffer = new byte[1 << 17];
        for (var left = bytes; left > 0;)
        {
            var read = await source.ReadAsync(buffer.AsMemory(0, (int)Math.Min(left, buffer.Length)), cancellationToken);
            if (read == 0)
            {
                // Shorter than it was said to be: what is there is recognised.
                return;
            }

            await target.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            left -= read;
        }
    }
}
