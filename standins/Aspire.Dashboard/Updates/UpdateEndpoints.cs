using System.Text.Json;
using Aspire.Dashboard.ConsoleLogs;
using Aspire.Dashboard.Live;
using Aspire.Dashboard.Resources;
using Aspire.Dashboard.Search;
using Aspire.Dashboard.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aspire.Dashboard.Updates;

/// <summary>What an open page listens to. A page holds one stream, because a browser opens only six connections to a host.</summary>
internal sealed class UpdateEndpoints(
    IResourceCatalog catalog, IResourceLogs logs, TelemetryStore telemetry, TimeProvider time, CancellationToken stopping)
{
    // Fast enough to look live, and no more work than that however much arrives.
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(400);

    /// <summary>The events: <c>resource</c>, a changed instance; <c>telemetry</c>, the stores' new counts; <c>console</c>, lines of an instance.</summary>
    /// <param name="routes">Where to.</param>
    public void Map(IEndpointRouteBuilder routes) => routes.MapGet("/api/events", StreamAsync);

    private async Task StreamAsync(HttpContext context)
    {
        var query = new QueryReader(context.Request.Query);
        var console = query.Text("console");
        var after = query.Number("after", 0, 0, long.MaxValue);
        if (query.Errors is { } errors)
        {
            await Results.ValidationProblem(errors).ExecuteAsync(context);
            return;
        }

        var stream = new EventStream(time);
        var sources = new List<Func<CancellationToken, Task>> { token => ResourcesAsync(stream, token), token => TelemetryAsync(stream, token) };
        if (console is not null)
        {
            sources.Add(console is "*" ? token => AllConsolesAsync(stream, token) : token => ConsoleAsync(stream, console, after, token));
        }

        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        await stream.RunAsync(context.Response, sources, end.Token);
    }

    private async Task ResourcesAsync(EventStream stream, CancellationToken cancellationToken)
    {
        await foreach (var snapshot in catalog.WatchAsync(cancellationToken))
        {
            var json = JsonSerializer.SerializeToUtf8Bytes(ResourceView.Of(snapshot), ResourceJson.Default.ResourceView);
            await stream.SendAsync(new LiveEvent("resource", json), cancellationToken);
        }
    }

    private async Task TelemetryAsync(EventStream stream, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (traces, records) = (telemetry.Traces.Changed, telemetry.Logs.Changed);
            var counts = new TelemetryCounts(telemetry.Traces.Statistics.Received, telemetry.Logs.Statistics.Received);
            await stream.SendAsync(new LiveEvent("telemetry", JsonSerializer.SerializeToUtf8Bytes(counts, UpdateJson.Default.TelemetryCounts)), cancellationToken);
            await Task.WhenAny(traces, records).WaitAsync(cancellationToken);
            await Task.Delay(Pace, time, cancellationToken);
        }
    }

    private async Task ConsoleAsync(EventStream stream, string resourceId, long after, CancellationToken cancellationToken)
    {
        await foreach (var lines in logs.WatchAsync(resourceId, after, cancellationToken))
        {
            var json = JsonSerializer.SerializeToUtf8Bytes(new ConsoleBatch(resourceId, lines), ConsoleJson.Default.ConsoleBatch);
            await stream.SendAsync(new LiveEvent("console", json), cancellationToken);
        }
    }

    private async Task AllConsolesAsync(EventStream stream, CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var watched = new Dictionary<string, Task>(StringComparer.Ordinal);
        try
        {
            await foreach (var snapshot in catalog.WatchAsync(cancellationToken))
            {
                if (!watched.ContainsKey(snapshot.Id))
                {
                    watched.Add(snapshot.Id, ConsoleAsync(stream, snapshot.Id, 0, end.Token));
                }
            }
        }
        finally
        {
            await end.CancelAsync();
            await Task.WhenAll(watched.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
