using Platform.Contracts.Recognition;

namespace Platform.Worker.Captioning;

/// <summary>Describes a block of a recording to the worker that recognises it. Its samples are an object of their own.</summary>
/// <param name="From">The time of the first sample in the sound of the recording, in seconds.</param>
/// <param name="Seconds">The length of the sound of the block.</param>
/// <param name="Parts">The parts with their speech, in times of the sound of the recording.</param>
/// <param name="Recogniser">The name of the recogniser that is to do it, so that the words are the same as those of the other parts.</param>
/// <param name="Language">The spoken language; BCP 47 tag.</param>
/// <param name="LanguageProbability">The probability of the language, if it was detected.</param>
/// <param name="Terms">Names and terms that may occur.</param>
/// <param name="Translate">Whether to translate into English.</param>
/// <param name="Sounds">Whether to keep descriptions of sounds in brackets.</param>
internal sealed record SoundBlock(
    double From,
    double Seconds,
    IReadOnlyList<FoundPart> Parts,
    string Recogniser,
    string Language,
    double? LanguageProbability,
    IReadOnlyList<string> Terms,
    bool Translate,
    bool Sounds);
