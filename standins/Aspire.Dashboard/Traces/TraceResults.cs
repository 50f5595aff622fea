using Aspire.Dashboard.Search;

namespace Aspire.Dashboard.Traces;

/// <summary>Traces that match, newest first.</summary>
/// <param name="Traces">As many as asked for.</param>
/// <param name="Matched">How many match in all.</param>
/// <param name="Kept">How many traces are in memory.</param>
internal sealed record TraceList(IReadOnlyList<TraceSummary> Traces, int Matched, int Kept);

/// <summary>One line of the list.</summary>
internal sealed record TraceSummary(
    string TraceId,
    string Name,
    SenderLabel Root,
    DateTimeOffset Start,
    double DurationMs,
    int SpanCount,
    int ErrorCount,
    bool IsComplete,
    IReadOnlyList<SenderShare> Resources);

/// <summary>How much of a trace comes from one sender.</summary>
internal sealed record SenderShare(SenderLabel Resource, int SpanCount, int ErrorCount);

/// <summary>A whole trace. Spans stand in the order of the tree, depth first.</summary>
/// <param name="Summary">What the list says of it.</param>
/// <param name="Spans">Every kept span.</param>
/// <param name="Refused">Spans that were not kept because the trace was at its limit.</param>
/// <param name="Logs">Log records written inside of it, oldest first.</param>
internal sealed record TraceDetail(TraceSummary Summary, IReadOnlyList<SpanDetail> Spans, int Refused, IReadOnlyList<SpanLog> Logs);

/// <summary>One span.</summary>
/// <param name="SpanId">Its id.</param>
/// <param name="ParentSpanId">The parent's id; null for none.</param>
/// <param name="ParentIsMissing">True when there should be a parent and it has not come in.</param>
/// <param name="Depth">0 for a span at the top.</param>
/// <param name="Resource">Who sent it.</param>
/// <param name="Scope">The name of its source.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Kind">Internal, Server, Client, Producer, Consumer or Unspecified.</param>
/// <param name="Status">Unset, Ok or Error.</param>
/// <param name="StatusMessage">Why it failed; empty for nothing.</param>
/// <param name="Start">When it started.</param>
/// <param name="OffsetMs">Milliseconds since the trace's start.</param>
/// <param name="DurationMs">Milliseconds that it took.</param>
/// <param name="Attributes">Its attributes.</param>
/// <param name="Events">Its events.</param>
/// <param name="Links">Its links to other spans.</param>
/// <param name="LeftOut">Attributes, events and links that were not kept.</param>
internal sealed record SpanDetail(
    string SpanId,
    string? ParentSpanId,
    bool ParentIsMissing,
    int Depth,
    SenderLabel Resource,
    string Scope,
    string Name,
    string Kind,
    string Status,
    string StatusMessage,
    DateTimeOffset Start,
    double OffsetMs,
    double DurationMs,
    IReadOnlyList<NamedValue> Attributes,
    IReadOnlyList<SpanEvent> Events,
    IReadOnlyList<SpanLink> Links,
    long LeftOut);

/// <summary>Something that happened inside of a span.</summary>
internal sealed record SpanEvent(string Name, double OffsetMs, IReadOnlyList<NamedValue> Attributes);

/// <summary>A reference to another span.</summary>
internal sealed record SpanLink(string TraceId, string SpanId, bool IsKept, IReadOnlyList<NamedValue> Attributes);

/// <summary>A log record inside of a trace.</summary>
internal sealed record SpanLog(long Number, string? SpanId, double OffsetMs, string Level, SenderLabel Resource, string Message);
