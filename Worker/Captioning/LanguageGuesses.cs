using Platform.Contracts.PublicApi;
using Platform.Contracts.Recognition;
using Platform.Worker.Recognition;

namespace Platform.Worker.Captioning;

/// <summary>The language of a recording, from guesses at some of its parts: the first part may be a greeting or a song.</summary>
internal sealed class LanguageGuesses
{
    /// <summary>Most parts that are asked: each takes seconds of a core, and three that leave it open are not made up for by a fourth.</summary>
    private const int MaxParts = 3;

    // A guess at less is one at a few words, which many languages share: it counts for less, and has to be surer to stand alone.
    private const double EnoughSeconds = 5;
    private const double SureOfLittle = 0.9;

    private readonly List<(HeardLanguage Language, double Weight)> _guesses = [];
    private HeardLanguage? _sure;

    /// <summary>Whether no other part need be asked.</summary>
    public bool IsSettled => _sure is not null || _guesses.Count >= MaxParts;

    /// <summary>The language of a part that was sure; else the one for which most speaks, with the highest probability that a part gave it; null where none was asked.</summary>
    public HeardLanguage? Best => _sure ?? _guesses
        .GroupBy(static guess => guess.Language.Tag, StringComparer.Ordinal)
        .MaxBy(static same => same.Sum(static guess => guess.Weight))?
        .Select(static guess => guess.Language)
        .MaxBy(static language => language.Probability ?? 1);

    /// <summary>Adds the guess at a part.</summary>
    public void Add(FoundPart part, HeardLanguage language)
    {
        var probability = language.Probability ?? 1;
        _guesses.Add((language, probability * Math.Min(1, part.Seconds / EnoughSeconds)));
        if (probability >= (part.Seconds < EnoughSeconds ? SureOfLittle : CaptionsResult.SureLanguage))
        {
            _sure ??= language;
        }
    }
}
