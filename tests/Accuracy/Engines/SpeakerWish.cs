namespace Platform.Accuracy.Engines;

/// <summary>Asks who says what.</summary>
/// <param name="Speakers">How many there are; null where that is to be found.</param>
internal sealed record SpeakerWish(int? Speakers);
