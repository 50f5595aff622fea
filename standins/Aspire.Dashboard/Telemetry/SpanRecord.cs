namespace Aspire.Dashboard.Telemetry;

internal enum SpanStatus : byte
{
    Unset,
    Ok,
    Error,
}

internal enum SpanRole : byte
{
    Unspecified,
    Internal,
    Server,
    Client,
    Producer,
    Consumer,
}

/// <summary>One span as kept. Times are nanoseconds since 1970.</summary>
internal sealed record SpanRecord
{
    public required UInt128 TraceId { get; init; }

    public required ulong SpanId { get; init; }

    /// <summary>0 for none.</summary>
    public ulong ParentId { get; init; }

    public required TelemetrySender Sender { get; init; }

    public string Scope { get; init; } = "";

    public required string Name { get; init; }

    public SpanRole Role { get; init; }

    public required long Start { get; init; }

    public required long End { get; init; }

    public SpanStatus Status { get; init; }

    public string StatusMessage { get; init; } = "";

    public KeyValuePair<string, string>[] Attributes { get; init; } = [];

    public SpanEventRecord[] Events { get; init; } = [];

    public SpanLinkRecord[] Links { get; init; } = [];

    /// <summary>Attributes, events and links that the sender or the limits left out.</summary>
    public long LeftOut { get; init; }

    /// <summary>Estimated memory, in bytes.</summary>
    public int Bytes { get; init; }
}

internal sealed record SpanEventRecord(long At, string Name, KeyValuePair<string, string>[] Attributes);

internal sealed record SpanLinkRecord(UInt128 TraceId, ulong SpanId, KeyValuePair<string, string>[] Attributes);
