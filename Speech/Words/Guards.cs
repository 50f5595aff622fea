using System.IO.Compression;
using Platform.Speech.Activity;

namespace Platform.Speech.Words;

/// <summary>
/// Drops text that was not spoken, by the thresholds of Whisper's reference implementation, and what these miss: loops and sound descriptions in
/// brackets. Text that is merely improbable is not decoded again, because sampled words only seem more probable.
/// </summary>
public static class Guards
{
    private const double MaxCompression = 2.4;
    private const double MinLogProbability = -1;
    private const double MaxNoSpeech = 0.6;

    // Words with such a low mean probability (a geometric mean of 0.14) are of another language or no speech at all, even if the model is sure that
    // there is speech.
    private const double MinLogProbabilityOfSpeech = -2;

    // No speech is so slow: the model produces a few improbable words for a long speech that it does not understand.
    private const double MinLettersPerSecond = 2;

    // Nor so fast. Repeated text that could have been spoken at least once is kept: prompts and announcements repeat the same words.
    private const double MaxLettersPerSecond = 20;
    private const double MinProbability = 1e-10;
    private const int FirstIdeograph = 0x3000;

    /// <summary>Gets the temperatures to decode at, one after another, until the text is plausible.</summary>
    public static IReadOnlyList<float> Temperatures { get; } = [0, 0.2f, 0.4f, 0.6f, 0.8f, 1];

    /// <summary>Checks the decoding of a part.</summary>
    /// <param name="decoded">The decoded segments, in order.</param>
    /// <param name="keepSounds">Whether to keep sound descriptions in brackets.</param>
    /// <param name="speech">The segments of speech; null if unknown.</param>
    public static GuardedText Check(RecognisedSegment[] decoded, bool keepSounds, IReadOnlyList<SpeechSegment>? speech = null)
    {
        ArgumentNullException.ThrowIfNull(decoded);
        var tokens = decoded.SelectMany(TokenText.Mend).ToList();
        var ratio = Compression(string.Concat(tokens.Select(static token => token.Text)));

        List<RecognisedWord> accepted = [];
        var silent = 0;
        for (var i = 0; i < decoded.Length; i++)
        {
            var likely = MeanLog(TokenText.Mend(decoded[i]));
            if (likely < MinLogProbabilityOfSpeech || (likely < MinLogProbability && (decoded[i].NoSpeechProbability > MaxNoSpeech || IsTooSlow(decoded[i], speech))))
            {
                silent++;
            }
            else
            {
                accepted.AddRange(WordJoiner.Join(decoded[i], i));
            }
        }

        var kept = SoundTags.Remove(accepted, keepSounds);
        var looped = Loops.Cut(kept, speech, out var words, out var isSpoken);
        // Without speech, another temperature only invents different words.
        var again = ((ratio > MaxCompression && !isSpoken && !HasTime(kept, speech)) || looped) && silent < decoded.Length;
        return new GuardedText(Segments(decoded, words), again, looped, ratio);
    }

    /// <summary>Checks whether the model considers a segment speech, with words as probable as those of good text.</summary>
    internal static bool IsLikely(RecognisedSegment decoded) => decoded.NoSpeechProbability <= MaxNoSpeech && MeanLog(TokenText.Mend(decoded)) >= MinLogProbability;

    private static bool HasTime(List<RecognisedWord> words, IReadOnlyList<SpeechSegment>? speech) =>
        speech is not null && words.Count > 0
        && words.Sum(static word => word.Letters) <= MaxLettersPerSecond * SpokenTime.Between(speech, words[0].Start, words[^1].End);

    private static bool IsTooSlow(RecognisedSegment decoded, IReadOnlyList<SpeechSegment>? speech) =>
        speech is not null && (decoded.Text ?? "").Count(char.IsLetterOrDigit) < MinLettersPerSecond * SpokenTime.Between(speech, decoded.Start, decoded.End);

    private static List<RecognisedSegment> Segments(RecognisedSegment[] decoded, List<RecognisedWord> words) =>
    [
        .. words.GroupBy(static word => word.Segment).Select(group =>
        {
            RecognisedToken[] tokens = [.. group.Select(static word => new RecognisedToken(word.Spaced ? $" {word.Text}" : word.Text, word.Start, word.End, word.Probability))];
            return decoded[group.Key] with { Text = string.Concat(tokens.Select(static token => token.Text)), Tokens = tokens };
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

        using var target = new MemoryStream();
        using (var zlib = new ZLibStream(target, CompressionLevel.Optimal, leaveOpen: true))
        {
            zlib.Write(bytes);
        }

        return (double)bytes.Length / target.Length;
    }

    // A letter of an alphabet becomes one byte: in UTF-8 those of India and Thailand have three, of which two are always the same, so that any such
    // text would seem repetitive.
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
