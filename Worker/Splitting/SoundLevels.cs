namespace Platform.Worker.Splitting;

/// <summary>Analyses sound levels, one for each 20 ms: in dB relative to full scale, so that 0 is the loudest, and all others are negative.</summary>
internal static class SoundLevels
{
    /// <summary>The number of frames in a second.</summary>
    public const int FramesPerSecond = 50;

    /// <summary>The level of digital silence, in dB relative to full scale.</summary>
    public const float Silence = -100;

    /// <summary>The level below which nothing is speech, in dB relative to full scale.</summary>
    public const float QuietestSpeech = -55;

    private const float SpeechAboveFloor = 6;
    private const float Swing = 10;
    private const double SwingingShare = 0.4;

    /// <summary>
    /// Computes the level from which on sound may be speech: 6 dB above the noise floor, at most 20 dB below the loudest, and at least
    /// <see cref="QuietestSpeech"/>.
    /// </summary>
    public static float SpeechLevel(ReadOnlySpan<float> levels)
    {
        if (levels.IsEmpty)
        {
            return QuietestSpeech;
        }

        var sorted = levels.ToArray();
        Array.Sort(sorted);
        // The noise floor is the level of the quietest tenth; loud continuous noise raises it to a little below the loudest at most.
        var floor = sorted[sorted.Length / 10];
        return Math.Max(QuietestSpeech, Math.Min(floor + SpeechAboveFloor, sorted[^1] - 20));
    }

    /// <summary>Checks whether the loudness varies as it does with syllables and pauses; tones, hum and noise are even.</summary>
    public static bool Swings(ReadOnlySpan<float> levels)
    {
        var loud = 0;
        var swinging = 0;
        Span<float> second = stackalloc float[FramesPerSecond];
        for (var at = 0; at + FramesPerSecond <= levels.Length; at += FramesPerSecond)
        {
            levels.Slice(at, FramesPerSecond).CopyTo(second);
            second.Sort();
            var high = second[FramesPerSecond * 9 / 10];
            if (high >= QuietestSpeech)
            {
                loud++;
                swinging += high - second[FramesPerSecond / 10] >= Swing ? 1 : 0;
            }
        }

        return swinging > 0 && swinging >= loud * SwingingShare;
    }
}
