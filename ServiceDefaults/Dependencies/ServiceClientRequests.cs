namespace Platform.ServiceDefaults.Dependencies;

/// <summary>Marks requests to other services of the platform.</summary>
public static class ServiceClientRequests
{
    private static readonly HttpRequestOptionsKey<bool> s_idempotent = new("Platform.Idempotent");

    /// <summary>Marks a request as idempotent, so that it is retried when it fails.</summary>
    /// <remarks>Its content must be one that can be sent again, such as JSON or bytes, not a stream that is read once.</remarks>
    public static HttpRequestMessage MarkIdempotent(this HttpRequestMessage request)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.Options.Set(s_idempotent, true);
        return request;
    }

    internal static bool IsIdempotent(this HttpRequestMessage request) =>
        request.Method == HttpMethod.Get || request.Method == HttpMethod.Head || request.Method == HttpMethod.Options
        || (request.Options.TryGetValue(s_idempotent, out var isMarked) && isMarked);
}
