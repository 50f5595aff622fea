using Platform.Contracts.PublicApi;

namespace Platform.Captions.Editing;

/// <summary>Holds the result of an edit.</summary>
/// <param name="Document">The edited document; null if the edit is invalid.</param>
/// <param name="Errors">What is wrong by field, such as <c>cues[0].text</c>; empty if the edit is valid.</param>
public sealed record CaptionEditResult(CaptionDocument? Document, IReadOnlyDictionary<string, CaptionEditFault> Errors);
