using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Platform.ServiceDefaults.Requests;

/// <summary>Runs around the whole pipeline: applies the client's request id, sets the headers, and counts and logs the response.</summary>
internal sealed partial class RequestFrame
{
    private const int MaxRequestIdLength = 64;

    private readonly RequestDelegate _next;
    private readonly RequestMetrics _metrics;
    private readonly RequestOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<RequestFrame> _logger;
    private readonly RefusalLog _refusals;

    public RequestFrame(
        RequestDelegate next,
        RequestMetrics metrics,
        IOptions<RequestOptions> options,
        TimeProvider time,
        ILogger<RequestFrame> logger,
        ILoggerFactory loggers,
        EndpointDataSource? endpoints = null)
    {
        _refusals = new RefusalLog(loggers);
        (_next, _metrics, _options, _time, _logger) = (next, metrics, options.Value, time, logger);

        // This is created last, when all endpoints have been mapped.
        metrics.Expect(endpoints?.Endpoints ?? []);
    }

    public async Task InvokeAsync(HttpContext context)
    {
        var started = _time.GetTimestamp();
        var body = Count(context);
        GuardedBody.Guard(context);
        if (context.Request.Headers.TryGetValue("X-Request-Id", out var given) && given is [{ } id] && IsRequestId(id))
        {
            context.TraceIdentifier = id;
        }

        if (_options.SendHeaders)
        {
            context.Response.OnStarting(SetHeadersAsync, new StartedResponse(context, started, _time));
        }

        try
        {
            await _next(context).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // The exception was not handled: the server answers 500, or aborts a response that has started.
            Report(context, body, started, context.Response.HasStarted ? context.Response.StatusCode : StatusCodes.Status500InternalServerError, exception);
            throw;
        }

        Report(context, body, started, context.GetMeasuredStatus() ?? context.Response.StatusCode, null);
    }

    private static CountedBody? Count(HttpContext context)
    {
        if (context.Features.Get<IHttpResponseBodyFeature>() is not { } inner)
        {
            return null;
        }

        var body = new CountedBody(inner);
        context.Features.Set<IHttpResponseBodyFeature>(body);
        return body;
    }

    private void Report(HttpContext context, CountedBody? body, long started, int status, Exception? exception)
    {
        // The exception handler runs the pipeline again, and keeps the failed endpoint in its feature.
        var route = _metrics.RouteOf(context.Features.Get<IExceptionHandlerFeature>()?.Endpoint ?? context.GetEndpoint());
        if (!route.IsMeasured || OwnRequests.IsOwn(context))
        {
            return;
        }

        if (context.RequestAborted.IsCancellationRequested && (exception is OperationCanceledException || status == StatusCodes.Status200OK))
        {
            status = StatusCodes.Status499ClientClosedRequest;
        }

        var elapsed = _time.GetElapsedTime(started);
        var isOpenEnded = !route.IsTimed || status == StatusCodes.Status101SwitchingProtocols || context.HasWaited()
            || context.Response.ContentType?.StartsWith("text/event-stream", StringComparison.Ordinal) == true;
        _metrics.Record(context, route, status, isOpenEnded ? null : elapsed.TotalSeconds, body?.Bytes ?? 0, exception);
        if (status >= 500)
        {
            var reason = exception ?? context.Features.Get<IExceptionHandlerFeature>()?.Error;
            Failed(context.Request.Method, route.Name, status, elapsed.TotalMilliseconds, reason is null ? "" : $" {reason.GetType().Name}: {reason.Message}");
        }
        else if (status is StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden)
        {
            _refusals.Write(context.Request.Method, route.Name, status, elapsed.TotalMilliseconds);
        }
        else if (elapsed >= _options.SlowAfter && !isOpenEnded)
        {
            Slow(context.Request.Method, route.Name, status, elapsed.TotalMilliseconds);
        }
    }

    private static bool IsRequestId(string id)
    {
        foreach (var c in id)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.'))
            {
                return false;
            }
        }

        return id.Length is > 0 and <= MaxRequestIdLength;
    }

    private static Task SetHeadersAsync(object state)
    {
        var (context, started, time) = (StartedResponse)state;
        var headers = context.Response.Headers;
        var ticks = time.GetElapsedTime(started).Ticks;
        headers["X-Process-Time"] = string.Create(CultureInfo.InvariantCulture, $"{ticks / TimeSpan.TicksPerSecond}.{ticks % TimeSpan.TicksPerSecond / TimeSpan.TicksPerMicrosecond:D6}");
        headers["X-Request-Id"] = context.TraceIdentifier;
        if (Activity.Current is { } activity)
        {
            headers["X-Trace-Id"] = activity.TraceId.ToHexString();
        }

        return Task.CompletedTask;
    }

    [LoggerMessage(1, LogLevel.Error, "{Method} {Endpoint} answered {Status} after {DurationMs:0.0} ms.{Reason}")]
    private partial void Failed(string method, string endpoint, int status, double durationMs, string reason);

    [LoggerMessage(2, LogLevel.Information, "{Method} {Endpoint} answered {Status} after {DurationMs:0.0} ms, which is slow.")]
    private partial void Slow(string method, string endpoint, int status, double durationMs);

    private sealed record StartedResponse(HttpContext Context, long Started, TimeProvider Time);

    internal sealed class FrameStartupFilter(OwnRequests own) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use(inner => context =>
            {
                own.Recognise(context);
                return inner(context);
            });
            app.UseMiddleware<RequestFrame>();
            next(app);
        };
    }
}
