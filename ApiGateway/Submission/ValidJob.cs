using Platform.Contracts.PublicApi;

namespace Platform.ApiGateway.Submission;

/// <summary>Represents a validated job.</summary>
/// <param name="Id">The id of the job.</param>
/// <param name="Request">The request.</param>
/// <param name="Input">The input as it was requested, of a type that <see cref="JobInputWriter"/> writes; null for an empty object.</param>
/// <param name="Title">The given title, or one derived from the input.</param>
/// <param name="Filled">The input as it is stored, with what was filled in; null if nothing was.</param>
internal sealed record ValidJob(Guid Id, CreateJobRequest Request, object? Input, string? Title, object? Filled = null)
{
    /// <summary>Gets the requested input of a captions job; null for other kinds.</summary>
    public CaptionsInput? Captions => Input as CaptionsInput;
}
