using Platform.Contracts.PublicApi;
using Platform.Contracts.Recognition;
using Platform.Worker.Recognition;

namespace Platform.Worker.Captioning;

/// <summary>Determines the language of a recording from several of its parts, because the first part may be a greeting or a song.</summary>
internal sealed class LanguageGuesses
{
    /// <summary>
    /// The maximum number of parts to examine: each takes seconds of a core, and if three leave the language open a fourth does not help.
    /// </summary>
    private const int MaxParts = 3;

    // A guess from less speech is based on a few words, which many languages share: it counts for less, and needs a higher probability on its own.
    private const double EnoughSeconds = 5;
    private const double SureOfLittle = 0.9;

    private readonly List<(DetectedLanguage Language, double Weight)> _guesses = [];
    private DetectedLanguage? _sure;

    /// <summary>Gets whether the language is settled, so that no other part need be examined.</summary>
    public bool IsSettled => _sure is not null || _guesses.Count >= MaxParts;

    /// <summary>
    /// Gets the language of a part with a high probability; else the one with the most support, with the highest probability found for it; null if no
    /// part was examined.
    /// </summary>
    public DetectedLanguage? Best => _sure ?? _guesses
        .GroupBy(static guess => guess.Language.Tag, StringComparer.Ordinal)
        .MaxBy(static same => same.Sum(static guess => guess.Weight))?
        .Select(static guess => guess.Language)
        .MaxBy(static language => language.Probability ?? 1);

    /// <summary>Adds the language detected in a part.</summary>
    public void Add(FoundPart part, DetectedLanguage language)
    {
        var probability = language.Probability ?? 1;
        _guesses.Add((language, probability * Math.Min(1, part.Seconds / EnoughSeconds)));
        if (probability >= (part.Seconds < EnoughSeconds ? SureOfLittle : CaptionsResult.SureLanguage))
        {
            _sure ??= language;
        }
    }
}
