using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Platform.ServiceDefaults.InternalCalls;
using Platform.ServiceDefaults.Logs;
using Platform.ServiceDefaults.Requests;

namespace Platform.ServiceDefaults.LogFiles;

/// <summary>
/// Maps <c>/internal/v1/logs</c>, through which the gateway reads the log files of a replica. Requests need <c>Logs:AccessKey</c>; without the key,
/// or if none is configured, the routes answer 404.
/// </summary>
public static class LogFileEndpoints
{
    /// <summary>The header with the key.</summary>
    public const string KeyHeader = "X-Logs-Key";

    /// <summary>The path of the list of files. Below it are <c>/lines</c> and each file by its name.</summary>
    public const string Path = "/internal/v1/logs";

    internal static void MapLogFiles(this IEndpointRouteBuilder endpoints)
    {
        Map(endpoints, Path, static (context, archive) =>
            context.Response.WriteAsJsonAsync(archive.List(), LogFileJson.Default.IReadOnlyListLogFileEntry, cancellationToken: context.RequestAborted));
        Map(endpoints, Path + "/lines", static async (context, archive) => await context.Response.WriteAsJsonAsync(
            await archive.ReadAsync(QueryOf(context.Request.Query), context.RequestAborted).ConfigureAwait(false),
            LogFileJson.Default.IReadOnlyListLogLineAt,
            cancellationToken: context.RequestAborted).ConfigureAwait(false));
        Map(endpoints, Path + "/{filename}", SendAsync);
    }

    /// <summary>Parses a query that <see cref="QueryString"/> wrote.</summary>
    internal static LogQuery QueryOf(IQueryCollection query) => new(
        query["level"].OfType<string>().ToHashSet(StringComparer.Ordinal),
        TimeOf(query["from"]),
        TimeOf(query["to"]),
        query["text"],
        query["trace_id"],
        int.TryParse(query["limit"], NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? Math.Clamp(limit, 1, 1000) : 100,
        LogPosition.TryParse(query["before"], out var before) ? before : null);

    /// <summary>Formats a query as a query string.</summary>
    public static string QueryString(LogQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        var result = new QueryBuilder { { "limit", query.Limit.ToString(CultureInfo.InvariantCulture) }, { "level", query.Levels } };
        foreach (var (name, value) in ((string, string?)[])
            [("from", query.From?.ToString("O", CultureInfo.InvariantCulture)), ("to", query.To?.ToString("O", CultureInfo.InvariantCulture)),
             ("text", query.Text), ("trace_id", query.TraceId), ("before", query.Before?.ToString())])
        {
            if (value is not null)
            {
                result.Add(name, value);
            }
        }

        return result.ToString();
    }

    private static DateTimeOffset? TimeOf(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    private static void Map(IEndpointRouteBuilder endpoints, string path, Func<HttpContext, LogArchive, Task> respond) => endpoints
        .MapGet(path, (RequestDelegate)(context =>
        {
            if (MayRead(context))
            {
                return respond(context, context.RequestServices.GetRequiredService<LogArchive>());
            }

            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }))
        .ShortCircuit()
        .WithoutDuration()
        .ExcludeFromDescription();

    private static bool MayRead(HttpContext context) =>
        context.RequestServices.GetRequiredService<IOptions<LogOptions>>().Value.AccessKey is { } key
        && new SharedKey(key).IsIn(context.Request.Headers[KeyHeader]);

    private static async Task SendAsync(HttpContext context, LogArchive archive)
    {
        if (archive.OpenPresent((string?)context.Request.RouteValues["filename"] ?? "") is not { } file)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        await using (file.ConfigureAwait(false))
        {
            await Results.Stream(file, "application/x-ndjson", enableRangeProcessing: true).ExecuteAsync(context).ConfigureAwait(false);
        }
    }
}
