using System.Globalization;
using Platform.Contracts.PublicApi;
using Platform.ServiceDefaults.Requests;

namespace Platform.Frontend.Wording;

/// <summary>Describes a language of the page.</summary>
/// <param name="Tag">The BCP 47 tag for the attribute <c>lang</c> and the language cookie.</param>
/// <param name="Name">The name of the language in itself.</param>
/// <param name="Formats">The culture that formats numbers.</param>
/// <param name="IsOne">Whether a number takes the singular (the category "one" of Unicode's plural rules).</param>
internal sealed record PageLanguage(string Tag, string Name, CultureInfo Formats, Func<long, bool> IsOne)
{
    /// <summary>
    /// The cookie with the tag that a visitor has selected. language.js writes it, and so does signing in, with the language of the account.
    /// </summary>
    public const string Cookie = "language";

    /// <summary>Gets English, the default. Numbers have no national format, because readers may be anywhere.</summary>
    public static PageLanguage English { get; } = new(SpokenLanguages.English, "English", CultureInfo.InvariantCulture, static number => number == 1);

    /// <summary>Gets Portuguese, with numbers as in Brazil.</summary>
    public static PageLanguage Portuguese { get; } = new(SpokenLanguages.Portuguese, "Português (Brasil)", CultureInfo.GetCultureInfo("pt-BR"), static number => number is 0 or 1);

    /// <summary>Gets all languages, the default first.</summary>
    public static IReadOnlyList<PageLanguage> All { get; } = [English, Portuguese];

    /// <summary>Gets the language of the current page.</summary>
    public static PageLanguage Current => Find(CultureInfo.CurrentUICulture.Name) ?? English;

    /// <summary>Gets the culture whose texts are shown.</summary>
    public CultureInfo Texts { get; } = CultureInfo.GetCultureInfo(Tag);

    /// <summary>Finds the language of a tag, ignoring the region: <c>pt</c> and <c>pt-PT</c> are Portuguese. Null if there is none.</summary>
    public static PageLanguage? Find(string? tag) => PreferredLanguage.Find(tag, SpokenLanguages.All) is { } spoken ? All.FirstOrDefault(language => language.Tag == spoken) : null;
}
