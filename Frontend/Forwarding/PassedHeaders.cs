namespace Platform.Frontend.Forwarding;

/// <summary>Headers that go through, by name; no others do, cookies and hop-by-hop headers among them.</summary>
/// <param name="Request">Of the browser's request.</param>
/// <param name="Response">Of ApiGateway's answer.</param>
internal sealed record PassedHeaders(string[] Request, string[] Response)
{
    /// <summary>
    /// The first header that could not be sent on, which would look as if ApiGateway did not answer: HTTP takes visible characters
    /// of ASCII, spaces and tabs. Null when all can.
    /// </summary>
    public string? FirstUnfit(HttpRequest request) =>
        Request.Append("Content-Type").FirstOrDefault(name => request.Headers[name].Any(value => value.AsSpan().ContainsAnyExceptInRange(' ', '~') && value!.Any(IsUnfit)));

    private static bool IsUnfit(char letter) => letter is not ('\t' or (>= ' ' and <= '~'));
}
