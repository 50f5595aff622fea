using System.Diagnostics;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Platform.ServiceDefaults.Measures;

namespace Platform.ServiceDefaults.Requests;

/// <summary>Adds the request handling that all services share.</summary>
public static class RequestExtensions
{
    /// <summary>
    /// Adds <c>X-Process-Time</c> (seconds from the arrival of the request to the first byte of the response), <c>X-Request-Id</c> (the client's, if
    /// it sent one of up to 64 letters, digits, dots, dashes and underscores) and <c>X-Trace-Id</c> to every response.
    /// </summary>
    public static TBuilder AddResponseHeaders<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.Configure<RequestOptions>(options => options.SendHeaders = true);
        return builder;
    }

    internal static void AddRequestFrame(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<RequestOptions>().BindConfiguration("Requests").ValidateDataAnnotations().ValidateOnStart();
        services.AddInstruments<RequestMetrics>();
        services.AddSingleton<OwnRequests>();
        services.AddTransient<IStartupFilter, RequestFrame.FrameStartupFilter>();
        services.AddProblemDetails(options => options.CustomizeProblemDetails = context =>
        {
            var extensions = context.ProblemDetails.Extensions;
            extensions.Remove("traceId");
            extensions["trace_id"] = Activity.Current?.TraceId.ToHexString() ?? context.HttpContext.TraceIdentifier;
            extensions["request_id"] = context.HttpContext.TraceIdentifier;
        });
    }
}
