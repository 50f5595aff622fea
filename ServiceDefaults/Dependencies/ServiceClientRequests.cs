namespace Platform.ServiceDefaults.Dependencies;

/// <summary>What a request to another service of the platform may say about itself.</summary>
public static class ServiceClientRequests
{
    private static readonly HttpRequestOptionsKey<bool> Idempotent = new("Platform.Idempotent");

    /// <summary>Says that sending the request twice does no harm, so that it is tried again when it fails.</summary>
    /// <remarks>Its content must be one that can be sent again, such as JSON or bytes; not a stream that is read once.</remarks>
    public static HttpRequestMessage MarkIdempotent(this HttpRequestMessage request)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.Options.Set(Idempotent, true);
        return request;
    }

    internal static bool IsIdempotent(this HttpRequestMessage request) =>
        request.Method == HttpMethod.Get || request.Method == HttpMethod.Head || request.Method == HttpMethod.Options
        || (request.Options.TryGetValue(Idempotent, out var isMarked) && isMarked);
}
