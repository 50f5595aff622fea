using Platform.Contracts.PublicApi;
using Platform.Frontend.Wording;

namespace Platform.Frontend.Captions;

/// <summary>Lists the spoken languages that can be selected. The platform decides which of them it can recognise.</summary>
internal static class Languages
{
    /// <summary>The value that detects the language.</summary>
    public const string Any = CaptionsInput.AnyLanguage;

    /// <summary>The BCP 47 tags and the names of the languages, each in its own language.</summary>
    public static readonly IReadOnlyList<(string Tag, string Name)> All =
    [
        ("en-US", "English (US)"),
        ("en-GB", "English (UK)"),
        ("pt-BR", "Português (Brasil)"),
        ("pt-PT", "Português (Portugal)"),
        ("es-ES", "Español"),
        ("fr-FR", "Français"),
        ("de-DE", "Deutsch"),
        ("it-IT", "Italiano"),
        ("ar", "العربية"),
        ("id", "Bahasa Indonesia"),
        ("ca", "Català"),
        ("cs", "Čeština"),
        ("da", "Dansk"),
        ("el", "Ελληνικά"),
        ("fa", "فارسی"),
        ("he", "עברית"),
        ("hi", "हिन्दी"),
        ("hu", "Magyar"),
        ("nl", "Nederlands"),
        ("ja", "日本語"),
        ("ko", "한국어"),
        ("no", "Norsk"),
        ("pl", "Polski"),
        ("ro", "Română"),
        ("ru", "Русский"),
        ("fi", "Suomi"),
        ("sv", "Svenska"),
        ("th", "ไทย"),
        ("vi", "Tiếng Việt"),
        ("tr", "Türkçe"),
        ("uk", "Українська"),
        ("zh", "中文"),
    ];

    /// <summary>Checks whether the language of a result is uncertain: the recogniser's probability is low.</summary>
    public static bool IsGuess(CaptionsResult result) => result.LanguageProbability < CaptionsResult.SureLanguage;

    /// <summary>Gets the name of a language; its tag if it has no name here.</summary>
    public static string NameOf(string tag)
    {
        if (tag == CaptionsResult.UnknownLanguage)
        {
            return Words.LanguageUnknown;
        }

        foreach (var (known, name) in All)
        {
            if (known.Equals(tag, StringComparison.OrdinalIgnoreCase))
            {
                return name;
            }
        }

        // Without a region it matches any language with one.
        var plain = All.FirstOrDefault(language => language.Tag.StartsWith(tag + "-", StringComparison.OrdinalIgnoreCase)).Name;
        return plain is null ? tag : plain.Split(" (")[0];
    }

    /// <summary>Lists the languages to select from, including an account's language that is not among them.</summary>
    public static IEnumerable<(string Tag, string Name)> With(string chosen) =>
        chosen == Any || All.Any(language => language.Tag == chosen) ? All : All.Append((chosen, NameOf(chosen)));
}
