using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Platform.ServiceDefaults.Logs;

namespace Platform.ServiceDefaults.LogFiles;

/// <summary>
/// <c>/internal/v1/logs</c>: how the gateway reads a replica's files. It shows <c>Logs:AccessKey</c>; to everyone else, and
/// where there is no key, the routes do not exist.
/// </summary>
public static class LogFileEndpoints
{
    /// <summary>The header that bears the key.</summary>
    public const string KeyHeader = "X-Logs-Key";

    /// <summary>The list of files; below it <c>/lines</c> and each file by its name.</summary>
    public const string Path = "/internal/v1/logs";

    internal static void MapLogFiles(this IEndpointRouteBuilder endpoints)
    {
        Map(endpoints, Path, static (context, archive) => WriteAsync(context, json => WriteFiles(json, archive.List())));
        Map(endpoints, Path + "/lines", WriteLinesAsync);
        Map(endpoints, Path + "/{filename}", SendAsync);
    }

    /// <summary>Reads what <see cref="QueryString"/> wrote.</summary>
    internal static LogQuery QueryOf(IQueryCollection query) => new(
        query["level"].OfType<string>().ToHashSet(StringComparer.Ordinal),
        TimeOf(query["from"]),
        TimeOf(query["to"]),
        query["text"],
        query["trace_id"],
        int.TryParse(query["limit"], NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? Math.Clamp(limit, 1, 1000) : 100,
        LogPosition.TryParse(query["before"], out var before) ? before : null);

    /// <summary>A query as part of a request's address.</summary>
    public static string QueryString(LogQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        var result = new StringBuilder("?limit=").Append(query.Limit);
        foreach (var level in query.Levels)
        {
            result.Append("&level=").Append(Uri.EscapeDataString(level));
        }

        foreach (var (name, value) in ((string, string?)[])
            [("from", query.From?.ToString("O", CultureInfo.InvariantCulture)), ("to", query.To?.ToString("O", CultureInfo.InvariantCulture)),
             ("text", query.Text), ("trace_id", query.TraceId), ("before", query.Before?.ToString())])
        {
            if (value is not null)
            {
                result.Append('&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
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
        .DisableHttpMetrics()
        .ExcludeFromDescription();

    private static bool MayRead(HttpContext context) =>
        context.RequestServices.GetRequiredService<IOptions<LogOptions>>().Value.AccessKey is { } key
        && context.Request.Headers[KeyHeader] is [{ } given]
        && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(given)), SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    private static async Task WriteLinesAsync(HttpContext context, LogArchive archive)
    {
        var lines = await archive.ReadAsync(QueryOf(context.Request.Query), context.RequestAborted).ConfigureAwait(false);
        await WriteAsync(context, json =>
        {
            foreach (var line in lines)
            {
                json.WriteStartObject();
                json.WriteString("position", line.Position.ToString());
                json.WriteString("at", line.At);
                json.WritePropertyName("line");
                line.Line.WriteTo(json);
                json.WriteEndObject();
            }
        }).ConfigureAwait(false);
    }

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

    private static void WriteFiles(Utf8JsonWriter json, IReadOnlyList<LogFileEntry> files)
    {
        foreach (var file in files)
        {
            json.WriteStartObject();
            json.WriteString("name", file.Name);
            json.WriteNumber("length", file.Length);
            json.WriteString("begun_at", file.BegunAt);
            json.WriteString("modified_at", file.ModifiedAt);
            json.WriteEndObject();
        }
    }

    private static async Task WriteAsync(HttpContext context, Action<Utf8JsonWriter> writeItems)
    {
        context.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        json.WriteStartArray();
        writeItems(json);
        json.WriteEndArray();
        await json.FlushAsync(context.RequestAborted).ConfigureAwait(false);
    }
}
