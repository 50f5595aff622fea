namespace Platform.Accuracy.Sounds;

/// <summary>Samples of 16 bits, one channel, 16,000 a second.</summary>
internal static class Sound
{
    public const int SampleRate = 16_000;

    private const int FrameSamples = SampleRate / 100;

    /// <summary>So much silence.</summary>
    public static short[] Silence(double seconds) => new short[(int)(seconds * SampleRate)];

    public static double Seconds(this short[] samples) => (double)samples.Length / SampleRate;

    /// <summary>A sound with another under it, which is repeated as often as it takes.</summary>
    /// <param name="voice">What is heard above.</param>
    /// <param name="below">What is heard below.</param>
    /// <param name="decibels">How much louder the voice is, silences left out.</param>
    public static short[] Over(this short[] voice, short[] below, double decibels)
    {
        var gain = Level(voice) / Level(below) / Math.Pow(10, decibels / 20);
        var mixed = new short[voice.Length];
        for (var i = 0; i < mixed.Length; i++)
        {
            mixed[i] = (short)Math.Clamp(voice[i] + (gain * below[i % below.Length]), short.MinValue, short.MaxValue);
        }

        return mixed;
    }

    /// <summary>Finds the start and the end of the voice in a recording, in seconds: where it is louder than a twentieth of its loudest.</summary>
    public static (double Start, double End) Voice(ReadOnlySpan<short> samples)
    {
        var levels = new double[samples.Length / FrameSamples];
        for (var i = 0; i < levels.Length; i++)
        {
            levels[i] = Level(samples.Slice(i * FrameSamples, FrameSamples));
        }

        var limit = levels.Length == 0 ? 0 : levels.Max() / 20;
        var first = Array.FindIndex(levels, level => level >= limit);
        var last = Array.FindLastIndex(levels, level => level >= limit);
        return (Math.Max(0, first) / 100d, (last + 1) / 100d);
    }

    private static double Level(short[] samples)
    {
        double sum = 0;
        var count = 0;
        foreach (var sample in samples)
        {
            if (sample != 0)
            {
                sum += (double)sample * sample;
                count++;
            }
        }

        return Math.Sqrt(sum / Math.Max(1, count));
    }

    private static double Level(ReadOnlySpan<short> samples)
    {
        double sum = 0;
        foreach (var sample in samples)
        {
            sum += (double)sample * sample;
        }

        return Math.Sqrt(sum / samples.Length);
    }
}
