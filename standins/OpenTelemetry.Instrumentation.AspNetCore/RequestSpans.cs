using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace OpenTelemetry.Instrumentation.AspNetCore;

/// <summary>
/// Takes the requests that the filter refuses out of the traces, and gives the others' spans the route and the answer,
/// which the framework leaves to this package.
/// </summary>
internal sealed class RequestSpans : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
{
    private const string Request = "Microsoft.AspNetCore.Hosting.HttpRequestIn";
    private const string RequestStart = Request + ".Start";
    private const string RequestStop = Request + ".Stop";

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
            _subscriptions.Add(value.Subscribe(this, static (name, _, _) => name is Request or RequestStart or RequestStop));
        }
    }

    void IObserver<KeyValuePair<string, object?>>.OnNext(KeyValuePair<string, object?> value)
    {
        if (value.Value is not HttpContext context || Activity.Current is not { } activity)
        {
            return;
        }

        if (value.Key == RequestStart && _options.Filter?.Invoke(context) == false)
        {
            activity.IsAllDataRequested = false;
            activity.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
        }
        else if (value.Key == RequestStop && activity.IsAllDataRequested)
        {
            Describe(activity, context);
        }
    }

    private static void Describe(Activity activity, HttpContext context)
    {
        var method = HttpMethods.GetCanonicalizedValue(context.Request.Method);
        if (context.GetEndpoint() is RouteEndpoint { RoutePattern.RawText: { Length: > 0 } route })
        {
            activity.DisplayName = method + " " + route;
            activity.SetTag("http.route", route);
        }
        else
        {
            activity.DisplayName = method;
        }

        var status = context.Response.StatusCode;
        activity.SetTag("http.response.status_code", status);
        activity.SetTag("network.protocol.version", context.Request.Protocol.Replace("HTTP/", "", StringComparison.Ordinal));
        if (status >= 500)
        {
            activity.SetStatus(ActivityStatusCode.Error);
            activity.SetTag("error.type", status.ToString(CultureInfo.InvariantCulture));
        }
    }

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
