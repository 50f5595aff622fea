using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Polly.DependencyInjection;
using Polly.Registry;
using Polly.Telemetry;

namespace Polly;

/// <summary>Registers resilience pipelines with the services.</summary>
public static class PollyServiceCollectionExtensions
{
    /// <summary>Adds a pipeline under <paramref name="key"/>; the last one added under a key wins.</summary>
    public static IServiceCollection AddResiliencePipeline<TKey>(
        this IServiceCollection services,
        TKey key,
        Action<ResiliencePipelineBuilder> configure)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(configure);
        return services.AddResiliencePipeline(key, (builder, _) => configure(builder));
    }

    /// <summary>Adds a pipeline under <paramref name="key"/>; the last one added under a key wins.</summary>
    public static IServiceCollection AddResiliencePipeline<TKey>(
        this IServiceCollection services,
        TKey key,
        Action<ResiliencePipelineBuilder, AddResiliencePipelineContext<TKey>> configure)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);

        services.AddOptions<PipelineConfigurations<TKey>>().Configure<IServiceProvider>((configurations, provider) =>
            configurations.Actions.Add(registry =>
                registry.TryAddBuilder(key, (builder, context) =>
                    configure(builder, new AddResiliencePipelineContext<TKey>(context, provider)))));

        return services.AddResiliencePipelineRegistry<TKey>();
    }

    /// <summary>Adds <see cref="ResiliencePipelineRegistry{TKey}"/> and <see cref="ResiliencePipelineProvider{TKey}"/>.</summary>
    public static IServiceCollection AddResiliencePipelineRegistry<TKey>(this IServiceCollection services)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(services);

        services.TryAddTransient(provider =>
        {
            var builder = new ResiliencePipelineBuilder();
            builder.ConfigureTelemetry(provider.GetRequiredService<IOptions<TelemetryOptions>>().Value);
            return builder;
        });
        services.AddOptions<TelemetryOptions>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<TelemetryOptions>, LoggerFactoryOfTheApplication>());
        services.AddOptions<ResiliencePipelineRegistryOptions<TKey>>().Configure<IServiceProvider>((options, provider) =>
            options.BuilderFactory = () => provider.GetRequiredService<ResiliencePipelineBuilder>());

        services.TryAddSingleton(provider =>
        {
            var registry = new ResiliencePipelineRegistry<TKey>(
                provider.GetRequiredService<IOptions<ResiliencePipelineRegistryOptions<TKey>>>().Value);

            // Last registration first: the registry keeps the first builder of a key.
            foreach (var add in Enumerable.Reverse(provider.GetRequiredService<IOptions<PipelineConfigurations<TKey>>>().Value.Actions))
            {
                add(registry);
            }

            return registry;
        });
        services.TryAddSingleton<ResiliencePipelineProvider<TKey>>(
            provider => provider.GetRequiredService<ResiliencePipelineRegistry<TKey>>());
        return services;
    }

    private sealed class PipelineConfigurations<TKey>
        where TKey : notnull
    {
        public List<Action<ResiliencePipelineRegistry<TKey>>> Actions { get; } = [];
    }

    private sealed class LoggerFactoryOfTheApplication(IServiceProvider provider) : IConfigureOptions<TelemetryOptions>
    {
        public void Configure(TelemetryOptions options)
        {
            if (provider.GetService<ILoggerFactory>() is { } loggerFactory)
            {
                options.LoggerFactory = loggerFactory;
            }
        }
    }
}
