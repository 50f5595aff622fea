namespace Platform.Captions.Layout;

/// <summary>Tags of languages (BCP 47).</summary>
internal static class LanguageSubtags
{
    /// <summary>The language itself, without script and region, in small letters.</summary>
    /// <param name="tag">Such as <c>pt-BR</c>.</param>
    public static string Primary(string tag)
    {
        var end = tag.AsSpan().IndexOfAny('-', '_');
        return (end < 0 ? tag : tag[..end]).ToLowerInvariant();
    }
}
