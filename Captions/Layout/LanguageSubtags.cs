namespace Platform.Captions.Layout;

/// <summary>Splits language tags (BCP 47).</summary>
internal static class LanguageSubtags
{
    /// <summary>Gets the language without script and region, in lower case.</summary>
    /// <param name="tag">The tag, such as <c>pt-BR</c>.</param>
    public static string Primary(string tag)
    {
        var end = tag.AsSpan().IndexOfAny('-', '_');
        return (end < 0 ? tag : tag[..end]).ToLowerInvariant();
    }
}
