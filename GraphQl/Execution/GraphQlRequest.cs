using System.Text.Json;

namespace Platform.GraphQl.Execution;

/// <summary>What a client asks.</summary>
/// <param name="Query">The document.</param>
/// <param name="OperationName">Which of its operations; null where it has one only.</param>
/// <param name="Variables">A JSON object; null for none.</param>
public sealed record GraphQlRequest(string Query, string? OperationName = null, JsonElement? Variables = null);
