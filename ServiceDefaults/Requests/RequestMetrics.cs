using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Platform.ServiceDefaults.Measures;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace Platform.ServiceDefaults.Requests;

/// <summary>
/// Records <c>http_requests_total</c>, <c>http_request_duration_seconds</c>, <c>http_errors_total</c>, <c>request_size_bytes</c>,
/// <c>response_size_bytes</c>, and <c>errors_total</c> of the source <c>http</c>.
/// </summary>
internal sealed class RequestMetrics
{
    private static readonly object[] s_statuses = [.. Enumerable.Range(0, 600).Select(status => (object)status)];

    // By route, only the statuses that rules and panels distinguish; http_errors_total has each status.
    private static readonly object[] s_statusesByRoute = [.. Enumerable.Range(0, 600).Select(status => status switch
    {
        < 400 or 401 or 403 or 429 => s_statuses[status],
        < 500 => "4xx",
        _ => "5xx",
    })];

    private static readonly InstrumentAdvice<long> s_sizes = new() { HistogramBucketBoundaries = [100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000] };

    private readonly ConcurrentDictionary<Endpoint, MeasuredRoute> _routes = new();
    private readonly Counter<long> _requests;
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _errors;
    private readonly Histogram<long> _requestSize;
    private readonly Histogram<long> _responseSize;
    private readonly ErrorSource _failures;

    public RequestMetrics(IMeterFactory meters, ErrorMetrics errors)
    {
        var meter = meters.Create("Platform.Http");
        _requests = meter.CreateCounter<long>("http.requests", "{request}", "Requests answered, by route, method and status.");
        _errors = meter.CreateCounter<long>("http.errors", "{error}", "Requests answered with an error, by status and kind of error.");
        _duration = meter.CreateHistogram(
            "http.request.duration",
            "s",
            "How long requests took, by route.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [.01, .05, .1, .5, 1, 2, 5] });
        _requestSize = meter.CreateHistogram("request.size", "By", "Size of requests' bodies.", advice: s_sizes);
        _responseSize = meter.CreateHistogram("response.size", "By", "Size of answers' bodies.", advice: s_sizes);
        _failures = errors.AddSource("http", "server", "dependency", "timeout", "circuit_open", "shed");

        // A rate does not see the step from an absent series to 1.
        foreach (var (status, type) in (ReadOnlySpan<(int, string)>)
            [(400, "validation"), (422, "validation"), (401, "auth"), (403, "auth"), (404, "not_found"), (429, "rate_limited"),
             (500, "server"), (502, "dependency"), (503, "dependency"), (503, "circuit_open"), (503, "shed"), (504, "timeout")])
        {
            _errors.Add(0, new("status", s_statuses[status]), new("error_type", type));
        }

        Expect(MeasuredRoute.Unmatched, HttpMethods.Get, StatusCodes.Status404NotFound);
    }

    /// <summary>Creates the series of these endpoints: the usual status of each, and 500.</summary>
    public void Expect(IEnumerable<Endpoint> endpoints)
    {
        foreach (var endpoint in endpoints)
        {
            var route = RouteOf(endpoint);
            if (!route.IsMeasured)
            {
                continue;
            }

            // HEAD and similar methods accompany GET and are rare.
            var methods = endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? [];
            foreach (var method in methods.Count == 0 ? [HttpMethods.Get] : methods.Where(method => methods.Count == 1 || !HttpMethods.IsHead(method)))
            {
                Expect(route, method, SuccessOf(endpoint));
                Expect(route, method, StatusCodes.Status500InternalServerError);
            }
        }
    }

    public MeasuredRoute RouteOf(Endpoint? endpoint) =>
        endpoint is null ? MeasuredRoute.Unmatched : _routes.GetOrAdd(endpoint, MeasuredRoute.Of);

    /// <summary>Records a request that has ended.</summary>
    /// <param name="context">The request.</param>
    /// <param name="route">The route of the request.</param>
    /// <param name="status">The status of the response.</param>
    /// <param name="seconds">The duration; null for streams and long polls, whose duration and size depend on the client.</param>
    /// <param name="bytes">The size of the response body in bytes.</param>
    /// <param name="exception">The unhandled exception, if any.</param>
    public void Record(HttpContext context, MeasuredRoute route, int status, double? seconds, long bytes, Exception? exception)
    {
        var known = status is >= 0 and < 600 ? status : 0;
        _requests.Add(1, new TagList { route.Tag, MethodTag(context.Request.Method), new("status", s_statusesByRoute[known]), new("code", s_statuses[known]) });
        if (seconds is { } duration)
        {
            _duration.Record(duration, route.Tag);
            _responseSize.Record(bytes);
        }

        if (SizeOf(context) is { } size)
        {
            _requestSize.Record(size);
        }

        if (status >= 400)
        {
            var type = ErrorOf(status, exception ?? context.Features.Get<IExceptionHandlerFeature>()?.Error);
            _errors.Add(1, new("status", s_statuses[known]), new("error_type", type));
            if (status >= 500)
            {
                _failures.Add(type);
            }
        }
    }

    private void Expect(MeasuredRoute route, string method, int status) =>
        _requests.Add(0, new TagList { route.Tag, MethodTag(method), new("status", s_statusesByRoute[status]), new("code", s_statuses[status]) });

    private static int SuccessOf(Endpoint endpoint)
    {
        foreach (var produced in endpoint.Metadata.GetOrderedMetadata<IProducesResponseTypeMetadata>())
        {
            if (produced.StatusCode is >= 200 and < 400)
            {
                return produced.StatusCode;
            }
        }

        return StatusCodes.Status200OK;
    }

    private static long? SizeOf(HttpContext context) => context.GetMeasuredRequestSize() ?? context.Request.ContentLength
        ?? (context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false } ? 0 : null);

    private static KeyValuePair<string, object?> MethodTag(string method)
    {
        var known = HttpMethods.GetCanonicalizedValue(method);
        return new("method", known is "GET" or "POST" or "PUT" or "PATCH" or "DELETE" or "HEAD" or "OPTIONS" or "TRACE" or "CONNECT" ? known : "_OTHER");
    }

    private static string ErrorOf(int status, Exception? exception) => (status, exception) switch
    {
        (_, BrokenCircuitException) => "circuit_open",
        (_, OverloadException) => "shed",
        (_, TimeoutRejectedException or TimeoutException) => "timeout",
        (_, ExecutionRejectedException) => "dependency",
        (401 or 403, _) => "auth",
        (404, _) => "not_found",
        (408 or 504, _) => "timeout",
        (429, _) => "rate_limited",
        ( < 500, _) => "validation",
        (502 or 503, _) => "dependency",
        _ => "server",
    };
}
