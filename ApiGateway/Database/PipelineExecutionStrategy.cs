using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Polly;

namespace Platform.ApiGateway.Database;

/// <summary>
/// Runs every database operation of the context through the circuit breaker and timeout of the dependency <c>postgres</c>. Queries are retried,
/// because after an outage of the server a pooled connection may be dead.
/// </summary>
/// <remarks>
/// The result type distinguishes them: Entity Framework starts a query with a bool (whether there is a row) and a write with the number of rows. A
/// write must not run twice.
/// </remarks>
internal sealed class PipelineExecutionStrategy(ExecutionStrategyDependencies dependencies, ResiliencePipeline once, ResiliencePipeline idempotent) : IExecutionStrategy
{
    /// <summary>Gets false, so that explicit transactions remain possible.</summary>
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
