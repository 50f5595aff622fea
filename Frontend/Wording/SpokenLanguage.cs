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
}
