using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Polly;

namespace Platform.ApiGateway.Database;

/// <summary>Runs every database operation of the context through the circuit breaker and timeout of the dependency <c>postgres</c>.</summary>
internal sealed class PipelineExecutionStrategy(ExecutionStrategyDependencies dependencies, ResiliencePipeline pipeline) : IExecutionStrategy
{
    public bool RetriesOnFailure => false;

    public TResult Execute<TState, TResult>(
        TState state,
        Func<DbContext, TState, TResult> operation,
        Func<DbContext, TState, ExecutionResult<TResult>>? verifySucceeded) =>
        pipeline.Execute(() => operation(dependencies.CurrentContext.Context, state));

    public async Task<TResult> ExecuteAsync<TState, TResult>(
        TState state,
        Func<DbContext, TState, CancellationToken, Task<TResult>> operation,
        Func<DbContext, TState, CancellationToken, Task<ExecutionResult<TResult>>>? verifySucceeded,
        CancellationToken cancellationToken = default) =>
        await pipeline.ExecuteAsync(
            async token => await operation(dependencies.CurrentContext.Context, state, token),
            cancellationToken);
}
