using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Exporter.Prometheus;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace Platform.Observability.Exposition;

/// <summary>A meter of the test's own and what the exporter makes of it.</summary>
internal sealed class Exposed : IDisposable
{
    private readonly MeterProvider _provider;
    private readonly List<Meter> _meters = [];

    public Exposed(
        Action<MeterProviderBuilder>? configure = null,
        Action<PrometheusAspNetCoreOptions>? options = null,
        ILogger? logger = null)
    {
        Name = "Test." + Guid.CreateVersion7().ToString("N");
        Meter = AddMeter();
        var settings = new PrometheusAspNetCoreOptions { ScopeInfoEnabled = false };
        options?.Invoke(settings);
        Exporter = new PrometheusExporter(settings, logger ?? NullLogger.Instance);
        var builder = Sdk.CreateMeterProviderBuilder()
            .AddMeter(Name + "*")
            .SetResourceBuilder(ResourceBuilder.CreateEmpty().AddAttributes([new("service.name", "tests"), new("service", "tests")]))
            .AddReader(new BaseExportingMetricReader(Exporter) { TemporalityPreference = MetricReaderTemporalityPreference.Cumulative });
        configure?.Invoke(builder);
        _provider = builder.Build();
    }

    public string Name { get; }

    public Meter Meter { get; }

    public PrometheusExporter Exporter { get; }

    /// <summary>The text exposition without the lines on the target.</summary>
    public string Text => string.Join('\n', Encoding.UTF8.GetString(TextBytes).Split('\n').Where(line => !line.Contains("target_info", StringComparison.Ordinal)));

    public byte[] TextBytes => Exporter.TakeSnapshot().In(ExpositionFormat.Text).ToArray();

    public byte[] OpenMetricsBytes => Exporter.TakeSnapshot().In(ExpositionFormat.OpenMetrics).ToArray();

    public string OpenMetrics => Encoding.UTF8.GetString(OpenMetricsBytes);

    /// <summary>The OpenMetrics exposition through the strict parser.</summary>
    public IReadOnlyList<ParsedFamily> Families => OpenMetricsParser.Parse(OpenMetricsBytes);

    public ParsedFamily Family(string name) => Families.Single(family => family.Name == name);

    public Meter AddMeter(string suffix = "", string? version = null, IEnumerable<KeyValuePair<string, object?>>? tags = null)
    {
        var meter = new Meter(Name + suffix, version, tags);
        _meters.Add(meter);
        return meter;
    }

    public void Dispose()
    {
        _provider.Dispose();
        _meters.ForEach(meter => meter.Dispose());
    }
}
