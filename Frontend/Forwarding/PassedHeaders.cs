namespace Platform.Frontend.Forwarding;

/// <summary>Lists the headers to forward by name; all others, including cookies and hop-by-hop headers, are dropped.</summary>
/// <param name="Request">The headers of the browser's request.</param>
/// <param name="Response">The headers of ApiGateway's response.</param>
internal sealed record PassedHeaders(string[] Request, string[] Response)
{
    /// <summary>
    /// Finds the first header that cannot be sent, which would look like a failure of ApiGateway: HTTP permits visible ASCII characters, spaces and
    /// tabs. Null if all are valid.
    /// </summary>
    public string? FirstUnfit(HttpRequest request) =>
        Request.Append("Content-Type").FirstOrDefault(name => request.Headers[name].Any(value => value.AsSpan().ContainsAnyExceptInRange(' ', '~') && value!.Any(IsUnfit)));

    private static bool IsUnfit(char letter) => letter is not ('\t' or (>= ' ' and <= '~'));
}
