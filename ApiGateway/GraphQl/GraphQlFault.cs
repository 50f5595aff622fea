using GraphQL;

namespace Platform.ApiGateway.GraphQl;

/// <summary>An error of an answer, in words that are meant for the client.</summary>
/// <param name="message">For the developer of the client.</param>
/// <param name="code">Stable cause in snake_case, in <c>extensions.code</c>.</param>
internal sealed class GraphQlFault(string message, string code) : ExecutionError(message)
{
    /// <summary>The value of <c>extensions.code</c>.</summary>
    public string Cause { get; } = code;

    /// <summary>More was asked for than one request may.</summary>
    public static GraphQlFault Limit(string message) => new(message, "limit");
}
