using Platform.ApiGateway.Access;
using Platform.ApiGateway.Json;
using Platform.ApiGateway.Problems;
using Platform.Contracts.PublicApi;
using Platform.ServiceDefaults.LogFiles;

namespace Platform.ApiGateway.Logs;

/// <summary>
/// Maps the routes <c>/logs</c>, <c>/logs/lines</c> and <c>/logs/{filename}</c> for operators: the log files and lines of all services.
/// </summary>
internal static class LogEndpoints
{
    private const int MaxLines = 1000;
    private const string OwnService = "api-gateway";
    private static readonly string[] s_levels = ["DEBUG", "INFO", "WARN", "ERROR", "CRITICAL"];

    public static IEndpointRouteBuilder MapLogs(this IEndpointRouteBuilder routes)
    {
        var logs = routes.MapGroup("").WithTags("Operators").RequireAuthorization(Policies.Operator);
        logs.MapGet("/logs", ListAsync).WithName("ListLogs").Produces<LogFilesResponse>().ProducesProblem(400)
            .WithSummary("List the log files of all replicas").WithDescription("Filter: service. Services with a replica that does not answer are listed in unavailable.");
        logs.MapGet("/logs/lines", LinesAsync).WithName("ListLogLines").Produces<LogLinesResponse>().ProducesProblem(400)
            .WithSummary("List log lines of all services, newest first")
            .WithDescription("Filters: service, level (repeatable), from, to, text, trace_id; limit 1 to 1,000; cursor of the previous page.");
        logs.MapGet("/logs/{filename}", FileAsync).WithName("GetLog").Produces(200, contentType: "application/x-ndjson").ProducesProblem(404)
            .WithSummary("Get a log file with one JSON object per line; supports ranges");
        return routes;
    }

    private static async Task<IResult> ListAsync(HttpContext context, LogReader reader, LogSources sources)
    {
        var errors = new FieldErrors();
        var service = ServiceIn(context.Request.Query, sources, errors);
        errors.ThrowIfAny();
        var (files, unavailable) = await reader.ListAsync(service, OwnService, context.RequestAborted);
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Json(
            new LogFilesResponse([.. files.Select(item => new LogFileResponse(item.Service, item.File.Name, item.File.Length, item.File.BegunAt, item.File.ModifiedAt))], unavailable),
            GatewayJson.Default.LogFilesResponse);
    }

    private static async Task<IResult> LinesAsync(HttpContext context, LogReader reader, LogSources sources)
    {
        var query = context.Request.Query;
        var errors = new FieldErrors();
        var service = ServiceIn(query, sources, errors);
        var levels = query["level"].OfType<string>().SelectMany(text => text.Split(',')).Select(level => level.ToUpperInvariant()).ToHashSet(StringComparer.Ordinal);
        if (!levels.IsSubsetOf(s_levels))
        {
            errors.Add("level", FieldError.OneOf(s_levels, "Levels are DEBUG, INFO, WARN, ERROR and CRITICAL."));
        }

        string? text = query["text"];
        if (text is { Length: > 200 })
        {
            errors.Add("text", FieldError.Characters(0, 200, "A text has at most 200 characters."));
        }

        string? trace = query["trace_id"];
        if (trace is not null && (trace.Length != 32 || trace.Any(c => !char.IsAsciiHexDigitLower(c))))
        {
            errors.Add("trace_id", FieldError.Other("A trace id has 32 hex digits in lower case."));
        }

        Dictionary<string, LogPosition>? shown = [];
        if (query["cursor"] is [{ } cursor] && (shown = LogCursor.Read(cursor)) is null)
        {
            errors.Add("cursor", FieldError.Of(FieldRules.Cursor, "This is not a cursor of this list."));
        }

        var limit = (int)(QueryNumbers.Read(query, "limit", 1, MaxLines, errors) ?? 100);
        var lines = new LogQuery(levels, QueryMoments.Read(query, "from", errors), QueryMoments.Read(query, "to", errors), text is "" ? null : text, trace, limit, null);
        errors.ThrowIfAny();
        var (found, unavailable, next) = await reader.ReadAsync(service, OwnService, lines, shown!, context.RequestAborted);
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Json(new LogLinesResponse([.. found.Select(line => line.Line)], unavailable, next), GatewayJson.Default.LogLinesResponse);
    }

    private static async Task<IResult> FileAsync(string filename, HttpContext context, LogArchive own, LogSources sources, LogClient client)
    {
        if (LogFileName.TryParse(filename, out var name) && sources.IsKnown(name.Service, OwnService))
        {
            context.Response.Headers.CacheControl = "no-store";
            if (name.Service == OwnService)
            {
                if (own.OpenPresent(filename) is { } file)
                {
                    return TypedResults.Stream(file, "application/x-ndjson", enableRangeProcessing: true);
                }
            }
            else
            {
                foreach (var source in sources.Find(name.Service))
                {
                    if (await client.OpenAsync(source, name, context.Request.Headers.Range, context.RequestAborted) is { } answer)
                    {
                        return new ForwardedFile(answer);
                    }
                }
            }
        }

        return ApiProblem.NotFound("There is no such log file.");
    }

    private static string? ServiceIn(IQueryCollection query, LogSources sources, FieldErrors errors)
    {
        string? service = query["service"];
        if (service is not null && !sources.IsKnown(service, OwnService))
        {
            errors.Add("service", FieldError.Other("There is no such service."));
        }

        return service;
    }

    /// <summary>Forwards a replica's response as a stream.</summary>
    private sealed class ForwardedFile(HttpResponseMessage answer) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            using (answer)
            {
                var response = httpContext.Response;
                response.StatusCode = (int)answer.StatusCode;
                response.ContentType = answer.Content.Headers.ContentType?.ToString();
                response.ContentLength = answer.Content.Headers.ContentLength;
                response.Headers.AcceptRanges = "bytes";
                if (answer.Content.Headers.ContentRange is { } range)
                {
                    response.Headers.ContentRange = range.ToString();
                }

                await answer.Content.CopyToAsync(response.Body, httpContext.RequestAborted);
            }
        }
    }
}
