using System.Net;

namespace Platform.Client.Queues;

/// <summary>The API refused a request.</summary>
/// <param name="status">HTTP status.</param>
/// <param name="code">The problem's code, such as <c>not_found</c>; empty where the answer had none.</param>
/// <param name="message">What is wrong, with the fields that it is about.</param>
public sealed class QueueApiException(HttpStatusCode status, string code, string message) : Exception(message)
{
    /// <summary>HTTP status.</summary>
    public HttpStatusCode Status { get; } = status;

    /// <summary>The problem's code, such as <c>not_found</c>; empty where the answer had none.</summary>
    public string Code { get; } = code;

    /// <summary>When to come again; null where the answer does not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>What to quote when asking for help.</summary>
    public string? TraceId { get; init; }
}

/// <summary>The API does not answer, or a part behind it does not; it is not known whether the request was carried out.</summary>
/// <param name="message">What happened.</param>
/// <param name="innerException">Why, where something was thrown.</param>
public sealed class QueueUnavailableException(string message, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>When to come again; null where nobody said.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
