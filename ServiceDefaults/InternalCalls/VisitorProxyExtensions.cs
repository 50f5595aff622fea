using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using IPNetwork = System.Net.IPNetwork;

namespace Platform.ServiceDefaults.InternalCalls;

/// <summary>
/// Applies the visitor's address and scheme that a trusted proxy forwards; without it all visitors would have the proxy's address, and none TLS.
/// </summary>
public static class VisitorProxyExtensions
{
    /// <summary>Binds the list of trusted proxies, <c>Visitors:Proxies</c>.</summary>
    public static void AddVisitorProxies(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddOptions<VisitorOptions>().BindConfiguration("Visitors")
            .Validate(
                static options => options.Proxies.All(static proxy => IPAddress.TryParse(proxy, out _) || IPNetwork.TryParse(proxy, out _)),
                "Visitors:Proxies holds addresses such as 10.0.0.5 and networks such as 10.0.0.0/24.")
            .ValidateOnStart();
    }

    /// <summary>Replaces the request's address and scheme with the visitor's if a trusted proxy forwards them. Must be the first middleware.</summary>
    /// <remarks>
    /// ASPNETCORE_FORWARDEDHEADERS_ENABLED is not used because it trusts every sender. The original address is kept in <c>X-Original-For</c>.
    /// </remarks>
    public static void UseVisitorProxies(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        var proxies = app.Services.GetRequiredService<IOptions<VisitorOptions>>().Value.Proxies;
        if (proxies.Length == 0)
        {
            return;
        }

        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto, ForwardLimit = 1 };
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
