using System.Collections.Frozen;
using Polly;
using Polly.Registry;

namespace Platform.ServiceDefaults.Resilience;

/// <summary>The pipelines (timeout, retry, circuit breaker) that guard this service's dependencies, by name.</summary>
/// <remarks>
/// A call fails with <c>Polly.CircuitBreaker.BrokenCircuitException</c> at once while the circuit is open, and with
/// <c>Polly.Timeout.TimeoutRejectedException</c> when it took too long.
/// </remarks>
public sealed class DependencyPipelines
{
    /// <summary>Set on the context of a call that watches its time itself, as only a part of it is the dependency's.</summary>
    internal static readonly ResiliencePropertyKey<bool> KeepsOwnTime = new("Platform.KeepsOwnTime");

    private const string IdempotentSuffix = ".idempotent";
    private readonly FrozenDictionary<string, Guards> _guards;

    internal DependencyPipelines(IEnumerable<Dependency> dependencies, ResiliencePipelineProvider<string> pipelines) =>
        _guards = dependencies.ToFrozenDictionary(
            dependency => dependency.Name,
            dependency => new Guards(
                dependency,
                pipelines.GetPipeline(dependency.Name),
                pipelines.GetPipeline(IdempotentKey(dependency.Name))),
            StringComparer.Ordinal);

    /// <summary>The pipeline of a dependency: timeout and circuit breaker. It runs a call once.</summary>
    /// <exception cref="ArgumentException">No dependency of that name was added.</exception>
    public ResiliencePipeline Get(string dependency) => Find(dependency).Once;

    /// <summary>
    /// The pipeline for calls that may be run twice without harm: as <see cref="Get"/>, and a failed call is tried again
    /// with exponential, jittered waits.
    /// </summary>
    /// <exception cref="ArgumentException">No dependency of that name was added.</exception>
    public ResiliencePipeline GetIdempotent(string dependency) => Find(dependency).Idempotent;

    /// <summary>Whether calls of a dependency are let through: its circuit is closed or half-open.</summary>
    /// <exception cref="ArgumentException">No dependency of that name was added.</exception>
    public bool IsAvailable(string dependency) => Find(dependency).Dependency.StateValue != 1;

    internal static string IdempotentKey(string dependency) => dependency + IdempotentSuffix;

    private Guards Find(string dependency) => _guards.TryGetValue(dependency, out var guards)
        ? guards
        : throw new ArgumentException($"Dependency '{dependency}' was not added; known are: {string.Join(", ", _guards.Keys.Order(StringComparer.Ordinal))}.", nameof(dependency));

    private sealed record Guards(Dependency Dependency, ResiliencePipeline Once, ResiliencePipeline Idempotent);
}
