using Platform.Contracts.PublicApi;

namespace Platform.Captions.Editing;

/// <summary>Explains what is wrong with a field of an edit.</summary>
/// <param name="Text">The explanation in English, one sentence.</param>
/// <param name="Rule">The rule that the field breaks.</param>
public sealed record CaptionEditFault(string Text, FieldRule Rule);
