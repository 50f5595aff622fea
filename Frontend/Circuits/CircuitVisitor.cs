using System.Net;
using System.Net.Sockets;
using System.Security.Claims;
using Platform.ServiceDefaults.InternalCalls;

namespace Platform.Frontend.Circuits;

/// <summary>Identifies a visitor for the limits of circuits.</summary>
/// <param name="User">The id of the user; null if nobody is signed in.</param>
/// <param name="Address">
/// The address; of IPv6 the network, because one visitor has all of its addresses. If only a proxy's address is known, null for a user, who is
/// limited as such, and a common value for all who are not signed in.
/// </param>
internal readonly record struct CircuitVisitor(string? User, string? Address)
{
    private const int BytesOfNetwork = 8;
    private const string Strangers = "strangers";

    /// <summary>Identifies the visitor of a request.</summary>
    /// <param name="context">The request; null if it is not known.</param>
    /// <param name="options">Names the proxies that are trusted.</param>
    public static CircuitVisitor Of(HttpContext? context, VisitorOptions options)
    {
        var user = context?.User.FindFirstValue(ClaimTypes.NameIdentifier);
        return new(user, !IsBehindUnknownProxy(context, options) ? NetworkOf(context?.Connection.RemoteIpAddress) : user is null ? Strangers : null);
    }

    /// <summary>Gets the part of an address that identifies a visitor.</summary>
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

    // The proxy's address would be that of all visitors, who would then share a limit.
    private static bool IsBehindUnknownProxy(HttpContext? context, VisitorOptions options) =>
        context is not null && context.Request.Headers.ContainsKey("X-Forwarded-For") && options.Proxies.Length == 0;
}
