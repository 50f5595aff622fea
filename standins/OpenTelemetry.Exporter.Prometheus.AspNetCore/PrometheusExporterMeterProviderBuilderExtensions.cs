using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using OpenTelemetry.Exporter;
using OpenTelemetry.Exporter.Prometheus;

namespace OpenTelemetry.Metrics;

/// <summary>Exposes metrics to Prometheus.</summary>
public static class PrometheusExporterMeterProviderBuilderExtensions
{
    /// <summary>Adds the exporter that the scraping endpoint asks.</summary>
    public static MeterProviderBuilder AddPrometheusExporter(this MeterProviderBuilder builder) =>
        AddPrometheusExporter(builder, static _ => { });

    /// <summary>Adds the exporter that the scraping endpoint asks.</summary>
    public static MeterProviderBuilder AddPrometheusExporter(
        this MeterProviderBuilder builder,
        Action<PrometheusAspNetCoreOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);

        builder.ConfigureServices(services =>
        {
            services.Configure(configure);
            services.TryAddSingleton(provider => new PrometheusExporter(
                provider.GetRequiredService<IOptions<PrometheusAspNetCoreOptions>>().Value,
                provider.GetService<ILoggerFactory>()?.CreateLogger<PrometheusExporter>() ?? NullLogger<PrometheusExporter>.Instance));
            services.TryAddSingleton(provider => new ScrapeResponses(
                provider.GetRequiredService<PrometheusExporter>(),
                provider.GetRequiredService<IOptions<PrometheusAspNetCoreOptions>>().Value.ScrapeResponseCacheDurationMilliseconds,
                TimeProvider.System));
        });
        return builder.AddReader(provider => new BaseExportingMetricReader(provider.GetRequiredService<PrometheusExporter>())
        {
            TemporalityPreference = MetricReaderTemporalityPreference.Cumulative,
        });
    }
}
