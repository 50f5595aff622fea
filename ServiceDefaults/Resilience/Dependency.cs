using Polly.CircuitBreaker;

namespace Platform.ServiceDefaults.Resilience;

/// <summary>Represents a dependency of this service: its name and the state of its circuit breaker.</summary>
internal sealed class Dependency(string name)
{
    private bool _hasAnswered;

    public string Name { get; } = name;

    public CircuitBreakerStateProvider Breaker { get; } = new();

    /// <summary>Gets the control that closes the circuit when the dependency answers for the first time.</summary>
    public CircuitBreakerManualControl Control { get; } = new();

    /// <summary>Gets or sets whether the dependency has answered since this service started, even with an error.</summary>
    public bool HasAnswered
    {
        get => Volatile.Read(ref _hasAnswered);
        set => Volatile.Write(ref _hasAnswered, value);
    }

    /// <summary>Gets whether an operator keeps the circuit open.</summary>
    public bool IsIsolated => Breaker.CircuitState == CircuitState.Isolated;

    /// <summary>Gets the state as a number: 0 closed, 1 open (automatically or by an operator), 2 half-open.</summary>
    public int StateValue => Breaker.CircuitState switch
    {
        CircuitState.Closed => 0,
        CircuitState.HalfOpen => 2,
        _ => 1,
    };
}
