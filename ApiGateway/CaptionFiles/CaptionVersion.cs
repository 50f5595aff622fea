using System.Text.Json;
using Platform.ApiGateway.Json;
using Platform.ApiGateway.Problems;
using Platform.Captions.Editing;
using Platform.Contracts.PublicApi;

namespace Platform.ApiGateway.CaptionFiles;

/// <summary>Refuses edits of captions that somebody else has changed meanwhile.</summary>
internal static class CaptionVersion
{
    /// <summary>The maximum number of cues in a refusal.</summary>
    public const int MaxReturnedCues = 100;

    /// <summary>Checks <c>If-Match</c>.</summary>
    /// <returns>428 without the header, 412 if it names another revision, null if it names the current one.</returns>
    public static ApiProblem? Refuse(HttpRequest request, CaptionsResult result) => Preconditions.IsMatch(request, CaptionFileStore.ETag(result)) switch
    {
        null => new ApiProblem(StatusCodes.Status428PreconditionRequired, "precondition_required", "Send If-Match with the ETag of the captions that were read."),
        false => Changed(null),
        true => null,
    };

    /// <summary>Creates a 412 with the revision and the cues that others have saved: those that differ from what was to be saved.</summary>
    public static ApiProblem Changed(CaptionDocument latest, ReplaceCaptionsRequest wanted)
    {
        var cues = CaptionReplacement.Differing(latest, wanted, MaxReturnedCues);
        return Changed(writer =>
        {
            writer.WriteNumber("revision"u8, latest.Revision);
            writer.WritePropertyName("cues"u8);
            JsonSerializer.Serialize(writer, cues, GatewayJson.Default.IReadOnlyListCaptionCue);
        });
    }

    private static ApiProblem Changed(Action<Utf8JsonWriter>? writeMembers) =>
        new(StatusCodes.Status412PreconditionFailed, "precondition_failed", "The captions were changed since they were read.") { WriteMembers = writeMembers };
}
