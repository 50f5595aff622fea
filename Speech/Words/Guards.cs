using System.IO.Compression;
using Platform.Speech.Activity;

namespace Platform.Speech.Words;

/// <summary>
/// Drops text that nobody said, by thresholds of the reference implementation of Whisper, and what they miss: loops and sound descriptions in
/// brackets. Text that is merely unlikely is not decoded again: sampled words are no likelier, they only seem so.
/// </summary>
public static class Guards
{
    private const double MaxCompression = 2.4;
    private const double MinLogProbability = -1;
    private const double MaxNoSpeech = 0.6;

    // Words that are as unlikely, on the whole (a geometric mean of 0.14), are those of another language or of no speech at all, however sure the
    // model is that somebody speaks.
    private const double MinLogProbabilityOfSpeech = -2;

    // Nobody speaks so slowly: a few unlikely words for so much speech are what the model says where it understands nothing.
    private const double MinLettersPerSecond = 2;

    // Nor so fast. What repeats itself and can have been said at least once is: prompts and announcements are full of the same words.
    private const double MaxLettersPerSecond = 20;
    private const double MinProbability = 1e-10;
    private const int FirstIdeograph = 0x3000;

    /// <summary>The temperatures to decode at, one after another, until the text is good.</summary>
    public static IReadOnlyList<float> Temperatures { get; } = [0, 0.2f, 0.4f, 0.6f, 0.8f, 1];

    /// <summary>Checks what the model says of a part.</summary>
    /// <param name="heard">In order.</param>
    /// <param name="keepSounds">Whether sound descriptions in brackets stay.</param>
    /// <param name="speech">Where somebody speaks; null where that is not known.</param>
    public static GuardedText Check(RecognisedSegment[] heard, bool keepSounds, IReadOnlyList<SpeechSegment>? speech = null)
    {
        ArgumentNullException.ThrowIfNull(heard);
        var tokens = heard.SelectMany(TokenText.Mend).ToList();
        var ratio = Compression(string.Concat(tokens.Select(static token => token.Text)));

        List<RecognisedWord> said = [];
        var silent = 0;
        for (var i = 0; i < heard.Length; i++)
        {
            var likely = MeanLog(TokenText.Mend(heard[i]));
            if (likely < MinLogProbabilityOfSpeech || (likely < MinLogProbability && (heard[i].NoSpeechProbability > MaxNoSpeech || IsTooSlow(heard[i], speech))))
            {
                silent++;
            }
            else
            {
                said.AddRange(WordJoiner.Join(heard[i], i));
            }
        }

        var kept = SoundTags.Remove(said, keepSounds);
        var looped = Loops.Cut(kept, speech, out var words, out var isSaid);
        // Where nobody speaks, another temperature only invents something else.
        var again = ((ratio > MaxCompression && !isSaid && !HasTime(kept, speech)) || looped) && silent < heard.Length;
        return new GuardedText(Segments(heard, words), again, looped, ratio);
    }

    /// <summary>Whether the model takes it for speech, and is no less sure of its words than of good ones.</summary>
    internal static bool IsLikely(RecognisedSegment heard) => heard.NoSpeechProbability <= MaxNoSpeech && MeanLog(TokenText.Mend(heard)) >= MinLogProbability;

    private static bool HasTime(List<RecognisedWord> words, IReadOnlyList<SpeechSegment>? speech) =>
        speech is not null && words.Count > 0
        && words.Sum(static word => word.Letters) <= MaxLettersPerSecond * SpokenTime.Between(speech, words[0].Start, words[^1].End);

    private static bool IsTooSlow(RecognisedSegment heard, IReadOnlyList<SpeechSegment>? speech) =>
        speech is not null && (heard.Text ?? "").Count(char.IsLetterOrDigit) < MinLettersPerSecond * SpokenTime.Between(speech, heard.Start, heard.End);

    private static List<RecognisedSegment> Segments(RecognisedSegment[] heard, List<RecognisedWord> words) =>
    [
        .. words.GroupBy(static word => word.Segment).Select(group =>
        {
            RecognisedToken[] tokens = [.. group.Select(static word => new RecognisedToken(word.Spaced ? $" {word.Text}" : word.Text, word.Start, word.End, word.Probability))];
            return heard[group.Key] with { Text = string.Concat(tokens.Select(static token => token.Text)), Tokens = tokens };
        }),
    ];

    private static double MeanLog(List<RecognisedToken> tokens) =>
        tokens.Count == 0 ? 0 : tokens.Average(static token => Math.Log(Math.Clamp(double.IsFinite(token.Probability) ? token.Probability : 0, MinProbability, 1)));

    private static double Compression(string text)
    {
        var bytes = Bytes(text);
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

    // A letter of an alphabet is one byte: in UTF-8 those of India and Thailand are three, of which two are always the same, and any text of theirs
    // seems to repeat itself.
    private static byte[] Bytes(string text)
    {
        var bytes = new List<byte>(text.Length);
        Span<byte> utf8 = stackalloc byte[4];
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value < FirstIdeograph)
            {
                bytes.Add((byte)(rune.IsAscii ? rune.Value : 0x80 | (rune.Value & 0x7F)));
            }
            else
            {
                bytes.AddRange(utf8[..rune.EncodeToUtf8(utf8)]);
            }
        }

        return [.. bytes];
    }
}
