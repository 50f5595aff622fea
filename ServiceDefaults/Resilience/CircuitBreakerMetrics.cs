using System.Diagnostics.Metrics;

namespace Platform.ServiceDefaults.Resilience;

/// <summary>Exports <c>circuit_breaker_state</c> (0 closed, 1 open, 2 half-open), <c>_calls_total</c> and <c>_failures_total</c>.</summary>
internal sealed class CircuitBreakerMetrics
{
    public CircuitBreakerMetrics(IMeterFactory meters, IEnumerable<Dependency> dependencies)
    {
        var meter = meters.Create("Platform.Resilience");
        Calls = meter.CreateCounter<long>("circuit_breaker.calls", "{call}", "Calls of a dependency by outcome.");
        Failures = meter.CreateCounter<long>("circuit_breaker.failures", "{call}", "Calls of a dependency that failed or timed out.");
        var all = dependencies.ToArray();
        var tags = Array.ConvertAll(all, dependency => new KeyValuePair<string, object?>("dependency", dependency.Name));
        meter.CreateObservableGauge(
            "circuit_breaker.state",
            () => all.Select((dependency, index) => new Measurement<int>(dependency.StateValue, tags[index])),
            description: "State of a dependency's circuit breaker: 0 closed, 1 open, 2 half-open.");
        meter.CreateObservableGauge(
            "circuit_breaker.isolated",
            () => all.Select((dependency, index) => new Measurement<int>(dependency.IsIsolated ? 1 : 0, tags[index])),
            description: "1 while an operator holds a dependency's circuit breaker open, else 0.");
    }

    public Counter<long> Calls { get; }

    public Counter<long> Failures { get; }
}
