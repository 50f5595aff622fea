using System.Globalization;
using Microsoft.AspNetCore.Components;

namespace Platform.Frontend.Wording;

/// <summary>
/// Which language a page speaks. It travels with the page: from the request that loaded it into its circuit, and from one that was put
/// away into the one that goes on with it.
/// </summary>
internal sealed class SpokenLanguage
{
    /// <summary>The tag of one of <see cref="PageLanguage.All"/>; that of the request, until a page brings its own along.</summary>
    [PersistentState]
    public string? Tag { get; set; } = PageLanguage.Current.Tag;

    /// <summary>The language itself; English where the tag is none that is spoken.</summary>
    public PageLanguage Language => PageLanguage.Find(Tag) ?? PageLanguage.English;

    /// <summary>Has the rest of the caller's flow speak it.</summary>
    public void Begin() => (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (Language.Formats, Language.Texts);

    /// <summary>Has what is begun by an action speak it, and the caller go on as before.</summary>
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
