using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using IPNetwork = System.Net.IPNetwork;

namespace Platform.ServiceDefaults.InternalCalls;

/// <summary>Whom a proxy in front asks for: without its word all visitors would be one.</summary>
public static class VisitorProxies
{
    /// <summary>Reads which proxies there are, <c>Visitors:Proxies</c>.</summary>
    public static void AddVisitorProxies(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddOptions<VisitorOptions>().BindConfiguration("Visitors")
            .Validate(
                static options => options.Proxies.All(static proxy => IPAddress.TryParse(proxy, out _) || IPNetwork.TryParse(proxy, out _)),
                "Visitors:Proxies holds addresses such as 10.0.0.5 and networks such as 10.0.0.0/24.")
            .ValidateOnStart();
    }

    /// <summary>Takes the visitor's address for the request's, where a proxy says it. First of all.</summary>
    /// <remarks>
    /// Not by ASPNETCORE_FORWARDEDHEADERS_ENABLED, which believes everybody. What was believed is called <c>X-Original-For</c> afterwards.
    /// </remarks>
    public static void UseVisitorProxies(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        var proxies = app.Services.GetRequiredService<IOptions<VisitorOptions>>().Value.Proxies;
        if (proxies.Length == 0)
        {
            return;
        }

        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor, ForwardLimit = 1 };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var proxy in proxies)
        {
            if (IPAddress.TryParse(proxy, out var address))
            {
                options.KnownProxies.Add(address);
            }
            else
            {
                options.KnownIPNetworks.Add(IPNetwork.Parse(proxy));
            }
        }

        app.UseForwardedHeaders(options);
    }
}
