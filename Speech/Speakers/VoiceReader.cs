using System.Numerics.Tensors;

namespace Platform.Speech.Speakers;

/// <summary>Computes the vectors of windows in batches, so that memory grows by the vectors only.</summary>
internal static class VoiceReader
{
    /// <summary>The number of windows in a batch.</summary>
    public const int Batch = 32;

    /// <summary>Computes the vectors of windows, in their order.</summary>
    public static VoiceVectors Read(IVoiceModel model, ISoundSamples sound, IReadOnlyList<VoiceWindow> windows, CancellationToken cancellationToken)
    {
        var vectors = new VoiceVectors(windows.Count, model.VectorSize);
        var samples = new short[VoiceWindow.Length];
        var batch = new float[Math.Min(Batch, windows.Count) * VoiceWindow.Length];
        for (var first = 0; first < windows.Count; first += Batch)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var count = Math.Min(Batch, windows.Count - first);
            for (var i = 0; i < count; i++)
            {
                ReadWindow(sound, windows[first + i], samples, batch.AsSpan(i * VoiceWindow.Length, VoiceWindow.Length));
            }

            model.Embed(batch.AsMemory(0, count * VoiceWindow.Length), vectors.Room(first, count));
        }

        return vectors;
    }

    // A short segment is repeated, because the sound around it may be another speaker's.
    private static void ReadWindow(ISoundSamples sound, VoiceWindow window, short[] samples, Span<float> target)
    {
        sound.Read(window.First, samples.AsSpan(0, window.Samples));
        for (var filled = window.Samples; filled < samples.Length;)
        {
            var more = Math.Min(window.Samples, samples.Length - filled);
            samples.AsSpan(0, more).CopyTo(samples.AsSpan(filled));
            filled += more;
        }

        TensorPrimitives.ConvertTruncating<short, float>(samples, target);
        TensorPrimitives.Divide(target, 32_768f, target);
    }
}
