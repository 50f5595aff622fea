using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Platform.ServiceDefaults.Faults;
using Platform.ServiceDefaults.Machine;
using Platform.ServiceDefaults.Measures;
using Polly;
using Polly.CircuitBreaker;
using Polly.DependencyInjection;
using Polly.Registry;
using Polly.Retry;
using Polly.Timeout;

namespace Platform.ServiceDefaults.Resilience;

internal static class ResilienceExtensions
{
    /// <summary>Registers both pipelines of a dependency, once.</summary>
    public static Dependency AddPipelines(this IHostApplicationBuilder builder, string name, Action<DependencyOptions>? defaults)
    {
        var services = builder.Services;
        if (services.FirstOrDefault(service => !service.IsKeyedService && service.ImplementationInstance is Dependency known && known.Name == name)
            ?.ImplementationInstance is Dependency known)
        {
            return known;
        }

        var dependency = new Dependency(name);
        services.AddSingleton(dependency);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<CircuitBreakerMetrics>();
        services.TryAddSingleton<ErrorMetrics>();
        services.TryAddSingleton(static _ => new ProcessorLag(TimeProvider.System));
        services.TryAddSingleton(provider => new DependencyPipelines(
            provider.GetServices<Dependency>(),
            provider.GetRequiredService<ResiliencePipelineProvider<string>>()));
        services.AddOptions<DependencyOptions>(name)
            .Configure(options => defaults?.Invoke(options))
            .BindConfiguration("Dependencies:" + name)
            .ValidateDataAnnotations()
            .ValidateOnStart();

        services.AddResiliencePipeline(name, (pipeline, context) => AddGuards(pipeline, context, dependency));
        services.AddResiliencePipeline(DependencyPipelines.IdempotentKey(name), (pipeline, context) =>
        {
            pipeline.TimeProvider = context.ServiceProvider.GetRequiredService<TimeProvider>();
            var options = OptionsOf(context, name);
            if (options.MaxRetryAttempts > 0)
            {
                pipeline.AddRetry(new RetryStrategyOptions
                {
                    MaxRetryAttempts = options.MaxRetryAttempts,
                    Delay = options.RetryDelay,
                    BackoffType = DelayBackoffType.Exponential,
                    UseJitter = true,
                    ShouldHandle = arguments => ValueTask.FromResult(DependencyFailures.IsWorthRetrying(arguments.Outcome)),
                });
            }

            // The same instance, so that both pipelines share one circuit breaker.
            pipeline.AddPipeline(context.ServiceProvider.GetRequiredService<ResiliencePipelineProvider<string>>().GetPipeline(name));
        });
        return dependency;
    }

    private static void AddGuards(
        ResiliencePipelineBuilder pipeline,
        AddResiliencePipelineContext<string> context,
        Dependency dependency)
    {
        var options = OptionsOf(context, dependency.Name);
        var metrics = context.ServiceProvider.GetRequiredService<CircuitBreakerMetrics>();
        var lag = context.ServiceProvider.GetRequiredService<ProcessorLag>();
        pipeline.TimeProvider = context.ServiceProvider.GetRequiredService<TimeProvider>();
        pipeline
            .AddStrategy(_ => new CallCounter(dependency, metrics.Calls, metrics.Failures, context.ServiceProvider.GetRequiredService<ErrorMetrics>()))
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                FailureRatio = options.FailureRatio,
                MinimumThroughput = options.MinimumThroughput,
                SamplingDuration = options.SamplingDuration,
                BreakDuration = options.BreakDuration,
                StateProvider = dependency.Breaker,
                ManualControl = dependency.Control,
                ShouldHandle = arguments => ValueTask.FromResult(DependencyFailures.OpensCircuit(arguments.Outcome, options.Timeout, lag)),
            })
            .AddTimeout(new TimeoutStrategyOptions
            {
                TimeoutGenerator = arguments => ValueTask.FromResult(
                    arguments.Context.Properties.GetValue(DependencyPipelines.LimitsOwnTime, false) ? Timeout.InfiniteTimeSpan : options.Timeout),
            })
            .AddSlowness(context.ServiceProvider.GetRequiredService<IOptions<FaultOptions>>().Value, dependency.Name);
    }

    private static DependencyOptions OptionsOf(AddResiliencePipelineContext<string> context, string name) =>
        context.ServiceProvider.GetRequiredService<IOptionsMonitor<DependencyOptions>>().Get(name);
}
