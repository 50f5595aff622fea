using System.Collections;
using System.Globalization;
using Platform.Frontend.Wording;

namespace Platform.Frontend.Finishing;

/// <summary>Provides the texts that the studio shows, which is a program in the browser. It knows them by their names without the prefix.</summary>
internal static class StudioTexts
{
    /// <summary>The beginning of the texts' names in the resources.</summary>
    public const string Prefix = "Studio_";

    private static readonly string[] s_names = [.. Words.ResourceManager.GetResourceSet(CultureInfo.InvariantCulture, createIfNotExists: true, tryParents: false)!
        .Cast<DictionaryEntry>().Select(static entry => (string)entry.Key).Where(static name => name.StartsWith(Prefix, StringComparison.Ordinal))];

    /// <summary>Gets all texts in a language, by name.</summary>
    public static IReadOnlyDictionary<string, string> In(PageLanguage language) => s_names.ToDictionary(
        static name => name[Prefix.Length..], name => Words.ResourceManager.GetString(name, language.Texts)!, StringComparer.Ordinal);
}
