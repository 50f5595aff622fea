using System.Globalization;
using Microsoft.AspNetCore.Components;

namespace Platform.Frontend.Wording;

/// <summary>
/// Holds the language of a page. It is passed from the request that loaded the page to its circuit, and from a persisted circuit to the one that
/// resumes it.
/// </summary>
internal sealed class SpokenLanguage
{
    /// <summary>Gets or sets the tag of one of <see cref="PageLanguage.All"/>: the request's, until a page provides its own.</summary>
    [PersistentState]
    public string? Tag { get; set; } = PageLanguage.Current.Tag;

    /// <summary>Gets the language; English if the tag is unknown.</summary>
    public PageLanguage Language => PageLanguage.Find(Tag) ?? PageLanguage.English;

    /// <summary>Applies the language to the rest of the caller's asynchronous flow.</summary>
    public void Begin() => (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (Language.Formats, Language.Texts);

    /// <summary>Runs an action in the language, without changing the caller's.</summary>
    public void Speak(Action action)
    {
        var (formats, texts) = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        try
        {
            Begin();
            action();
        }
        finally
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (formats, texts);
        }
    }
}
