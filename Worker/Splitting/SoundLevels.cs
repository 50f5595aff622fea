using System.Buffers;
using System.Runtime.InteropServices;

namespace Platform.Worker.Splitting;

/// <summary>How loud a recording is over time: the mean power of each 20 ms in dB below full scale.</summary>
internal static class SoundLevels
{
    /// <summary>Frames in a second.</summary>
    public const int FramesPerSecond = 50;

    /// <summary>What digital silence counts as.</summary>
    public const float Silence = -100;

    /// <summary>Reads raw 16-bit samples, one channel.</summary>
    public static async Task<float[]> ReadAsync(Stream samples, int sampleRate, CancellationToken cancellationToken)
    {
        var frameBytes = sampleRate / FramesPerSecond * sizeof(short);
        var buffer = ArrayPool<byte>.Shared.Rent(frameBytes * FramesPerSecond * 10);
        try
        {
            List<float> levels = [];
            var size = frameBytes * FramesPerSecond * 10;
            int read;
            while ((read = await samples.ReadAtLeastAsync(buffer.AsMemory(0, size), size, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false)) > 0)
            {
                for (var at = 0; at + sizeof(short) <= read; at += frameBytes)
                {
                    levels.Add(Level(MemoryMarshal.Cast<byte, short>(buffer.AsSpan(at, Math.Min(frameBytes, read - at) & ~1))));
                }
            }

            return [.. levels];
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static float Level(ReadOnlySpan<short> samples)
    {
        double sum = 0;
        foreach (var sample in samples)
        {
            sum += (double)sample * sample;
        }

        var power = sum / samples.Length / (32768d * 32768d);
        return power < 1e-10 ? Silence : (float)(10 * Math.Log10(power));
    }
}
