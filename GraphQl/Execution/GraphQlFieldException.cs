namespace Platform.GraphQl.Execution;

/// <summary>Why a field has no value, in words for the client.</summary>
/// <param name="message">For the client.</param>
/// <param name="code">Stable cause in snake_case.</param>
public sealed class GraphQlFieldException(string message, string code) : Exception(message)
{
    /// <summary>Stable cause in snake_case.</summary>
    public string Code { get; } = code;
}
