using System.Text.Json.Serialization;
using Platform.Contracts.PublicApi;

namespace Platform.Operations.Probing;

/// <summary>Describes the JSON that the prober and the gateway exchange.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RegisterRequest))]
[JsonSerializable(typeof(SignInRequest))]
[JsonSerializable(typeof(TokenResponse))]
[JsonSerializable(typeof(ProbeSubmission))]
[JsonSerializable(typeof(ProbedJob))]
[JsonSerializable(typeof(ProbedJobs))]
internal sealed partial class ProbeJson : JsonSerializerContext;

/// <summary>Submits a captions job.</summary>
/// <param name="Kind">The kind of the job.</param>
/// <param name="Input">Its input.</param>
/// <param name="Title">Its title.</param>
/// <param name="Tags">Its tags, by which the prober finds what earlier rounds left.</param>
/// <param name="MaxAttempts">How often it is tried.</param>
internal sealed record ProbeSubmission(string Kind, ProbeInput Input, string Title, IReadOnlyList<string> Tags, int MaxAttempts);

/// <summary>Names the recording of a job.</summary>
/// <param name="UploadId">The id of the upload.</param>
internal sealed record ProbeInput(Guid UploadId);

/// <summary>Holds what the prober reads of a job.</summary>
/// <param name="Id">Its id.</param>
/// <param name="State">Its state.</param>
internal sealed record ProbedJob(Guid Id, string State)
{
    /// <summary>Whether it has ended.</summary>
    [JsonIgnore]
    public bool HasEnded => State is "succeeded" or "failed" or "cancelled";
}

/// <summary>Holds a page of jobs.</summary>
/// <param name="Items">The jobs.</param>
internal sealed record ProbedJobs(IReadOnlyList<ProbedJob> Items);
