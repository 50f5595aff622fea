namespace Platform.ApiGateway.Inputs;

/// <summary>How a body is packed. Nothing here is unpacked: what was sent packed would be read or kept as something else.</summary>
internal static class BodyEncoding
{
    /// <summary>Whether the body is as it is, by <c>Content-Encoding</c>.</summary>
    public static bool IsPlain(HttpRequest request) =>
        request.Headers.ContentEncoding is var encoding
        && (encoding.Count == 0 || (encoding is [{ } only] && only.Equals("identity", StringComparison.OrdinalIgnoreCase)));
}
