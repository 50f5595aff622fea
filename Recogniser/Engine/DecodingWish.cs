namespace Platform.Recogniser.Engine;

/// <summary>Describes the requested form of the words.</summary>
/// <param name="Language">The language by its code in Whisper.</param>
/// <param name="Prompt">Names and terms that may occur; null for none.</param>
/// <param name="Translate">Whether to translate into English.</param>
/// <param name="KeepSounds">Whether to keep descriptions of sounds in brackets.</param>
internal sealed record DecodingWish(string Language, string? Prompt, bool Translate, bool KeepSounds);
