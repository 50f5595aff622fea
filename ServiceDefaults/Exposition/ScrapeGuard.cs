using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Platform.ServiceDefaults.Exposition;

/// <summary>Tells scrapers, who come from inside, from the public that the same port may serve.</summary>
internal sealed class ScrapeGuard(IOptions<MetricsOptions> options)
{
    private static readonly string[] Inside =
        ["127.0.0.0/8", "::1/128", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "fe80::/10", "fc00::/7"];

    private readonly IPNetwork[] _allowed =
        Array.ConvertAll(options.Value.AllowedNetworks is { Length: > 0 } given ? given : Inside, network => IPNetwork.Parse(network));

    public bool Allows(HttpContext context)
    {
        // Scrapers come directly; a proxy speaks for somebody else. One whose word was believed has its header under the last of these names.
        var headers = context.Request.Headers;
        if (headers.ContainsKey("X-Forwarded-For") || headers.ContainsKey("Forwarded") || headers.ContainsKey("X-Original-For"))
        {
            return false;
        }

        // No address: a socket of this machine.
        var address = context.Connection.RemoteIpAddress;
        return address is null || _allowed.Any(network => network.Contains(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address));
    }
}
