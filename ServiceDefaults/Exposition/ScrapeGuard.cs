using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Platform.ServiceDefaults.Exposition;

/// <summary>Distinguishes scrapers inside the network from public clients of the same port.</summary>
internal sealed class ScrapeGuard(IOptions<MetricsOptions> options)
{
    private static readonly string[] s_inside =
        ["127.0.0.0/8", "::1/128", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "fe80::/10", "fc00::/7"];

    private readonly IPNetwork[] _allowed =
        Array.ConvertAll(options.Value.AllowedNetworks is { Length: > 0 } given ? given : s_inside, network => IPNetwork.Parse(network));

    public bool Allows(HttpContext context)
    {
        // Scrapers connect directly; a proxy forwards for another client. After a trusted proxy's header was applied, it is kept under the last of
        // these names.
        var headers = context.Request.Headers;
        if (headers.ContainsKey("X-Forwarded-For") || headers.ContainsKey("Forwarded") || headers.ContainsKey("X-Original-For"))
        {
            return false;
        }

        // No address means a socket of this machine.
        var address = context.Connection.RemoteIpAddress;
        return address is null || _allowed.Any(network => network.Contains(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address));
    }
}
