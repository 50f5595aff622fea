using System.Net;
using System.Net.Sockets;
using System.Security.Claims;
using Microsoft.Extensions.Options;
using Platform.ServiceDefaults.InternalCalls;

namespace Platform.Frontend.Circuits;

/// <summary>Who opens a page, as far as it counts.</summary>
/// <param name="User">Id of the user; null for who is not signed in.</param>
/// <param name="Address">From where; of IPv6 the network, of which one visitor has all addresses. Null where only a proxy's is known.</param>
internal readonly record struct CircuitVisitor(string? User, string? Address)
{
    private const int BytesOfNetwork = 8;

    public static CircuitVisitor Of(HttpContext? context) =>
        new(context?.User.FindFirstValue(ClaimTypes.NameIdentifier), IsBehindUnknownProxy(context) ? null : NetworkOf(context?.Connection.RemoteIpAddress));

    /// <summary>The part of an address that stands for a visitor.</summary>
    internal static string NetworkOf(IPAddress? address)
    {
        if (address is null)
        {
            return "unknown";
        }

        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }

        return address.AddressFamily == AddressFamily.InterNetworkV6 ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, BytesOfNetwork)) : address.ToString();
    }

    // Its address would be that of all visitors, who would keep each other out.
    private static bool IsBehindUnknownProxy(HttpContext? context) =>
        context is not null && context.Request.Headers.ContainsKey("X-Forwarded-For")
        && context.RequestServices.GetRequiredService<IOptions<VisitorOptions>>().Value.Proxies.Length == 0;
}
