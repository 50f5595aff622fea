using System.Net;

namespace Platform.Frontend.Gateway;

/// <summary>Thrown when ApiGateway does not answer: unreachable, timed out, or its circuit is open.</summary>
internal sealed class GatewayUnavailableException(Exception inner) : Exception(inner.Message, inner);

/// <summary>Thrown when the session has ended: its tokens are refused and could not be renewed.</summary>
internal sealed class SessionEndedException() : Exception("The session has ended.");

/// <summary>Thrown when ApiGateway refused a request; contains its problem details (RFC 9457).</summary>
internal sealed class GatewayException(HttpStatusCode status, Problem problem, TimeSpan? retryAfter)
    : Exception(problem.Detail ?? problem.Title ?? status.ToString())
{
    public HttpStatusCode Status { get; } = status;

    public Problem Problem { get; } = problem;

    public TimeSpan? RetryAfter { get; } = retryAfter;

    /// <summary>Gets whether a quota is exhausted, so that waiting does not help.</summary>
    public bool IsOverQuota => Problem.Code == "quota_exceeded";

    public bool IsNotFound => Status == HttpStatusCode.NotFound;

    public bool IsConflict => Status is HttpStatusCode.Conflict or HttpStatusCode.PreconditionFailed;

    public bool IsDegraded => Status is HttpStatusCode.ServiceUnavailable or HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout;
}
