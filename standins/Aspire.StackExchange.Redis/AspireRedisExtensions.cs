using Aspire.StackExchange.Redis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using OpenTelemetry.Trace;
using StackExchange.Redis;

namespace Microsoft.Extensions.Hosting;

/// <summary>Connects a service to Redis.</summary>
public static class AspireRedisExtensions
{
    private const string SectionName = "Aspire:StackExchange:Redis";

    /// <summary>Registers <see cref="IConnectionMultiplexer"/>, connected at first use, with health check and traces.</summary>
    public static void AddRedisClient(
        this IHostApplicationBuilder builder,
        string connectionName,
        Action<StackExchangeRedisSettings>? configureSettings = null,
        Action<ConfigurationOptions>? configureOptions = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(connectionName);

        var settings = new StackExchangeRedisSettings();
        var section = builder.Configuration.GetSection(SectionName);
        var namedSection = section.GetSection(connectionName);
        section.Bind(settings);
        namedSection.Bind(settings);
        settings.ConnectionString = builder.Configuration.GetConnectionString(connectionName) ?? settings.ConnectionString;
        configureSettings?.Invoke(settings);

        builder.Services.TryAddTransient<IOptionsFactory<ConfigurationOptions>>(provider => new ParsedOptionsFactory(
            settings.ConnectionString,
            provider.GetServices<IConfigureOptions<ConfigurationOptions>>(),
            provider.GetServices<IPostConfigureOptions<ConfigurationOptions>>(),
            provider.GetServices<IValidateOptions<ConfigurationOptions>>()));
        builder.Services.Configure<ConfigurationOptions>(options =>
        {
            section.GetSection("ConfigurationOptions").Bind(options);
            namedSection.GetSection("ConfigurationOptions").Bind(options);
            configureOptions?.Invoke(options);
        });

        builder.Services.AddSingleton<IConnectionMultiplexer>(provider =>
        {
            var options = provider.GetRequiredService<IOptions<ConfigurationOptions>>().Value;
            return options.EndPoints.Count > 0
                ? ConnectionMultiplexer.Connect(options)
                : throw new InvalidOperationException($"No endpoints specified. Ensure a valid connection string was provided in 'ConnectionStrings:{connectionName}' or for the '{SectionName}:ConnectionString' configuration key.");
        });

        if (!settings.DisableTracing)
        {
            builder.Services.ConfigureOpenTelemetryTracerProvider(
                tracing => tracing.AddSource("OpenTelemetry.Instrumentation.StackExchangeRedis"));
        }

        if (!settings.DisableHealthChecks)
        {
            builder.Services.AddHealthChecks().Add(new HealthCheckRegistration(
                "StackExchange.Redis",
                provider => new Ping(provider),
                failureStatus: null,
                tags: null));
        }
    }

    private sealed class ParsedOptionsFactory(
        string? connectionString,
        IEnumerable<IConfigureOptions<ConfigurationOptions>> setups,
        IEnumerable<IPostConfigureOptions<ConfigurationOptions>> postConfigures,
        IEnumerable<IValidateOptions<ConfigurationOptions>> validations)
        : OptionsFactory<ConfigurationOptions>(setups, postConfigures, validations)
    {
        protected override ConfigurationOptions CreateInstance(string name)
        {
            var options = connectionString is null ? new ConfigurationOptions() : ConfigurationOptions.Parse(connectionString);
            options.AbortOnConnectFail = false;
            return options;
        }
    }

    private sealed class Ping(IServiceProvider provider) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            try
            {
                await provider.GetRequiredService<IConnectionMultiplexer>().GetDatabase().PingAsync()
                    .WaitAsync(cancellationToken).ConfigureAwait(false);
                return HealthCheckResult.Healthy();
            }
            catch (RedisException exception)
            {
                return new HealthCheckResult(context.Registration.FailureStatus, exception.Message, exception);
            }
        }
    }
}
