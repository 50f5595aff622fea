using Aspire.Dashboard.Otlp.Protocol;
using Aspire.Dashboard.Telemetry;
using ProtocolResource = Aspire.Dashboard.Otlp.Protocol.Resource;

namespace Aspire.Dashboard.Otlp;

/// <summary>Turns what came over the wire into what is kept.</summary>
internal sealed class TelemetryReader(TelemetryStore store, TimeProvider time)
{
    private readonly AttributeReader _attributes = new(store.Limits);

    /// <summary>Keeps the spans; those without valid ids are not kept.</summary>
    /// <returns>How many were not kept because they are malformed.</returns>
    public int Take(ExportTraceServiceRequest request)
    {
        var spans = new List<SpanRecord>();
        var malformed = 0;
        foreach (var group in request.ResourceSpans)
        {
            var sender = Sender(group.Resource);
            foreach (var scope in group.ScopeSpans)
            {
                var scopeName = _attributes.Name(scope.Scope?.Name ?? "");
                foreach (var span in scope.Spans)
                {
                    if (Read(span, sender, scopeName) is { } record)
                    {
                        spans.Add(record);
                    }
                    else
                    {
                        malformed++;
                    }
                }
            }
        }

        store.Traces.Add(spans);
        return malformed;
    }

    public void Take(ExportLogsServiceRequest request)
    {
        var entries = new List<LogEntry>();
        foreach (var group in request.ResourceLogs)
        {
            var sender = Sender(group.Resource);
            foreach (var scope in group.ScopeLogs)
            {
                var scopeName = _attributes.Name(scope.Scope?.Name ?? "");
                entries.AddRange(scope.LogRecords.Select(record => Read(record, sender, scopeName)));
            }
        }

        store.Logs.Add(entries);
    }

    public void Take(ExportMetricsServiceRequest request)
    {
        foreach (var group in request.ResourceMetrics)
        {
            Sender(group.Resource);
            store.CountMetrics(group.ScopeMetrics.Sum(scope => scope.Metrics.Count));
        }
    }

    private TelemetrySender Sender(ProtocolResource? resource)
    {
        var (bytes, leftOut) = (0, 0L);
        var attributes = _attributes.Read(resource?.Attributes ?? [], ref bytes, ref leftOut);
        var service = attributes.FirstOrDefault(pair => pair.Key is "service.name").Value ?? "unknown_service";
        var instance = attributes.FirstOrDefault(pair => pair.Key is "service.instance.id").Value ?? "";
        return store.Senders.Resolve(service, instance, attributes);
    }

    private SpanRecord? Read(Span span, TelemetrySender sender, string scope)
    {
        var traceId = TelemetryId.ReadTrace(span.TraceId.Span);
        var spanId = TelemetryId.ReadSpan(span.SpanId.Span);
        if (traceId == UInt128.Zero || spanId == 0)
        {
            return null;
        }

        var bytes = 240;
        var leftOut = (long)span.DroppedAttributesCount + span.DroppedEventsCount + span.DroppedLinksCount;
        var attributes = _attributes.Read(span.Attributes, ref bytes, ref leftOut);
        var events = Events(span, ref bytes, ref leftOut);
        var links = Links(span, ref bytes, ref leftOut);
        var message = _attributes.Cut(span.Status?.Message ?? "");
        var start = (long)Math.Min(span.StartTimeUnixNano, long.MaxValue);
        return new SpanRecord
        {
            TraceId = traceId,
            SpanId = spanId,
            ParentId = TelemetryId.ReadSpan(span.ParentSpanId.Span),
            Sender = sender,
            Scope = scope,
            Name = _attributes.Name(span.Name),
            Role = Enum.IsDefined((SpanRole)span.Kind) ? (SpanRole)span.Kind : SpanRole.Unspecified,
            Start = start,
            End = Math.Max(start, (long)Math.Min(span.EndTimeUnixNano, long.MaxValue)),
            Status = span.Status?.Code switch { StatusCode.Error => SpanStatus.Error, StatusCode.Ok => SpanStatus.Ok, _ => SpanStatus.Unset },
            StatusMessage = message,
            Attributes = attributes,
            Events = events,
            Links = links,
            LeftOut = leftOut,
            Bytes = bytes + (2 * message.Length),
        };
    }

    private SpanEventRecord[] Events(Span span, ref int bytes, ref long leftOut)
    {
        var count = Math.Min(span.Events.Count, store.Limits.EventsPerSpan);
        leftOut += span.Events.Count - count;
        if (count == 0)
        {
            return [];
        }

        var events = new SpanEventRecord[count];
        for (var index = 0; index < count; index++)
        {
            var source = span.Events[index];
            bytes += 80;
            events[index] = new SpanEventRecord(
                (long)Math.Min(source.TimeUnixNano, long.MaxValue), _attributes.Name(source.Name), _attributes.Read(source.Attributes, ref bytes, ref leftOut));
        }

        return events;
    }

    private SpanLinkRecord[] Links(Span span, ref int bytes, ref long leftOut)
    {
        var count = Math.Min(span.Links.Count, store.Limits.LinksPerSpan);
        leftOut += span.Links.Count - count;
        if (count == 0)
        {
            return [];
        }

        var links = new SpanLinkRecord[count];
        for (var index = 0; index < count; index++)
        {
            var source = span.Links[index];
            bytes += 80;
            links[index] = new SpanLinkRecord(
                TelemetryId.ReadTrace(source.TraceId.Span), TelemetryId.ReadSpan(source.SpanId.Span), _attributes.Read(source.Attributes, ref bytes, ref leftOut));
        }

        return links;
    }

    private LogEntry Read(LogRecord record, TelemetrySender sender, string scope)
    {
        var (bytes, leftOut) = (200, 0L);
        var attributes = _attributes.Read(record.Attributes, ref bytes, ref leftOut);
        var message = _attributes.Cut(AttributeReader.Text(record.Body));
        var at = record.TimeUnixNano != 0 ? record.TimeUnixNano : record.ObservedTimeUnixNano;
        return new LogEntry
        {
            At = at != 0 ? (long)Math.Min(at, long.MaxValue) : UnixNanos.FromTime(time.GetUtcNow()),
            Sender = sender,
            Scope = scope,
            Severity = Severity(record.SeverityNumber),
            Message = message,
            EventName = _attributes.Name(record.EventName),
            TraceId = TelemetryId.ReadTrace(record.TraceId.Span),
            SpanId = TelemetryId.ReadSpan(record.SpanId.Span),
            Attributes = attributes,
            Bytes = bytes + (2 * message.Length),
        };
    }

    private static LogSeverity Severity(int number) => number switch
    {
        >= 21 => LogSeverity.Critical,
        >= 17 => LogSeverity.Error,
        >= 13 => LogSeverity.Warning,
        >= 9 => LogSeverity.Information,
        >= 5 => LogSeverity.Debug,
        >= 1 => LogSeverity.Trace,
        _ => LogSeverity.Information,
    };
}
