using GraphQL;

namespace Platform.ApiGateway.GraphQl;

/// <summary>Represents an error whose message is shown to the client.</summary>
/// <param name="message">The message, for the developer of the client.</param>
/// <param name="code">The stable code in snake_case, in <c>extensions.code</c>.</param>
internal sealed class GraphQlFault(string message, string code) : ExecutionError(message)
{
    /// <summary>Gets the value of <c>extensions.code</c>.</summary>
    public string Cause { get; } = code;

    /// <summary>Creates the error for exceeding a limit of a request.</summary>
    public static GraphQlFault Limit(string message) => new(message, "limit");
}
