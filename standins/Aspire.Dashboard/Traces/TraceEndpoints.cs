using Aspire.Dashboard.Search;
using Aspire.Dashboard.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aspire.Dashboard.Traces;

/// <summary>What the traces pages read.</summary>
internal static class TraceEndpoints
{
    public static void MapTraces(this IEndpointRouteBuilder routes, TelemetryStore store)
    {
        var reader = new TraceReader(store);
        routes.MapGet("/api/telemetry", context => Overview(store).ExecuteAsync(context));
        routes.MapGet("/api/traces", context => Search(context.Request, reader).ExecuteAsync(context));
        routes.MapGet("/api/traces/{traceId}", context => Find((string?)context.Request.RouteValues["traceId"], reader).ExecuteAsync(context));
        routes.MapDelete("/api/traces", context =>
        {
            store.Traces.Clear();
            return Results.NoContent().ExecuteAsync(context);
        });
    }

    private static IResult Overview(TelemetryStore store) => Results.Json(
        new TelemetryOverview(
            [.. store.Senders.Known.Select(sender => SenderLabel.Of(sender, store.Senders))],
            store.Traces.Count,
            store.Traces.Statistics,
            store.Logs.Statistics,
            store.Metrics),
        TraceJson.Default.TelemetryOverview);

    private static IResult Search(HttpRequest request, TraceReader reader)
    {
        var query = new QueryReader(request.Query);
        var filter = new TraceFilter
        {
            Resource = query.Text("resource"),
            Text = SearchText.Parse(query.Text("q")),
            Status = query.OneOf<SpanStatus>("status"),
            MinimumDurationMs = query.Real("minDurationMs", 0),
            TraceId = query.Text("traceId", 32),
        };
        var limit = (int)query.Number("limit", 100, 1, 1_000);
        return query.Errors is { } errors ? Results.ValidationProblem(errors) : Results.Json(reader.Search(filter, limit), TraceJson.Default.TraceList);
    }

    private static IResult Find(string? text, TraceReader reader)
    {
        if (!TelemetryId.TryParseTrace(text, out var id))
        {
            return Results.ValidationProblem(new Dictionary<string, string[]>(StringComparer.Ordinal) { ["traceId"] = ["32 hexadecimal digits."] });
        }

        return reader.Find(id) is { } trace
            ? Results.Json(trace, TraceJson.Default.TraceDetail)
            : Results.Problem("No span of this trace is in memory. It may have made room for newer ones, or not have arrived yet.", statusCode: StatusCodes.Status404NotFound, title: "Trace not found");
    }
}
