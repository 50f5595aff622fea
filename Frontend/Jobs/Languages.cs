namespace Platform.Frontend.Jobs;

/// <summary>Languages that can be chosen as spoken; which of them are recognised is for the platform to say.</summary>
internal static class Languages
{
    public const string Default = "en-US";

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
    ];
}
