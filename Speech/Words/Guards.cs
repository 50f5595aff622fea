using System.IO.Compression;
using System.Text;

namespace Platform.Speech.Words;

/// <summary>
/// Drops text that nobody said, by the rules and thresholds of the reference implementation of Whisper, and what they miss:
/// loops and sound descriptions in brackets.
/// </summary>
public static class Guards
{
    private const double MostCompression = 2.4;
    private const double LeastLogProbability = -1;
    private const double MostNoSpeech = 0.6;
    private const double SmallestProbability = 1e-10;

    /// <summary>The temperatures to decode at, one after another, until the text is good.</summary>
    public static IReadOnlyList<float> Temperatures { get; } = [0, 0.2f, 0.4f, 0.6f, 0.8f, 1];

    /// <summary>Checks what the model says of a part.</summary>
    /// <param name="heard">In order.</param>
    /// <param name="keepSounds">Whether sound descriptions in brackets stay.</param>
    public static GuardedText Check(HeardSegment[] heard, bool keepSounds)
    {
        ArgumentNullException.ThrowIfNull(heard);
        var tokens = heard.SelectMany(TokenText.Mend).ToList();
        var ratio = Compression(string.Concat(tokens.Select(static token => token.Text)));
        var mean = MeanLog(tokens);

        List<HeardWord> said = [];
        var silent = 0;
        for (var i = 0; i < heard.Length; i++)
        {
            if (heard[i].NoSpeechProbability > MostNoSpeech && MeanLog(TokenText.Mend(heard[i])) < LeastLogProbability)
            {
                silent++;
            }
            else
            {
                said.AddRange(WordJoiner.Join(heard[i], i));
            }
        }

        var kept = SoundTags.Remove(said, keepSounds);
        var looped = Loops.Cut(kept, out var words);
        var isDoubtful = ratio > MostCompression || mean < LeastLogProbability || looped;
        // Where nobody speaks, another temperature only invents something else.
        var again = isDoubtful && (heard.Length == 0 || silent < heard.Length);
        return new GuardedText(Segments(heard, words), again, mean, ratio);
    }

    private static List<HeardSegment> Segments(HeardSegment[] heard, List<HeardWord> words) =>
    [
        .. words.GroupBy(static word => word.Segment).Select(group =>
        {
            HeardToken[] tokens = [.. group.Select(static word => new HeardToken(word.Spaced ? $" {word.Text}" : word.Text, word.Start, word.End, word.Probability))];
            return heard[group.Key] with { Text = string.Concat(tokens.Select(static token => token.Text)), Tokens = tokens };
        }),
    ];

    private static double MeanLog(List<HeardToken> tokens) =>
        tokens.Count == 0 ? 0 : tokens.Average(static token => Math.Log(Math.Clamp(double.IsFinite(token.Probability) ? token.Probability : 0, SmallestProbability, 1)));

    private static double Compression(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        if (bytes.Length == 0)
        {
            return 0;
        }

        using MemoryStream target = new();
        using (ZLibStream zlib = new(target, CompressionLevel.Optimal, leaveOpen: true))
        {
            zlib.Write(bytes);
        }

        return (double)bytes.Length / target.Length;
    }
}
