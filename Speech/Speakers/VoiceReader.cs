using System.Numerics.Tensors;

namespace Platform.Speech.Speakers;

/// <summary>Hears windows of a sound, some at a time: what is in memory does not grow with the sound, but for the vectors.</summary>
internal static class VoiceReader
{
    /// <summary>Windows that the model hears at a time.</summary>
    public const int Batch = 32;

    /// <summary>The vectors of windows, in their order.</summary>
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
                Hear(sound, windows[first + i], samples, batch.AsSpan(i * VoiceWindow.Length, VoiceWindow.Length));
            }

            model.Embed(batch.AsMemory(0, count * VoiceWindow.Length), vectors.Room(first, count));
        }

        return vectors;
    }

    // Little speech is repeated: what is said beside it may be somebody else's.
    private static void Hear(ISoundSamples sound, VoiceWindow window, short[] samples, Span<float> heard)
    {
        sound.Read(window.First, samples.AsSpan(0, window.Samples));
        for (var filled = window.Samples; filled < samples.Length;)
        {
            var more = Math.Min(window.Samples, samples.Length - filled);
            samples.AsSpan(0, more).CopyTo(samples.AsSpan(filled));
            filled += more;
        }

        TensorPrimitives.ConvertTruncating<short, float>(samples, heard);
        TensorPrimitives.Divide(heard, 32_768f, heard);
    }
}
