using Platform.Contracts.PublicApi;

namespace Platform.Frontend.Captions;

/// <summary>Languages that can be chosen as spoken; which of them are recognised is for the platform to say.</summary>
internal static class Languages
{
    /// <summary>Whichever is spoken.</summary>
    public const string Any = CaptionsInput.AnyLanguage;

    /// <summary>BCP 47 tags with names, each in its own language.</summary>
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

    /// <summary>Whether the language of a result is a guess, likelier wrong than right by the recogniser's own account.</summary>
    public static bool IsGuess(CaptionsResult result) => result.LanguageProbability < CaptionsResult.SureLanguage;

    /// <summary>The name of a language; its tag where it has none here.</summary>
    public static string NameOf(string tag)
    {
        foreach (var (known, name) in All)
        {
            if (known.Equals(tag, StringComparison.OrdinalIgnoreCase))
            {
                return name;
            }
        }

        // Without a region it is any of those with one.
        var plain = All.FirstOrDefault(language => language.Tag.StartsWith(tag + "-", StringComparison.OrdinalIgnoreCase)).Name;
        return plain is null ? tag : plain.Split(" (")[0];
    }

    /// <summary>Those that can be chosen, with one that an account has and that is not among them.</summary>
    public static IEnumerable<(string Tag, string Name)> With(string chosen) =>
        chosen == Any || All.Any(language => language.Tag == chosen) ? All : All.Append((chosen, NameOf(chosen)));
}
