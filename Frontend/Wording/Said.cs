using System.Diagnostics.CodeAnalysis;

namespace Platform.Frontend.Wording;

/// <summary>What a page says of something: words of its own, what the API says, or both. <c>SaidText</c> shows it.</summary>
/// <param name="Own">In the language of the page; null for nothing.</param>
/// <param name="English">From the API, which speaks English whatever the page speaks; null for nothing.</param>
public sealed record Said(string? Own, string? English = null)
{
    /// <summary>The page's own words; null for none.</summary>
    [return: NotNullIfNotNull(nameof(own))]
    public static implicit operator Said?(string? own) => own is null ? null : new(own);

    /// <summary>What the API says; null for nothing.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public static Said? InEnglish(string? text) => text is null ? null : new(null, text);
}
