using Platform.Contracts.PublicApi;

namespace Platform.Accuracy.Engines;

/// <summary>The words that an engine recognised, and the resources that it used.</summary>
/// <param name="Words">In order, in seconds of the sound.</param>
/// <param name="LoadSeconds">How long it took until the engine was ready.</param>
/// <param name="WallSeconds">How long all took, with as many parts at a time as there are processors.</param>
/// <param name="CpuSeconds">Time of all processors.</param>
/// <param name="PeakBytes">Most memory at a time.</param>
/// <param name="Language">What it took for the language, where it was asked.</param>
/// <param name="Parts">In how many parts it heard the sound.</param>
/// <param name="Speakers">Who said each word, from 1, where it was asked; empty for one speaker.</param>
/// <param name="FirstWordsSeconds">How long it took until the first words were there.</param>
/// <param name="Loads">How often the model was loaded.</param>
/// <param name="DecodingCpuSeconds">Time of all processors from the first part that was asked for to the last answer.</param>
/// <param name="DecodingSeconds">How long that took.</param>
internal sealed record Hearing(
    IReadOnlyList<CaptionWord> Words, double LoadSeconds, double WallSeconds, double CpuSeconds, long PeakBytes, string? Language = null, int Parts = 1, IReadOnlyList<int>? Speakers = null,
    double FirstWordsSeconds = 0, int Loads = 1, double DecodingCpuSeconds = 0, double DecodingSeconds = 0)
{
    /// <summary>The words as one text.</summary>
    public string Text => string.Join(' ', Words.Select(static word => word.Text));
}
