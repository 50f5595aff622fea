using System.Net;

namespace Platform.Client.Queues;

/// <summary>Thrown when the API refuses a request.</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="code">The error code, such as <c>not_found</c>; empty if the response had none.</param>
/// <param name="message">A description of the error, with the fields concerned.</param>
public sealed class QueueApiException(HttpStatusCode status, string code, string message) : Exception(message)
{
    /// <summary>Gets the HTTP status.</summary>
    public HttpStatusCode Status { get; } = status;

    /// <summary>Gets the error code, such as <c>not_found</c>; empty if the response had none.</summary>
    public string Code { get; } = code;

    /// <summary>Gets the time after which to retry; null if the response does not specify it.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Gets the trace id for support requests.</summary>
    public string? TraceId { get; init; }
}

/// <summary>Thrown when the API, or a service behind it, does not answer; it is unknown whether the request was executed.</summary>
/// <param name="message">A description of the failure.</param>
/// <param name="innerException">The underlying exception, if any.</param>
public sealed class QueueUnavailableException(string message, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>Gets the time after which to retry; null if it is unknown.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
