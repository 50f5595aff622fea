namespace Platform.Recogniser.Engine;

/// <summary>What the words of a sound are to be.</summary>
/// <param name="Language">As Whisper calls it.</param>
/// <param name="Prompt">Names and terms that may be said; null for none.</param>
/// <param name="Translate">In English, whatever is spoken.</param>
/// <param name="KeepSounds">Descriptions of sounds in brackets stay.</param>
internal sealed record DecodingWish(string Language, string? Prompt, bool Translate, bool KeepSounds);
