using System.Diagnostics;
using System.Reflection;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace OpenTelemetry.Instrumentation.AspNetCore;

/// <summary>
/// Names the spans that the framework begins for requests and gives them the attributes of the semantic conventions; takes
/// out those that the filter refuses. Costs a request that is not recorded nothing.
/// </summary>
internal sealed class RequestSpans : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
{
    private const string Request = "Microsoft.AspNetCore.Hosting.HttpRequestIn";
    private const string RequestStart = Request + ".Start";
    private const string RequestStop = Request + ".Stop";
    private const string HostException = "Microsoft.AspNetCore.Hosting.UnhandledException";
    private const string MiddlewareException = "Microsoft.AspNetCore.Diagnostics.UnhandledException";

    private static readonly object[] s_statuses = [.. Enumerable.Range(0, 600).Select(status => (object)status)];

    private readonly AspNetCoreTraceInstrumentationOptions _options;
    private readonly List<IDisposable> _subscriptions = [];

    public RequestSpans(AspNetCoreTraceInstrumentationOptions options)
    {
        _options = options;
        _subscriptions.Add(DiagnosticListener.AllListeners.Subscribe(this));
    }

    public void Dispose() => _subscriptions.ForEach(subscription => subscription.Dispose());

    void IObserver<DiagnosticListener>.OnNext(DiagnosticListener value)
    {
        if (value.Name == "Microsoft.AspNetCore")
        {
            _subscriptions.Add(value.Subscribe(this, static (name, _, _) => name is Request or RequestStart or RequestStop or HostException or MiddlewareException));
        }
    }

    void IObserver<KeyValuePair<string, object?>>.OnNext(KeyValuePair<string, object?> value)
    {
        if (Activity.Current is not { IsAllDataRequested: true } activity)
        {
            return;
        }

        switch (value.Key)
        {
            case RequestStart when value.Value is HttpContext context:
                Start(activity, context);
                break;
            case RequestStop when value.Value is HttpContext context:
                Stop(activity, context);
                break;
            case HostException or MiddlewareException:
                Fail(activity, value.Value);
                break;
        }
    }

    private void Start(Activity activity, HttpContext context)
    {
        if (!Passes(context))
        {
            activity.IsAllDataRequested = false;
            activity.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
            return;
        }

        var request = context.Request;
        var method = MethodOf(request.Method);
        activity.DisplayName = SpanMethod(method);
        if (request.Host.HasValue)
        {
            activity.SetTag("server.address", request.Host.Host);
            if (request.Host.Port is { } port)
            {
                activity.SetTag("server.port", port);
            }
        }

        if (request.QueryString is { HasValue: true, Value: { } query })
        {
            activity.SetTag("url.query", QueryRedaction.Redact(query));
        }

        activity.SetTag("http.request.method", method);
        if (method == "_OTHER")
        {
            activity.SetTag("http.request.method_original", request.Method);
        }

        activity.SetTag("url.scheme", request.Scheme);
        activity.SetTag("url.path", request.PathBase.HasValue || request.Path.HasValue ? (request.PathBase + request.Path).ToString() : "/");
        activity.SetTag("network.protocol.version", VersionOf(request.Protocol));
        if (request.Headers.UserAgent is [{ Length: > 0 } agent, ..])
        {
            activity.SetTag("user_agent.original", agent);
        }

        _options.EnrichWithHttpRequest?.Invoke(activity, request);
    }

    private bool Passes(HttpContext context)
    {
        try
        {
            return _options.Filter?.Invoke(context) != false;
        }
        catch (Exception)
        {
            // A filter that fails refuses, as the published package has it.
            return false;
        }
    }

    private static void Stop(Activity activity, HttpContext context)
    {
        // The exception handler runs the pipeline again and leaves the endpoint that failed in its feature.
        var endpoint = context.Features.Get<IExceptionHandlerPathFeature>()?.Endpoint as RouteEndpoint ?? context.GetEndpoint() as RouteEndpoint;
        if (endpoint?.RoutePattern.RawText is { Length: > 0 } route)
        {
            activity.DisplayName = SpanMethod(MethodOf(context.Request.Method)) + " " + route;
            activity.SetTag("http.route", route);
        }

        var status = context.Response.StatusCode;
        activity.SetTag("http.response.status_code", status is >= 0 and < 600 ? s_statuses[status] : status);
        if (activity.Status == ActivityStatusCode.Unset && status >= 500)
        {
            activity.SetStatus(ActivityStatusCode.Error);
        }
    }

    private static void Fail(Activity activity, object? payload)
    {
        // The payload's type is the framework's own.
        if (payload?.GetType().GetProperty("exception", BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase)?.GetValue(payload) is Exception exception)
        {
            activity.SetTag("error.type", exception.GetType().FullName);
            activity.SetStatus(ActivityStatusCode.Error);
        }
    }

    private static string MethodOf(string method)
    {
        var known = HttpMethods.GetCanonicalizedValue(method);
        return known is "GET" or "POST" or "PUT" or "PATCH" or "DELETE" or "HEAD" or "OPTIONS" or "TRACE" or "CONNECT" ? known : "_OTHER";
    }

    private static string VersionOf(string protocol) => protocol switch
    {
        "HTTP/2" => "2",
        "HTTP/3" => "3",
        "HTTP/1.0" => "1.0",
        "HTTP/1.1" => "1.1",
        _ => protocol,
    };

    private static string SpanMethod(string method) => method == "_OTHER" ? "HTTP" : method;

    void IObserver<DiagnosticListener>.OnCompleted()
    {
    }

    void IObserver<DiagnosticListener>.OnError(Exception error)
    {
    }

    void IObserver<KeyValuePair<string, object?>>.OnCompleted()
    {
    }

    void IObserver<KeyValuePair<string, object?>>.OnError(Exception error)
    {
    }
}
