using System.Net;
using System.Net.Sockets;
using System.Security.Claims;
using Microsoft.Extensions.Options;
using Platform.ServiceDefaults.InternalCalls;

namespace Platform.Frontend.Circuits;

/// <summary>Who opens a page, as far as it counts.</summary>
/// <param name="User">Id of the user; null for who is not signed in.</param>
/// <param name="Address">
/// From where; of IPv6 the network, of which one visitor has all addresses. Where only a proxy's is known, null for a user, who is bounded as
/// such, and one for all who are not signed in.
/// </param>
internal readonly record struct CircuitVisitor(string? User, string? Address)
{
    private const int BytesOfNetwork = 8;
    private const string Strangers = "strangers";

    public static CircuitVisitor Of(HttpContext? context)
    {
        var user = context?.User.FindFirstValue(ClaimTypes.NameIdentifier);
        return new(user, !IsBehindUnknownProxy(context) ? NetworkOf(context?.Connection.RemoteIpAddress) : user is null ? Strangers : null);
    }

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
