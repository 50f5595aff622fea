using System.Diagnostics.CodeAnalysis;

namespace Platform.Frontend.Wording;

/// <summary>Represents a message on the page: a text of the page, a text of the API, or both. Displayed by <c>PageTextView</c>.</summary>
/// <param name="Own">The text in the language of the page; null for none.</param>
/// <param name="English">The text of the API, which is always English; null for none.</param>
public sealed record PageText(string? Own, string? English = null)
{
    /// <summary>Creates a message with a text of the page; null for none.</summary>
    [return: NotNullIfNotNull(nameof(own))]
    public static implicit operator PageText?(string? own) => own is null ? null : new(own);

    /// <summary>Creates a message with a text of the API; null for none.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public static PageText? InEnglish(string? text) => text is null ? null : new(null, text);
}
