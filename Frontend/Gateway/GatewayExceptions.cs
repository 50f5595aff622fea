using System.Net;

namespace Platform.Frontend.Gateway;

/// <summary>ApiGateway does not answer: not there, not in time, or its circuit is open.</summary>
internal sealed class GatewayUnavailableException(Exception inner) : Exception(inner.Message, inner);

/// <summary>The session is over: its tokens are not accepted and could not be renewed.</summary>
internal sealed class SessionEndedException() : Exception("The session has ended.");

/// <summary>ApiGateway refused; what it said in its problem details (RFC 9457).</summary>
internal sealed class GatewayException(HttpStatusCode status, Problem problem, TimeSpan? retryAfter)
    : Exception(problem.Detail ?? problem.Title ?? status.ToString())
{
    public HttpStatusCode Status { get; } = status;

    public Problem Problem { get; } = problem;

    public TimeSpan? RetryAfter { get; } = retryAfter;

    /// <summary>There is as much of it as a user may have: no wait changes that.</summary>
    public bool IsOverQuota => Problem.Code == "quota_exceeded";

    public bool IsNotFound => Status == HttpStatusCode.NotFound;

    public bool IsConflict => Status is HttpStatusCode.Conflict or HttpStatusCode.PreconditionFailed;

    public bool IsDegraded => Status is HttpStatusCode.ServiceUnavailable or HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout;
}
