namespace OpenTelemetry.Exporter;

/// <summary>How metrics are exposed to Prometheus.</summary>
public class PrometheusAspNetCoreOptions
{
    internal const string DefaultScrapeEndpointPath = "/metrics";

    private int _cacheMilliseconds = 300;

    /// <summary>The path of the endpoint.</summary>
    public string? ScrapeEndpointPath { get; set; } = DefaultScrapeEndpointPath;

    /// <summary>For how long, in milliseconds, a response serves further scrapes; 0 for not at all.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public int ScrapeResponseCacheDurationMilliseconds
    {
        get => _cacheMilliseconds;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _cacheMilliseconds = value;
        }
    }

    /// <summary>Whether each sample says which meter it comes from, in labels starting with <c>otel_scope_</c>.</summary>
    public bool ScopeInfoEnabled { get; set; } = true;

    /// <summary>Whether the metric <c>target_info</c> lists the resource's attributes.</summary>
    public bool TargetInfoEnabled { get; set; } = true;

    // The published package writes these series always; Prometheus 2 stores them as series like any other, so here they are left out.
    internal bool CreatedSeriesEnabled { get; set; }

    /// <summary>Selects, by key, the resource attributes that every sample gets as labels; null for none.</summary>
    public Func<string, bool>? ResourceConstantLabels { get; set; }
}
