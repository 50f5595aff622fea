namespace Platform.ApiGateway.Access;

/// <summary>Represents what a link to captions grants: one job's captions and recording, and nothing else of its owner.</summary>
/// <param name="JobId">The job.</param>
/// <param name="MayEdit">Whether the captions may be edited.</param>
internal sealed record LinkGrant(Guid JobId, bool MayEdit);
