using System.Diagnostics.Metrics;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace Platform.ServiceDefaults.Resilience;

/// <summary>Counts the calls of one dependency by outcome; stands outside its circuit breaker.</summary>
internal sealed class CallCounter : ResilienceStrategy
{
    private readonly Counter<long> _calls;
    private readonly Counter<long> _failures;
    private readonly KeyValuePair<string, object?> _dependency;

    public CallCounter(string dependency, Counter<long> calls, Counter<long> failures)
    {
        _calls = calls;
        _failures = failures;
        _dependency = new("dependency", dependency);

        // Series must exist before the first call: a rate misses the step from "absent" to 1.
        foreach (var outcome in (string[])["success", "failure", "rejected", "timeout"])
        {
            _calls.Add(0, _dependency, new("outcome", outcome));
        }

        _failures.Add(0, _dependency);
    }

    protected override async ValueTask<Outcome<TResult>> ExecuteCore<TResult, TState>(
        Func<ResilienceContext, TState, ValueTask<Outcome<TResult>>> callback,
        ResilienceContext context,
        TState state)
    {
        var outcome = await callback(context, state).ConfigureAwait(context.ContinueOnCapturedContext);
        var (name, failed) = outcome.Exception switch
        {
            TimeoutRejectedException => ("timeout", true),
            BrokenCircuitException => ("rejected", false),
            _ when DependencyFailures.IsFailure(outcome) => ("failure", true),
            _ => ("success", false),
        };
        _calls.Add(1, _dependency, new("outcome", name));
        if (failed)
        {
            _failures.Add(1, _dependency);
        }

        return outcome;
    }
}
