using System.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace OpenTelemetry.Instrumentation.AspNetCore;

/// <summary>Which requests are traced, and with what.</summary>
public class AspNetCoreTraceInstrumentationOptions
{
    /// <summary>Returns false for a request that is not to be traced; null traces all.</summary>
    public Func<HttpContext, bool>? Filter { get; set; }

    /// <summary>Changes the span of a request that is recorded, after it has got its first attributes.</summary>
    public Action<Activity, HttpRequest>? EnrichWithHttpRequest { get; set; }
}
