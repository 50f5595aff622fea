using System.Diagnostics.Metrics;
using Platform.ServiceDefaults.Measures;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace Platform.ServiceDefaults.Resilience;

/// <summary>Counts the calls of one dependency by outcome, outside its circuit breaker.</summary>
internal sealed class CallCounter : ResilienceStrategy
{
    private static readonly KeyValuePair<string, object?> s_success = new("outcome", "success");
    private static readonly KeyValuePair<string, object?> s_failure = new("outcome", "failure");
    private static readonly KeyValuePair<string, object?> s_rejected = new("outcome", "rejected");
    private static readonly KeyValuePair<string, object?> s_timedOut = new("outcome", "timeout");

    private readonly Counter<long> _calls;
    private readonly Counter<long> _failures;
    private readonly ErrorSource _errors;
    private readonly Dependency _asked;
    private readonly KeyValuePair<string, object?> _dependency;

    public CallCounter(Dependency dependency, Counter<long> calls, Counter<long> failures, ErrorMetrics errors)
    {
        _calls = calls;
        _failures = failures;
        _errors = errors.AddSource(dependency.Name, "failure", "timeout");
        _asked = dependency;
        _dependency = new("dependency", dependency.Name);

        // The series must exist before the first call: a rate does not see the step from an absent series to 1.
        foreach (var outcome in (ReadOnlySpan<KeyValuePair<string, object?>>)[s_success, s_failure, s_rejected, s_timedOut])
        {
            _calls.Add(0, _dependency, outcome);
        }

        _failures.Add(0, _dependency);
    }

    protected override async ValueTask<Outcome<TResult>> ExecuteCore<TResult, TState>(
        Func<ResilienceContext, TState, ValueTask<Outcome<TResult>>> callback,
        ResilienceContext context,
        TState state)
    {
        var outcome = await callback(context, state).ConfigureAwait(context.ContinueOnCapturedContext);
        var counted = outcome.Exception switch
        {
            TimeoutRejectedException => s_timedOut,
            BrokenCircuitException => s_rejected,
            _ when DependencyFailures.IsFailure(outcome) => s_failure,
            _ => s_success,
        };
        _calls.Add(1, _dependency, counted);
        if (!_asked.HasAnswered && outcome.Exception is null && counted.Value is "success")
        {
            _asked.HasAnswered = true;
        }

        if (counted.Value is "failure" or "timeout")
        {
            _failures.Add(1, _dependency);
            _errors.Add((string)counted.Value);
        }

        return outcome;
    }
}
