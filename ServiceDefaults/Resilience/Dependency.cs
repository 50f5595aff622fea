using Polly.CircuitBreaker;

namespace Platform.ServiceDefaults.Resilience;

/// <summary>A dependency of this service: its name and the state of its circuit breaker.</summary>
internal sealed class Dependency(string name)
{
    private bool _hasAnswered;

    public string Name { get; } = name;

    public CircuitBreakerStateProvider Breaker { get; } = new();

    /// <summary>By which the circuit is closed when the dependency first answers.</summary>
    public CircuitBreakerManualControl Control { get; } = new();

    /// <summary>Whether it has answered since this service started, whatever it said.</summary>
    public bool HasAnswered
    {
        get => Volatile.Read(ref _hasAnswered);
        set => Volatile.Write(ref _hasAnswered, value);
    }

    /// <summary>Whether an operator holds the circuit open.</summary>
    public bool IsIsolated => Breaker.CircuitState == CircuitState.Isolated;

    /// <summary>0 closed, 1 open (by itself or by an operator), 2 half-open.</summary>
    public int StateValue => Breaker.CircuitState switch
    {
        CircuitState.Closed => 0,
        CircuitState.HalfOpen => 2,
        _ => 1,
    };
}
