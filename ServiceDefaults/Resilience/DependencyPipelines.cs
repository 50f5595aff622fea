using Polly;

namespace Platform.ServiceDefaults.Resilience;

/// <summary>The pipelines (timeout, retry, circuit breaker) that guard this service's dependencies, by name.</summary>
public sealed class DependencyPipelines
{
    private readonly ResiliencePipeline _none = ResiliencePipeline.Empty;

    /// <summary>The pipeline of a dependency registered with <c>AddDependency</c>.</summary>
    public ResiliencePipeline Get(string dependency) => _none;
}
