namespace Platform.Worker.Splitting;

/// <summary>Measures the loudness of sound over time: the mean power of each frame in dB relative to full scale.</summary>
internal sealed class LevelMeter(int sampleRate)
{
    private readonly int _frame = sampleRate / SoundLevels.FramesPerSecond;
    private readonly List<float> _levels = [];
    private double _power;
    private int _samples;

    /// <summary>Adds samples.</summary>
    public void Add(ReadOnlySpan<short> samples)
    {
        foreach (var sample in samples)
        {
            _power += (double)sample * sample;
            if (++_samples == _frame)
            {
                Close();
            }
        }
    }

    /// <summary>Returns all frames, <see cref="SoundLevels.FramesPerSecond"/> a second; the last may be shorter.</summary>
    public float[] Finish()
    {
        if (_samples > 0)
        {
            Close();
        }

        return [.. _levels];
    }

    private void Close()
    {
        var power = _power / _samples / (32768d * 32768d);
        _levels.Add(power < 1e-10 ? SoundLevels.Silence : (float)(10 * Math.Log10(power)));
        (_power, _samples) = (0, 0);
    }
}
