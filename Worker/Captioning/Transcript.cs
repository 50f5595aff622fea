using Platform.Contracts.PublicApi;
using Platform.Worker.Recognition;

namespace Platform.Worker.Captioning;

/// <summary>What is said in a recording.</summary>
/// <param name="Words">In order, at presentation time.</param>
/// <param name="Language">What is spoken; null where nothing is.</param>
/// <param name="Speakers">How many speakers were told apart; null where nobody asked, or where nobody could.</param>
/// <param name="SpeakersMissed">Whether somebody asked and nobody could.</param>
internal sealed record Transcript(IReadOnlyList<CaptionWord> Words, HeardLanguage? Language, int? Speakers, bool SpeakersMissed);
