using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using Platform.ApiGateway.Problems;

namespace Platform.ApiGateway.Monitoring;

/// <summary>Maps the routes for Prometheus queries, labels and series. The responses are Prometheus' own.</summary>
internal static partial class QueryEndpoints
{
    public static void MapQueries(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/query", QueryAsync).WithName("QueryMetrics").Produces<string>(200, "application/json").ProducesProblem(422)
            .WithSummary("Evaluate a PromQL expression at one time");
        routes.MapGet("/query_range", RangeAsync).WithName("QueryMetricsRange").Produces<string>(200, "application/json").ProducesProblem(422)
            .WithSummary("Evaluate a PromQL expression over a range of time");
        routes.MapGet("/labels/{name}/values", LabelAsync).WithName("ListLabelValues").Produces<string>(200, "application/json").ProducesProblem(422)
            .WithSummary("List the values of a label");
        routes.MapGet("/series", SeriesAsync).WithName("ListSeries").Produces<string>(200, "application/json").ProducesProblem(422)
            .WithSummary("List the series that match a selector");
    }

    private static Task<IResult> QueryAsync(HttpContext context, MonitoringServers servers, IOptions<MonitoringOptions> options, TimeProvider time) =>
        ForwardAsync(context, servers, options, time, "/api/v1/query", isQuery: true, input =>
        {
            input.Expression();
            input.Moment();
        });

    private static Task<IResult> RangeAsync(HttpContext context, MonitoringServers servers, IOptions<MonitoringOptions> options, TimeProvider time) =>
        ForwardAsync(context, servers, options, time, "/api/v1/query_range", isQuery: true, input =>
        {
            input.Expression();
            input.Range();
        });

    private static Task<IResult> LabelAsync(string name, HttpContext context, MonitoringServers servers, IOptions<MonitoringOptions> options, TimeProvider time) =>
        LabelName().IsMatch(name)
            ? ForwardAsync(context, servers, options, time, $"/api/v1/label/{name}/values", isQuery: false, input =>
            {
                input.Selectors(areNeeded: false);
                input.Span();
            })
            : throw new ApiProblemException(ApiProblem.Invalid("name", FieldError.Other("This is not the name of a label.")));

    private static Task<IResult> SeriesAsync(HttpContext context, MonitoringServers servers, IOptions<MonitoringOptions> options, TimeProvider time) =>
        ForwardAsync(context, servers, options, time, "/api/v1/series", isQuery: false, input =>
        {
            input.Selectors(areNeeded: true);
            input.Span();
        });

    private static async Task<IResult> ForwardAsync(
        HttpContext context, MonitoringServers servers, IOptions<MonitoringOptions> options, TimeProvider time, string path, bool isQuery, Action<QueryInput> read)
    {
        var input = new QueryInput(context.Request.Query, options.Value, time);
        read(input);
        input.ThrowIfWrong();
        var prometheus = servers.Prometheus;
        var answer = isQuery
            ? await prometheus.GetAsync(path, input.Values, context.RequestAborted)
            : await prometheus.ListAsync(path, input.Values, context.RequestAborted);
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Bytes(answer, "application/json");
    }

    [GeneratedRegex("^[a-zA-Z_][a-zA-Z0-9_]{0,99}\\z", RegexOptions.CultureInvariant, 100)]
    private static partial Regex LabelName();
}
