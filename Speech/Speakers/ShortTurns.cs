using Platform.Contracts.PublicApi;

namespace Platform.Speech.Speakers;

/// <summary>Merges very short turns with the neighbouring ones, because so little speech does not identify a voice.</summary>
internal static class ShortTurns
{
    /// <summary>Changes the speakers of words.</summary>
    /// <param name="words">The words in the order of time.</param>
    /// <param name="speakers">The speaker of each word.</param>
    public static void Join(CaptionWord[] words, int[] speakers)
    {
        List<Turn> turns = [];
        for (var i = 0; i < words.Length; i++)
        {
            var next = new Turn(i, speakers[i], words[i].Start, words[i].End);
            while (i + 1 < words.Length && speakers[i + 1] == next.Speaker)
            {
                next = next with { End = Math.Max(next.End, words[++i].End) };
            }

            Add(turns, next);
        }

        if (turns.Count > 1 && turns[^1].IsShort)
        {
            Pop(turns);
        }

        for (var t = 0; t < turns.Count; t++)
        {
            var end = t + 1 < turns.Count ? turns[t + 1].First : words.Length;
            Array.Fill(speakers, turns[t].Speaker, turns[t].First, end - turns[t].First);
        }
    }

    // All but the last are long, and consecutive ones have different speakers.
    private static void Add(List<Turn> turns, Turn next)
    {
        if (turns.Count > 0 && turns[^1].Speaker != next.Speaker && turns[^1].IsShort)
        {
            var last = turns[^1];
            if (turns.Count > 1 && (turns[^2].Speaker == next.Speaker || last.Start - turns[^2].End <= next.Start - last.End))
            {
                Pop(turns);
            }
            else
            {
                turns.RemoveAt(turns.Count - 1);
                var speaker = next.IsShort && last.Seconds > next.Seconds ? last.Speaker : next.Speaker;
                next = new Turn(last.First, speaker, last.Start, Math.Max(last.End, next.End));
            }
        }

        if (turns.Count > 0 && turns[^1].Speaker == next.Speaker)
        {
            turns[^1] = turns[^1] with { End = Math.Max(turns[^1].End, next.End) };
        }
        else
        {
            turns.Add(next);
        }
    }

    // The last one is merged with the previous one.
    private static void Pop(List<Turn> turns)
    {
        var last = turns[^1];
        turns.RemoveAt(turns.Count - 1);
        turns[^1] = turns[^1] with { End = Math.Max(turns[^1].End, last.End) };
    }

    private readonly record struct Turn(int First, int Speaker, double Start, double End)
    {
        public double Seconds => End - Start;

        public bool IsShort => Seconds < WordTurns.MinTurn;
    }
}
