using Polly;

namespace Platform.ServiceDefaults.Measures;

/// <summary>Records the duration, or the failure, of the inner call with its retries.</summary>
internal sealed class MeasuredRound(DatabaseMetrics metrics, QueryType type, TimeProvider time) : ResilienceStrategy
{
    protected override async ValueTask<Outcome<TResult>> ExecuteCore<TResult, TState>(
        Func<ResilienceContext, TState, ValueTask<Outcome<TResult>>> callback,
        ResilienceContext context,
        TState state)
    {
        var start = time.GetTimestamp();
        var outcome = await callback(context, state).ConfigureAwait(context.ContinueOnCapturedContext);
        if (outcome.Exception is null)
        {
            metrics.Record(type, time.GetElapsedTime(start));
        }
        else
        {
            metrics.Fail(outcome.Exception);
        }

        return outcome;
    }
}
