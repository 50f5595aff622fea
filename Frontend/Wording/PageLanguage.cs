using System.Globalization;
using Platform.Contracts.PublicApi;
using Platform.ServiceDefaults.Requests;

namespace Platform.Frontend.Wording;

/// <summary>A language that the page speaks.</summary>
/// <param name="Tag">As the attribute <c>lang</c> and the cookie of the choice have it (BCP 47).</param>
/// <param name="Name">What it is called in itself.</param>
/// <param name="Formats">How numbers are written in it.</param>
/// <param name="IsOne">Of which numbers the singular is said (the category "one" of Unicode's plural rules).</param>
internal sealed record PageLanguage(string Tag, string Name, CultureInfo Formats, Func<long, bool> IsOne)
{
    /// <summary>The cookie with the tag that a visitor has chosen; language.js writes it.</summary>
    public const string Cookie = "language";

    /// <summary>The default. Numbers are those of no country: who reads it may be anywhere.</summary>
    public static PageLanguage English { get; } = new(SpokenLanguages.English, "English", CultureInfo.InvariantCulture, static number => number == 1);

    /// <summary>Portuguese, with numbers as in Brazil.</summary>
    public static PageLanguage Portuguese { get; } = new(SpokenLanguages.Portuguese, "Português (Brasil)", CultureInfo.GetCultureInfo("pt-BR"), static number => number is 0 or 1);

    /// <summary>All of them, the default first.</summary>
    public static IReadOnlyList<PageLanguage> All { get; } = [English, Portuguese];

    /// <summary>What the page speaks here and now.</summary>
    public static PageLanguage Current => Find(CultureInfo.CurrentUICulture.Name) ?? English;

    /// <summary>The culture whose texts are shown.</summary>
    public CultureInfo Texts { get; } = CultureInfo.GetCultureInfo(Tag);

    /// <summary>The one of a tag, whatever its region: <c>pt</c> and <c>pt-PT</c> are Portuguese. Null where there is none.</summary>
    public static PageLanguage? Find(string? tag) => PreferredLanguage.Find(tag, SpokenLanguages.All) is { } spoken ? All.FirstOrDefault(language => language.Tag == spoken) : null;
}
