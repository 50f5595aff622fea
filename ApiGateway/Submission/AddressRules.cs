using System.Net;
using System.Net.Sockets;

namespace Platform.ApiGateway.Submission;

/// <summary>Tells addresses of the public internet from those that only our own network can reach.</summary>
internal static class AddressRules
{
    // IANA special-purpose address registries (RFC 6890 and its updates): what is not globally reachable.
    private static readonly IPNetwork[] s_notPublic =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
            "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
            "224.0.0.0/4", "240.0.0.0/4",
            "::/128", "::1/128", "100::/64", "2001::/23", "2001:db8::/32", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
        }.Select(IPNetwork.Parse),
    ];

    private static readonly IPNetwork s_nat64 = IPNetwork.Parse("64:ff9b::/96");
    private static readonly IPNetwork s_sixToFour = IPNetwork.Parse("2002::/16");

    /// <summary>Whether everyone on the internet may reach the address.</summary>
    public static bool IsPublic(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            return IsPublic(address.MapToIPv4());
        }

        if (address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            Span<byte> bytes = stackalloc byte[16];
            address.TryWriteBytes(bytes, out _);
            if (s_nat64.Contains(address))
            {
                return IsPublic(new IPAddress(bytes[12..]));
            }

            if (s_sixToFour.Contains(address))
            {
                return IsPublic(new IPAddress(bytes[2..6]));
            }

            // IPv4-compatible addresses (::a.b.c.d), long out of use, still reach the IPv4 host on some systems.
            if (bytes[..12].IndexOfAnyExcept((byte)0) < 0 && !address.Equals(IPAddress.IPv6Any) && !address.Equals(IPAddress.IPv6Loopback))
            {
                return false;
            }
        }

        foreach (var network in s_notPublic)
        {
            if (network.Contains(address))
            {
                return false;
            }
        }

        return true;
    }
}
