namespace Aspire.Dashboard.Telemetry;

/// <summary>One log record as kept. Times are nanoseconds since 1970.</summary>
internal sealed record LogEntry
{
    /// <summary>Given by the store, rising by one.</summary>
    public long Number { get; init; }

    public required long At { get; init; }

    public required TelemetrySender Sender { get; init; }

    /// <summary>The logger's category.</summary>
    public string Scope { get; init; } = "";

    public required LogSeverity Severity { get; init; }

    public required string Message { get; init; }

    public string EventName { get; init; } = "";

    /// <summary>0 for none.</summary>
    public UInt128 TraceId { get; init; }

    /// <summary>0 for none.</summary>
    public ulong SpanId { get; init; }

    public KeyValuePair<string, string>[] Attributes { get; init; } = [];

    /// <summary>Estimated memory, in bytes.</summary>
    public int Bytes { get; init; }
}

/// <summary>Levels as .NET names them; OTLP's 24 numbers fall into these six (four each).</summary>
internal enum LogSeverity : byte
{
    Trace,
    Debug,
    Information,
    Warning,
    Error,
    Critical,
}
