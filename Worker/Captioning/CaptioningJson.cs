using System.Text.Json.Serialization;
using Platform.Contracts.PublicApi;
using Platform.Worker.Media;
using Platform.Worker.Splitting;

namespace Platform.Worker.Captioning;

/// <summary>What a resumed attempt needs to go on: the recording as it was probed and split, so that parts keep their borders.</summary>
/// <param name="Info">What the recording is.</param>
/// <param name="DurationSeconds">Presentation time of the end of its sound.</param>
/// <param name="Parts">Where it was cut.</param>
/// <param name="Track">Which of its sound tracks is heard, from 0.</param>
/// <param name="Mix">Which channels of the track.</param>
/// <param name="Incomplete">Set where the file ends before the recording does.</param>
/// <param name="Untried">What else may be heard of the track where no word is found.</param>
internal sealed record CaptionsPlan(
    MediaInfo Info,
    double DurationSeconds,
    IReadOnlyList<Part> Parts,
    int Track = 0,
    ChannelMix Mix = ChannelMix.All,
    IncompleteRecording? Incomplete = null,
    IReadOnlyList<ChannelMix>? Untried = null)
{
    /// <summary>The track that is heard.</summary>
    [JsonIgnore]
    public TrackInfo HeardTrack => Info.Tracks![Track];
}

/// <summary>The words of one part, timed from the start of the recording.</summary>
/// <param name="Words">In order.</param>
internal sealed record PartWords(IReadOnlyList<CaptionWord> Words);

/// <summary>Stands in the job as its checkpoint. The work itself is in object storage, so that none of it is lost with a report.</summary>
/// <param name="Step">The step that comes next.</param>
/// <param name="PartsDone">Parts recognised.</param>
/// <param name="Parts">Parts in all; 0 before the split.</param>
internal sealed record CaptionsCheckpoint(string Step, int PartsDone, int Parts);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CaptionsInput))]
[JsonSerializable(typeof(CaptionsPlan))]
[JsonSerializable(typeof(PartWords))]
[JsonSerializable(typeof(CaptionsCheckpoint))]
[JsonSerializable(typeof(CaptionsResult))]
internal sealed partial class CaptioningJson : JsonSerializerContext;
