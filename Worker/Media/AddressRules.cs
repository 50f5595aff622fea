using System.Net;
using System.Net.Sockets;

namespace Platform.Worker.Media;

/// <summary>Which IP addresses are public (IANA special-purpose registries, RFC 6890 and its successors).</summary>
internal static class AddressRules
{
    private static readonly IPNetwork[] _notPublic4 =
    [
        IPNetwork.Parse("0.0.0.0/8"), // this network
        IPNetwork.Parse("10.0.0.0/8"), // private
        IPNetwork.Parse("100.64.0.0/10"), // carrier-grade NAT
        IPNetwork.Parse("127.0.0.0/8"), // loopback
        IPNetwork.Parse("169.254.0.0/16"), // link-local, cloud metadata
        IPNetwork.Parse("172.16.0.0/12"), // private
        IPNetwork.Parse("192.0.0.0/24"), // protocol assignments
        IPNetwork.Parse("192.0.2.0/24"), // documentation
        IPNetwork.Parse("192.88.99.0/24"), // 6to4 relays
        IPNetwork.Parse("192.168.0.0/16"), // private
        IPNetwork.Parse("198.18.0.0/15"), // benchmarks
        IPNetwork.Parse("198.51.100.0/24"), // documentation
        IPNetwork.Parse("203.0.113.0/24"), // documentation
        IPNetwork.Parse("224.0.0.0/4"), // multicast
        IPNetwork.Parse("240.0.0.0/4"), // reserved, broadcast
    ];

    // Only global unicast space is public: that leaves out loopback, unique local, link-local, multicast and NAT64 (64:ff9b::/96).
    private static readonly IPNetwork _global6 = IPNetwork.Parse("2000::/3");

    private static readonly IPNetwork[] _notPublic6 =
    [
        IPNetwork.Parse("2001::/23"), // protocol assignments, Teredo: carries an IPv4 address
        IPNetwork.Parse("2001:db8::/32"), // documentation
        IPNetwork.Parse("2002::/16"), // 6to4: carries an IPv4 address
        IPNetwork.Parse("3fff::/20"), // documentation
    ];

    public static bool IsPublic(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }

        return address.AddressFamily switch
        {
            AddressFamily.InterNetwork => !Array.Exists(_notPublic4, network => network.Contains(address)),
            AddressFamily.InterNetworkV6 => address.ScopeId == 0 && _global6.Contains(address) && !Array.Exists(_notPublic6, network => network.Contains(address)),
            _ => false,
        };
    }
}
