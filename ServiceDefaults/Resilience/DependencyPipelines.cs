using System.Collections.Frozen;
using Polly;
using Polly.Registry;

namespace Platform.ServiceDefaults.Resilience;

/// <summary>Provides the resilience pipelines (timeout, retry, circuit breaker) of this service's dependencies by name.</summary>
/// <remarks>
/// A call fails with <c>Polly.CircuitBreaker.BrokenCircuitException</c> at once while the circuit is open, and with
/// <c>Polly.Timeout.TimeoutRejectedException</c> when it times out.
/// </remarks>
public sealed class DependencyPipelines
{
    /// <summary>The key that marks the context of a call that limits its time itself, because only a part of it is spent waiting for the dependency.</summary>
    internal static readonly ResiliencePropertyKey<bool> LimitsOwnTime = new("Platform.LimitsOwnTime");

    private const string IdempotentSuffix = ".idempotent";
    private readonly FrozenDictionary<string, Pipelines> _pipelines;

    internal DependencyPipelines(IEnumerable<Dependency> dependencies, ResiliencePipelineProvider<string> pipelines) =>
        _pipelines = dependencies.ToFrozenDictionary(
            dependency => dependency.Name,
            dependency => new Pipelines(
                dependency,
                pipelines.GetPipeline(dependency.Name),
                pipelines.GetPipeline(IdempotentKey(dependency.Name))),
            StringComparer.Ordinal);

    /// <summary>Gets the pipeline of a dependency with timeout and circuit breaker, but without retries.</summary>
    /// <exception cref="ArgumentException">No dependency of that name was added.</exception>
    public ResiliencePipeline Get(string dependency) => Find(dependency).Once;

    /// <summary>Gets the pipeline for idempotent calls: as <see cref="Get"/>, with retries after exponential, jittered delays.</summary>
    /// <exception cref="ArgumentException">No dependency of that name was added.</exception>
    public ResiliencePipeline GetIdempotent(string dependency) => Find(dependency).Idempotent;

    /// <summary>Checks whether calls of a dependency are permitted: its circuit is closed or half-open.</summary>
    /// <exception cref="ArgumentException">No dependency of that name was added.</exception>
    public bool IsAvailable(string dependency) => Find(dependency).Dependency.StateValue != 1;

    internal static string IdempotentKey(string dependency) => dependency + IdempotentSuffix;

    private Pipelines Find(string dependency) => _pipelines.TryGetValue(dependency, out var pipelines)
        ? pipelines
        : throw new ArgumentException($"Dependency '{dependency}' was not added; known are: {string.Join(", ", _pipelines.Keys.Order(StringComparer.Ordinal))}.", nameof(dependency));

    private sealed record Pipelines(Dependency Dependency, ResiliencePipeline Once, ResiliencePipeline Idempotent);
}
