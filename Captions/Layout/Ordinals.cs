using System.Collections.Frozen;

namespace Platform.Captions.Layout;

/// <summary>Lists languages in which a number with a full stop is an ordinal: "3. Mai" is the third of May.</summary>
internal static class Ordinals
{
    private static readonly FrozenSet<string> s_languages = new[]
    {
        "bs", "cs", "da", "de", "et", "eu", "fi", "fo", "hr", "hu", "is", "lb", "lv", "nb", "nn", "no", "pl", "sk", "sl", "sr", "tr",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Checks whether a language writes ordinals with a full stop.</summary>
    /// <param name="language">The BCP 47 tag.</param>
    public static bool HaveFullStop(string language) => s_languages.Contains(LanguageSubtags.Primary(language));
}
