using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace Platform.ServiceDefaults.Requests;

/// <summary><c>http_requests_total</c>, <c>http_request_duration_seconds</c> and <c>http_errors_total</c>.</summary>
internal sealed class RequestMetrics
{
    private static readonly object[] Statuses = [.. Enumerable.Range(0, 600).Select(status => (object)status)];

    private readonly Counter<long> _requests;
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _errors;

    public RequestMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Platform.Http");
        _requests = meter.CreateCounter<long>("http.requests", "{request}", "Requests answered, by route, method and status.");
        _errors = meter.CreateCounter<long>("http.errors", "{error}", "Requests answered with an error, by status and kind of error.");
        _duration = meter.CreateHistogram(
            "http.request.duration",
            "s",
            "How long requests took, by route.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [.005, .01, .025, .05, .1, .25, .5, .75, 1, 2, 5, 10] });

        // A rate misses the step from "absent" to 1.
        foreach (var (status, type) in (ReadOnlySpan<(int, string)>)
            [(400, "validation"), (422, "validation"), (401, "auth"), (403, "auth"), (404, "not_found"), (429, "rate_limited"),
             (500, "server"), (502, "dependency"), (503, "dependency"), (503, "circuit_open"), (504, "timeout")])
        {
            _errors.Add(0, new("status", Statuses[status]), new("error_type", type));
        }
    }

    // A stream has no duration: it lasts as long as its client likes, which says nothing of latency.
    public void Record(HttpContext context, string endpoint, int status, double? seconds, Exception? exception)
    {
        var endpointTag = new KeyValuePair<string, object?>("endpoint", endpoint);
        var statusTag = new KeyValuePair<string, object?>("status", Statuses[status is >= 0 and < 600 ? status : 0]);
        _requests.Add(1, endpointTag, new("method", MethodOf(context.Request.Method)), statusTag);
        if (seconds is { } duration)
        {
            _duration.Record(duration, endpointTag);
        }

        if (status >= 400)
        {
            _errors.Add(1, statusTag, new("error_type", ErrorOf(status, exception ?? context.Features.Get<IExceptionHandlerFeature>()?.Error)));
        }
    }

    private static string MethodOf(string method)
    {
        var known = HttpMethods.GetCanonicalizedValue(method);
        return known is "GET" or "POST" or "PUT" or "PATCH" or "DELETE" or "HEAD" or "OPTIONS" or "TRACE" or "CONNECT" ? known : "_OTHER";
    }

    private static string ErrorOf(int status, Exception? exception) => (status, exception) switch
    {
        (_, BrokenCircuitException) => "circuit_open",
        (_, TimeoutRejectedException or TimeoutException) => "timeout",
        (_, ExecutionRejectedException) => "dependency",
        (401 or 403, _) => "auth",
        (404, _) => "not_found",
        (408 or 504, _) => "timeout",
        (429, _) => "rate_limited",
        (< 500, _) => "validation",
        (502 or 503, _) => "dependency",
        _ => "server",
    };
}
