namespace Platform.Worker.Splitting;

/// <summary>Splits a recording where it is quiet, so that no word is cut and parts can be recognised in parallel.</summary>
internal static class PartSplitter
{
    /// <summary>The minimum length of a part in seconds, except for the only part of a short recording.</summary>
    public const double MinSeconds = 20;

    /// <summary>The maximum length of a part in seconds.</summary>
    public const double MaxSeconds = 60;

    private const double TargetSeconds = 45;

    // A pause between words or sentences; a shorter dip is inside a word.
    private const int WindowFrames = (int)(0.3 * SoundLevels.FramesPerSecond);

    // How many dB of additional silence outweigh a second of distance from the target.
    private const float DecibelsPerSecond = 0.25f;
    private const int SpeechFrames = SoundLevels.FramesPerSecond / 5;

    /// <summary>Returns contiguous parts from 0 to the end of the recording.</summary>
    public static IReadOnlyList<RecordingPart> Split(ReadOnlySpan<float> levels, double durationSeconds)
    {
        var total = levels.Length;
        var speech = SoundLevels.SpeechLevel(levels);
        List<RecordingPart> parts = [];
        var start = 0;
        while (start < total)
        {
            var end = total - start <= Frames(MaxSeconds) ? total : Cut(levels, start);
            var from = (double)start / SoundLevels.FramesPerSecond;
            var to = end == total ? durationSeconds : (double)end / SoundLevels.FramesPerSecond;
            parts.Add(new RecordingPart(parts.Count, from, to - from, !HasSpeech(levels[start..end], speech)));
            start = end;
        }

        return parts;
    }

    private static int Cut(ReadOnlySpan<float> levels, int start)
    {
        // The rest after the cut has to be long enough for a part too.
        var first = start + Frames(MinSeconds);
        var last = Math.Min(start + Frames(MaxSeconds), levels.Length - Frames(MinSeconds));
        var target = Math.Min(start + Frames(TargetSeconds), (start + levels.Length) / 2);
        var best = last;
        var bestCost = float.PositiveInfinity;
        float sum = 0;
        for (var i = first - WindowFrames; i < last; i++)
        {
            sum += levels[i];
            if (i < first)
            {
                continue;
            }

            sum -= levels[i - WindowFrames];
            var middle = i - (WindowFrames / 2);
            var cost = (sum / WindowFrames) + (Math.Abs(middle - target) * DecibelsPerSecond / SoundLevels.FramesPerSecond);
            if (middle >= first && cost < bestCost)
            {
                (best, bestCost) = (middle, cost);
            }
        }

        return best;
    }

    private static bool HasSpeech(ReadOnlySpan<float> levels, float speech)
    {
        var loud = 0;
        foreach (var level in levels)
        {
            if (level >= speech && ++loud >= SpeechFrames)
            {
                return true;
            }
        }

        return false;
    }

    private static int Frames(double seconds) => (int)(seconds * SoundLevels.FramesPerSecond);
}
