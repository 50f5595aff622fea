namespace Platform.Contracts.PublicApi;

/// <summary>Lists the languages of the web page and of mails. The API and webhooks are in English.</summary>
public static class SpokenLanguages
{
    /// <summary>The tag of English, the default language.</summary>
    public const string English = "en";

    /// <summary>The tag of Brazilian Portuguese, also used for other variants of Portuguese.</summary>
    public const string Portuguese = "pt-BR";

    /// <summary>Gets the tags of all languages (BCP 47), the default first.</summary>
    public static IReadOnlyList<string> All { get; } = [English, Portuguese];
}
