using System.Text.Json.Serialization;
using Platform.Contracts.PublicApi;
using Platform.Worker.Media;

namespace Platform.Worker.Captioning;

/// <summary>Holds what a resumed attempt needs to continue: the probed recording and the selected sound.</summary>
/// <param name="Info">The result of the probe.</param>
/// <param name="DurationSeconds">The presentation time of the end of its sound.</param>
/// <param name="Track">The index of the selected sound track, from 0.</param>
/// <param name="Mix">The selected channels of the track.</param>
/// <param name="Incomplete">Set if the file ends before the recording does.</param>
/// <param name="Untried">The other channel mixes to try if no word is recognised.</param>
/// <param name="LengthSeconds">The presentation time at which sound and picture have ended; null if stored by an earlier version.</param>
internal sealed record CaptionsPlan(
    MediaInfo Info,
    double DurationSeconds,
    int Track = 0,
    ChannelMix Mix = ChannelMix.All,
    IncompleteRecording? Incomplete = null,
    IReadOnlyList<ChannelMix>? Untried = null,
    double? LengthSeconds = null)
{
    /// <summary>Gets the length of the recording in seconds: the last cue may be shown until then, if the picture continues after the sound.</summary>
    [JsonIgnore]
    public double WholeSeconds => LengthSeconds ?? DurationSeconds;

    /// <summary>Gets the selected track.</summary>
    [JsonIgnore]
    public TrackInfo SelectedTrack => Info.Tracks![Track];
}

/// <summary>
/// Holds the words of one part, and the data that identify the part again: each attempt finds the borders of the parts anew while recognition is
/// running, with the same result.
/// </summary>
/// <param name="Words">The words in order, in seconds of the decoded sound.</param>
/// <param name="Start">The start of the part in the sound, in seconds.</param>
/// <param name="Seconds">The length of the part; 0 if stored by an earlier version.</param>
/// <param name="Recogniser">The recogniser that produced the words.</param>
/// <param name="Language">The spoken language; BCP 47 tag.</param>
/// <param name="LanguageProbability">The probability of the language, if it was detected.</param>
internal sealed record PartWords(
    IReadOnlyList<CaptionWord> Words, double Start = 0, double Seconds = 0, string? Recogniser = null, string? Language = null, double? LanguageProbability = null);

/// <summary>Represents the checkpoint of a job. The results themselves are in object storage, so that a lost report loses no work.</summary>
/// <param name="Step">The next step.</param>
/// <param name="PartsDone">The number of recognised parts.</param>
/// <param name="Parts">The number of parts found so far; 0 before the first.</param>
internal sealed record CaptionsCheckpoint(string Step, int PartsDone, int Parts);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CaptionsInput))]
[JsonSerializable(typeof(CaptionsPlan))]
[JsonSerializable(typeof(PartWords))]
[JsonSerializable(typeof(CaptionsCheckpoint))]
[JsonSerializable(typeof(SoundBlock))]
[JsonSerializable(typeof(CaptionsResult))]
internal sealed partial class CaptioningJson : JsonSerializerContext;
