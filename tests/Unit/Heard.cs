using Platform.Speech.Words;

namespace Platform.Unit;

/// <summary>Creates tokens as a model might return them.</summary>
internal static class Heard
{
    /// <summary>A segment of tokens, split by |, that are evenly spread over its time.</summary>
    public static RecognisedSegment Say(string tokens, double start, double end, double probability = 0.9, double noSpeech = 0.01)
    {
        var pieces = tokens.Split('|');
        var length = (end - start) / pieces.Length;
        RecognisedToken[] said = [.. pieces.Select((piece, i) => new RecognisedToken(piece, start + (i * length), start + ((i + 1) * length), probability))];
        return new RecognisedSegment(string.Concat(pieces), start, end, noSpeech, said);
    }

    /// <summary>A segment of words that are tokens.</summary>
    public static RecognisedSegment Words(string words, double start, double end, double probability = 0.9, double noSpeech = 0.01) =>
        Say(string.Join('|', words.Split(' ').Select(word => $" {word}")), start, end, probability, noSpeech);
}
