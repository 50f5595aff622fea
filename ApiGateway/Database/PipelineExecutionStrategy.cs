using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Polly;

namespace Platform.ApiGateway.Database;

/// <summary>
/// Runs every database operation of the context through the circuit breaker and timeout of the dependency <c>postgres</c>. A query is
/// tried again: after the server was away, whoever comes first is given a connection that ended with it.
/// </summary>
/// <remarks>
/// Entity Framework begins to read with a bool, whether there is a row, and writes with the number of rows; what may have been written
/// must not run a second time.
/// </remarks>
internal sealed class PipelineExecutionStrategy(ExecutionStrategyDependencies dependencies, ResiliencePipeline once, ResiliencePipeline idempotent) : IExecutionStrategy
{
    /// <summary>Said to be false, so that transactions of our own stay possible.</summary>
    public bool RetriesOnFailure => false;

    public TResult Execute<TState, TResult>(
        TState state,
        Func<DbContext, TState, TResult> operation,
        Func<DbContext, TState, ExecutionResult<TResult>>? verifySucceeded) =>
        For<TResult>().Execute(() => operation(dependencies.CurrentContext.Context, state));

    public async Task<TResult> ExecuteAsync<TState, TResult>(
        TState state,
        Func<DbContext, TState, CancellationToken, Task<TResult>> operation,
        Func<DbContext, TState, CancellationToken, Task<ExecutionResult<TResult>>>? verifySucceeded,
        CancellationToken cancellationToken = default) =>
        await For<TResult>().ExecuteAsync(
            async token => await operation(dependencies.CurrentContext.Context, state, token),
            cancellationToken);

    private ResiliencePipeline For<TResult>() =>
        typeof(TResult) == typeof(bool) && dependencies.CurrentContext.Context.Database.CurrentTransaction is null ? idempotent : once;
}
