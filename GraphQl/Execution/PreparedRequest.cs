using Platform.GraphQl.Syntax;
using Platform.GraphQl.Validation;

namespace Platform.GraphQl.Execution;

/// <summary>A request that can be executed, or the reasons why it cannot.</summary>
public sealed class PreparedRequest
{
    private readonly Func<object?, CancellationToken, Task<GraphQlResponse>>? _execute;

    internal PreparedRequest(OperationDefinition operation, long cost, Func<object?, CancellationToken, Task<GraphQlResponse>> execute)
        : this(operation, []) => (_execute, Cost) = (execute, cost);

    private PreparedRequest(OperationDefinition? operation, IReadOnlyList<GraphQlError> errors)
    {
        Operation = operation?.Type;
        OperationName = operation?.Name;
        Errors = errors;
    }

    /// <summary>What the operation does; null where none could be chosen.</summary>
    public OperationType? Operation { get; }

    /// <summary>The operation's name in the document.</summary>
    public string? OperationName { get; }

    /// <summary>What the operation may cost at most.</summary>
    public long Cost { get; }

    /// <summary>Why it cannot be executed; empty where it can.</summary>
    public IReadOnlyList<GraphQlError> Errors { get; }

    internal static PreparedRequest Refused(params IReadOnlyList<GraphQlError> errors) => new(null, errors);

    internal static PreparedRequest Refused(OperationDefinition operation, params IReadOnlyList<GraphQlError> errors) => new(operation, errors);

    /// <summary>Executes it; the answer to what cannot be executed says why.</summary>
    /// <param name="state">Handed to the resolvers.</param>
    /// <param name="cancellationToken">Ends the execution.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public Task<GraphQlResponse> ExecuteAsync(object? state, CancellationToken cancellationToken) =>
        _execute is null ? Task.FromResult(GraphQlResponse.Refused(Errors)) : _execute(state, cancellationToken);
}
