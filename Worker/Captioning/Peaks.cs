using Platform.Worker.Media;
using Platform.Worker.Splitting;

namespace Platform.Worker.Captioning;

/// <summary>
/// Computes what a waveform is drawn of: a byte for each 20 ms of a recording, from silence to full scale. Whole recordings are too large to be decoded
/// in a browser.
/// </summary>
internal static class Peaks
{
    // A day: what is longer has its sound far apart, and nobody can draw it.
    private const double MaxSeconds = 24 * 60 * 60;

    /// <summary>Computes the peaks of a recording; none if it is too long.</summary>
    /// <param name="sound">The decoded sound.</param>
    /// <param name="seconds">The length of the recording, with its picture.</param>
    public static byte[] Of(DecodedSound sound, double seconds)
    {
        if (seconds is not (> 0 and <= MaxSeconds))
        {
            return [];
        }

        var peaks = new byte[(int)Math.Ceiling(seconds * SoundLevels.FramesPerSecond)];
        for (var i = 0; i < sound.Levels.Length; i++)
        {
            // Where the recording has gaps, its sound is heard later than it was decoded.
            var at = Math.Round(sound.Timeline.At(i / (double)SoundLevels.FramesPerSecond) * SoundLevels.FramesPerSecond);
            if (at >= 0 && at < peaks.Length)
            {
                peaks[(int)at] = Math.Max(peaks[(int)at], Amplitude(sound.Levels[i]));
            }
        }

        return peaks;
    }

    private static byte Amplitude(float decibels) => (byte)Math.Round(Math.Clamp(Math.Pow(10, decibels / 20), 0, 1) * byte.MaxValue);
}
