namespace Platform.Contracts.PublicApi;

/// <summary>Says that a service runs a version.</summary>
/// <param name="Service">The service, 1 to 100 characters.</param>
/// <param name="Version">Its version, 1 to 100 characters.</param>
/// <param name="Commit">The commit that the version was built of, 1 to 100 characters.</param>
/// <param name="Who">Who deployed it, 1 to 320 characters; the caller by default.</param>
/// <param name="StartedAt">When it began to run; now by default.</param>
/// <param name="Status"><c>started</c>, or <c>failed</c> where checks of it failed; <c>started</c> by default.</param>
public sealed record CreateDeploymentRequest(
    string Service, string Version, string? Commit = null, string? Who = null, DateTimeOffset? StartedAt = null, string? Status = null);

/// <summary>Describes a deployment: a change of the version of a service.</summary>
/// <param name="Number">The number; later ones have larger numbers.</param>
/// <param name="Service">The service.</param>
/// <param name="Version">Its version.</param>
/// <param name="Commit">The commit that the version was built of.</param>
/// <param name="Who">Who deployed it.</param>
/// <param name="StartedAt">When it began to run.</param>
/// <param name="Outcome">
/// <c>watched</c> for 15 minutes, then <c>succeeded</c>; <c>rolled_back</c> where the version before was deployed again until then, <c>gate_failed</c>
/// where an urgent alert of the service began or checks failed.
/// </param>
/// <param name="DecidedAt">When the outcome was known.</param>
public sealed record DeploymentResponse(
    long Number, string Service, string Version, string? Commit, string Who, DateTimeOffset StartedAt, string Outcome, DateTimeOffset? DecidedAt);

/// <summary>Holds a page of deployments, and how those of the last 30 days went.</summary>
/// <param name="Items">The deployments, newest first.</param>
/// <param name="NextCursor">The cursor of the next page; null on the last.</param>
/// <param name="Decided">How many deployments of the last 30 days have an outcome.</param>
/// <param name="Failed">How many of these failed.</param>
/// <param name="ChangeFailureRate">The share that failed; null where none has an outcome.</param>
public sealed record DeploymentsResponse(IReadOnlyList<DeploymentResponse> Items, string? NextCursor, long Decided, long Failed, double? ChangeFailureRate);
