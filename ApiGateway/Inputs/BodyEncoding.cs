namespace Platform.ApiGateway.Inputs;

/// <summary>
/// Checks the content encoding of request bodies. The gateway does not decompress bodies, and a compressed one would be stored or parsed as something
/// else.
/// </summary>
internal static class BodyEncoding
{
    /// <summary>Checks by <c>Content-Encoding</c> whether the body is not compressed.</summary>
    public static bool IsPlain(HttpRequest request) =>
        request.Headers.ContentEncoding is var encoding
        && (encoding.Count == 0 || (encoding is [{ } only] && only.Equals("identity", StringComparison.OrdinalIgnoreCase)));
}
