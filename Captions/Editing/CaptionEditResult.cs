using Platform.Contracts.PublicApi;

namespace Platform.Captions.Editing;

/// <summary>What became of an edit.</summary>
/// <param name="Document">The edited document; null when something is wrong.</param>
/// <param name="Errors">What is wrong, by field such as <c>cues[0].text</c>; empty when nothing is.</param>
public sealed record CaptionEditResult(CaptionDocument? Document, IReadOnlyDictionary<string, string[]> Errors);
