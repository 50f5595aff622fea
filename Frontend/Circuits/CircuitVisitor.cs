using System.Net;
using System.Net.Sockets;
using System.Security.Claims;

namespace Platform.Frontend.Circuits;

/// <summary>Who opens a page, as far as it counts.</summary>
/// <param name="User">Id of the user; null for who is not signed in.</param>
/// <param name="Address">From where; of IPv6 the network, of which one visitor has all addresses.</param>
internal readonly record struct CircuitVisitor(string? User, string Address)
{
    private const int BytesOfNetwork = 8;

    public static CircuitVisitor Of(HttpContext? context) =>
        new(context?.User.FindFirstValue(ClaimTypes.NameIdentifier), NetworkOf(context?.Connection.RemoteIpAddress));

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
}
