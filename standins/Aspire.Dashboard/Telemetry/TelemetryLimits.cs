namespace Aspire.Dashboard.Telemetry;

/// <summary>How much telemetry is kept. What is over a limit is dropped (the oldest first) and counted.</summary>
public sealed record TelemetryLimits
{
    /// <summary>Traces kept.</summary>
    public int Traces { get; init; } = 10_000;

    /// <summary>Spans kept, over all traces.</summary>
    public int Spans { get; init; } = 100_000;

    /// <summary>Spans kept of one trace; later ones are dropped.</summary>
    public int SpansPerTrace { get; init; } = 5_000;

    /// <summary>Memory of all spans, in bytes (estimated).</summary>
    public long SpanBytes { get; init; } = 96 * 1024 * 1024;

    /// <summary>Log records kept.</summary>
    public int Logs { get; init; } = 20_000;

    /// <summary>Memory of all log records, in bytes (estimated).</summary>
    public long LogBytes { get; init; } = 32 * 1024 * 1024;

    /// <summary>Attributes kept of one span, event, log record or resource.</summary>
    public int Attributes { get; init; } = 64;

    /// <summary>Characters kept of one attribute's value, a log's text or a name.</summary>
    public int ValueLength { get; init; } = 8 * 1024;

    /// <summary>Events kept of one span.</summary>
    public int EventsPerSpan { get; init; } = 64;

    /// <summary>Links kept of one span.</summary>
    public int LinksPerSpan { get; init; } = 64;

    /// <summary>Senders (pairs of service name and instance) told apart.</summary>
    public int Senders { get; init; } = 500;

    /// <summary>Size of one request, in bytes, before and after decompression.</summary>
    public long RequestBytes { get; init; } = 16 * 1024 * 1024;
}
