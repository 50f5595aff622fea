using System.Globalization;
using Aspire.Dashboard.Search;
using Aspire.Dashboard.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aspire.Dashboard.StructuredLogs;

/// <summary>What the structured logs page reads.</summary>
internal static class LogEndpoints
{
    public static void MapStructuredLogs(this IEndpointRouteBuilder routes, TelemetryStore store)
    {
        routes.MapGet("/api/logs", context => Search(context.Request, store).ExecuteAsync(context));
        routes.MapGet("/api/logs/{number}", context => Find((string?)context.Request.RouteValues["number"], store).ExecuteAsync(context));
        routes.MapDelete("/api/logs", context =>
        {
            store.Logs.Clear();
            return Results.NoContent().ExecuteAsync(context);
        });
    }

    private static IResult Search(HttpRequest request, TelemetryStore store)
    {
        var query = new QueryReader(request.Query);
        var filter = new LogFilter
        {
            Resource = query.Text("resource"),
            Level = query.OneOf<LogSeverity>("level") ?? LogSeverity.Trace,
            Text = SearchText.Parse(query.Text("q")),
            TraceId = query.Text("traceId", 32),
            SpanId = query.Text("spanId", 16),
        };
        var after = query.Number("after", 0, 0, long.MaxValue);
        var limit = (int)query.Number("limit", 200, 1, 1_000);
        if (query.Errors is { } errors)
        {
            return Results.ValidationProblem(errors);
        }

        var kept = store.Logs.After(after);
        var matching = kept.Where(filter.Matches).Reverse().ToList();
        var last = kept.Count > 0 ? kept[^1].Number : after;
        return Results.Json(
            new LogList([.. matching.Take(limit).Select(entry => Summarise(entry, store))], matching.Count, store.Logs.Statistics.Kept, last), LogJson.Default.LogList);
    }

    private static IResult Find(string? text, TelemetryStore store)
    {
        var entry = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? store.Logs.Find(number) : null;
        return entry is null
            ? Results.Problem("This record is not in memory. It may have made room for newer ones.", statusCode: StatusCodes.Status404NotFound, title: "Log record not found")
            : Results.Json(
                new LogDetail(Summarise(entry, store), entry.EventName, NamedValue.List(entry.Attributes), NamedValue.List(entry.Sender.Attributes)),
                LogJson.Default.LogDetail);
    }

    private static LogSummary Summarise(LogEntry entry, TelemetryStore store) => new(
        entry.Number,
        UnixNanos.ToTime(entry.At),
        entry.Severity.ToString(),
        SenderLabel.Of(entry.Sender, store.Senders),
        entry.Scope,
        entry.Message,
        entry.TraceId == UInt128.Zero ? null : TelemetryId.Trace(entry.TraceId),
        entry.SpanId == 0 ? null : TelemetryId.Span(entry.SpanId),
        Array.Exists(entry.Attributes, pair => pair.Key.StartsWith("exception.", StringComparison.Ordinal)));
}
