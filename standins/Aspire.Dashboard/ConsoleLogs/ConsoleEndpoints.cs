using System.Globalization;
using System.Text;
using Aspire.Dashboard.Resources;
using Aspire.Dashboard.Search;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace Aspire.Dashboard.ConsoleLogs;

/// <summary>What the console logs page reads beside its live stream.</summary>
internal static class ConsoleEndpoints
{
    public static void MapConsoleLogs(this IEndpointRouteBuilder routes, IResourceCatalog catalog, IResourceLogs logs, TimeProvider time)
    {
        routes.MapGet("/api/resources/{id}/console", context => ReadAsync(context, catalog, logs));
        routes.MapGet("/api/resources/{id}/console/download", context => DownloadAsync(context, catalog, logs, time));
    }

    private static string? KnownId(HttpContext context, IResourceCatalog catalog) =>
        context.Request.RouteValues["id"] is string id && catalog.Current.Any(item => string.Equals(item.Id, id, StringComparison.Ordinal)) ? id : null;

    private static Task ReadAsync(HttpContext context, IResourceCatalog catalog, IResourceLogs logs)
    {
        var query = new QueryReader(context.Request.Query);
        var after = query.Number("after", 0, 0, long.MaxValue);
        var limit = (int)query.Number("limit", 1_000, 1, 10_000);
        if (query.Errors is { } errors)
        {
            return Results.ValidationProblem(errors).ExecuteAsync(context);
        }

        return KnownId(context, catalog) is { } id
            ? Results.Json(new ConsoleBatch(id, [.. logs.GetBacklog(id).Where(line => line.Number > after).TakeLast(limit)]), ConsoleJson.Default.ConsoleBatch).ExecuteAsync(context)
            : ResourceProblems.NotFound((string?)context.Request.RouteValues["id"] ?? "").ExecuteAsync(context);
    }

    private static async Task DownloadAsync(HttpContext context, IResourceCatalog catalog, IResourceLogs logs, TimeProvider time)
    {
        if (KnownId(context, catalog) is not { } id)
        {
            await ResourceProblems.NotFound((string?)context.Request.RouteValues["id"] ?? "").ExecuteAsync(context);
            return;
        }

        var name = string.Create(CultureInfo.InvariantCulture, $"{id}-{time.GetUtcNow():yyyyMMdd-HHmmss}.log");
        context.Response.ContentType = "text/plain; charset=utf-8";
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(name);
        context.Response.Headers.ContentDisposition = disposition.ToString();
        await using var writer = new StreamWriter(context.Response.Body, new UTF8Encoding(false), leaveOpen: true);
        foreach (var line in logs.GetBacklog(id))
        {
            var at = line.At?.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z' ", CultureInfo.InvariantCulture) ?? "";
            await writer.WriteLineAsync((at + AnsiText.Strip(line.Text)).AsMemory(), context.RequestAborted);
        }
    }
}
