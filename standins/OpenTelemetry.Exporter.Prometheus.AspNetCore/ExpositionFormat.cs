namespace OpenTelemetry.Exporter.Prometheus;

/// <summary>A format that metrics can be written in.</summary>
internal enum ExpositionFormat
{
    /// <summary>The text format, version 0.0.4.</summary>
    Text,

    /// <summary>OpenMetrics text, versions 1.0.0 and 0.0.1.</summary>
    OpenMetrics,
}
