namespace Platform.Frontend.Forwarding;

/// <summary>Headers that go through, by name; no others do, cookies and hop-by-hop headers among them.</summary>
/// <param name="Request">Of the browser's request.</param>
/// <param name="Response">Of ApiGateway's answer.</param>
internal sealed record PassedHeaders(string[] Request, string[] Response);
