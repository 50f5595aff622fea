using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Platform.ServiceDefaults.Logs;

/// <summary>Replaces user ids and addresses in log lines by values that distinguish people without identifying them.</summary>
internal static class Pseudonym
{
    /// <summary>Hashes a user id to 16 hex digits, the same in every service.</summary>
    public static string Of(Guid user)
    {
        Span<byte> id = stackalloc byte[16];
        user.TryWriteBytes(id, bigEndian: true, out _);
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(id, hash);
        return Convert.ToHexStringLower(hash[..8]);
    }

    /// <summary>Reduces an address to its network: the first three bytes of IPv4, the first three groups of IPv6.</summary>
    public static string? Of(IPAddress? address)
    {
        if (address is null)
        {
            return null;
        }

        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        var bytes = plain.GetAddressBytes();
        bytes.AsSpan(plain.AddressFamily == AddressFamily.InterNetwork ? 3 : 6).Clear();
        return new IPAddress(bytes).ToString();
    }
}
