namespace Platform.Contracts.PublicApi;

/// <summary>The languages in which the platform speaks to people: on its page and in e-mails. The API and webhooks are English.</summary>
public static class SpokenLanguages
{
    /// <summary>What is spoken to whoever understands none of the others.</summary>
    public const string English = "en";

    /// <summary>Portuguese as in Brazil; of Portugal and elsewhere, too, who understand it better than English.</summary>
    public const string Portuguese = "pt-BR";

    /// <summary>The tags of all of them (BCP 47), the default first.</summary>
    public static IReadOnlyList<string> All { get; } = [English, Portuguese];
}
