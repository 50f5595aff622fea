using System.Text.Json.Serialization;
using Platform.Contracts.PublicApi;
using Platform.Worker.Media;

namespace Platform.Worker.Captioning;

/// <summary>What a resumed attempt needs to go on: the recording as it was probed, and what is heard of it.</summary>
/// <param name="Info">What the recording is.</param>
/// <param name="DurationSeconds">Presentation time of the end of its sound.</param>
/// <param name="Track">Which of its sound tracks is heard, from 0.</param>
/// <param name="Mix">Which channels of the track.</param>
/// <param name="Incomplete">Set where the file ends before the recording does.</param>
/// <param name="Untried">What else may be heard of the track where no word is found.</param>
/// <param name="LengthSeconds">Presentation time at which sound and picture have ended; null in what an earlier version stored.</param>
internal sealed record CaptionsPlan(
    MediaInfo Info,
    double DurationSeconds,
    int Track = 0,
    ChannelMix Mix = ChannelMix.All,
    IncompleteRecording? Incomplete = null,
    IReadOnlyList<ChannelMix>? Untried = null,
    double? LengthSeconds = null)
{
    /// <summary>Length of the recording: a last cue has until then to be read, where the picture goes on after the sound.</summary>
    [JsonIgnore]
    public double WholeSeconds => LengthSeconds ?? DurationSeconds;

    /// <summary>The track that is heard.</summary>
    [JsonIgnore]
    public TrackInfo HeardTrack => Info.Tracks![Track];
}

/// <summary>
/// The words of one part, and all that it takes to know them for the words of the same part again: where parts begin and end is found anew by
/// each attempt, while recognition runs already, and comes out the same.
/// </summary>
/// <param name="Words">In order, in seconds of the decoded sound.</param>
/// <param name="Start">Where the part starts in the sound, in seconds.</param>
/// <param name="Seconds">Its length; 0 in what an earlier version stored.</param>
/// <param name="Recogniser">Whose words they are.</param>
/// <param name="Language">What is spoken; BCP 47 tag.</param>
/// <param name="LanguageProbability">How sure that is, where it was detected.</param>
internal sealed record PartWords(
    IReadOnlyList<CaptionWord> Words, double Start = 0, double Seconds = 0, string? Recogniser = null, string? Language = null, double? LanguageProbability = null);

/// <summary>Stands in the job as its checkpoint. The work itself is in object storage, so that none of it is lost with a report.</summary>
/// <param name="Step">The step that comes next.</param>
/// <param name="PartsDone">Parts recognised.</param>
/// <param name="Parts">Parts found so far; 0 before the first.</param>
internal sealed record CaptionsCheckpoint(string Step, int PartsDone, int Parts);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CaptionsInput))]
[JsonSerializable(typeof(CaptionsPlan))]
[JsonSerializable(typeof(PartWords))]
[JsonSerializable(typeof(CaptionsCheckpoint))]
[JsonSerializable(typeof(CaptionsResult))]
internal sealed partial class CaptioningJson : JsonSerializerContext;
