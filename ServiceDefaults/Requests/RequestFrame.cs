using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Platform.ServiceDefaults.Requests;

/// <summary>Stands around the whole pipeline: takes the client's request id, sets the headers, counts and logs the answer.</summary>
internal sealed partial class RequestFrame(
    RequestDelegate next,
    RequestMetrics metrics,
    IOptions<RequestOptions> options,
    TimeProvider time,
    ILogger<RequestFrame> logger)
{
    private const int LongestRequestId = 64;

    public async Task InvokeAsync(HttpContext context)
    {
        var started = time.GetTimestamp();
        if (context.Request.Headers.TryGetValue("X-Request-Id", out var given) && given is [{ } id] && IsRequestId(id))
        {
            context.TraceIdentifier = id;
        }

        if (options.Value.SendHeaders)
        {
            context.Response.OnStarting(SetHeadersAsync, new Answer(context, started, time));
        }

        try
        {
            await next(context).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // Nobody inside handled it: the server answers 500, or breaks off a response that has begun.
            Report(context, started, context.Response.HasStarted ? context.Response.StatusCode : StatusCodes.Status500InternalServerError, exception);
            throw;
        }

        Report(context, started, context.Response.StatusCode, null);
    }

    private void Report(HttpContext context, long started, int status, Exception? exception)
    {
        // The exception handler runs the pipeline again and leaves the endpoint that failed in its feature.
        var endpoint = context.Features.Get<IExceptionHandlerFeature>()?.Endpoint ?? context.GetEndpoint();
        if (endpoint?.Metadata.GetMetadata<IDisableHttpMetricsMetadata>() is not null)
        {
            return;
        }

        if (context.RequestAborted.IsCancellationRequested && (exception is OperationCanceledException || status == StatusCodes.Status200OK))
        {
            status = StatusCodes.Status499ClientClosedRequest;
        }

        var elapsed = time.GetElapsedTime(started);
        var route = RouteOf(endpoint);
        var isStream = status == StatusCodes.Status101SwitchingProtocols
            || context.Response.ContentType?.StartsWith("text/event-stream", StringComparison.Ordinal) == true;
        metrics.Record(context, route, status, isStream ? null : elapsed.TotalSeconds, exception);
        if (status >= 500)
        {
            Failed(context.Request.Method, route, status, elapsed.TotalMilliseconds);
        }
        else if (elapsed >= options.Value.SlowAfter && !isStream)
        {
            Slow(context.Request.Method, route, status, elapsed.TotalMilliseconds);
        }
    }

    private static string RouteOf(Endpoint? endpoint) => endpoint switch
    {
        null => "unmatched",
        _ when endpoint.Metadata.GetMetadata<StaticAssetDescriptor>() is not null => "static",
        RouteEndpoint { RoutePattern.RawText: { } route } => route,
        _ => "unmatched",
    };

    private static bool IsRequestId(string id)
    {
        foreach (var c in id)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.'))
            {
                return false;
            }
        }

        return id.Length is > 0 and <= LongestRequestId;
    }

    private static Task SetHeadersAsync(object state)
    {
        var (context, started, time) = (Answer)state;
        var headers = context.Response.Headers;
        headers["X-Process-Time"] = time.GetElapsedTime(started).TotalSeconds.ToString("0.000000", CultureInfo.InvariantCulture);
        headers["X-Request-Id"] = context.TraceIdentifier;
        if (Activity.Current is { } activity)
        {
            headers["X-Trace-Id"] = activity.TraceId.ToHexString();
        }

        return Task.CompletedTask;
    }

    [LoggerMessage(1, LogLevel.Error, "{Method} {Endpoint} answered {Status} after {DurationMs:0.0} ms.")]
    private partial void Failed(string method, string endpoint, int status, double durationMs);

    [LoggerMessage(2, LogLevel.Information, "{Method} {Endpoint} answered {Status} after {DurationMs:0.0} ms, which is slow.")]
    private partial void Slow(string method, string endpoint, int status, double durationMs);

    private sealed record Answer(HttpContext Context, long Started, TimeProvider Time);

    internal sealed class AroundEverything : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.UseMiddleware<RequestFrame>();
            next(app);
        };
    }
}
