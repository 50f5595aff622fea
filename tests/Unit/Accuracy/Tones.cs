using Platform.Accuracy.Sounds;

namespace Platform.Unit.Accuracy;

/// <summary>Sounds whose level and length are known.</summary>
internal static class Tones
{
    /// <summary>A tone of 500 Hz.</summary>
    public static short[] Of(double seconds, double loudness) =>
        [.. Enumerable.Range(0, (int)(seconds * Sound.SampleRate)).Select(i => (short)(loudness * Math.Sin(2 * Math.PI * 500 * i / Sound.SampleRate)))];
}
