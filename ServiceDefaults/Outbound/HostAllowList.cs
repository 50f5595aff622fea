using System.Globalization;
using System.Net;

namespace Platform.ServiceDefaults.Outbound;

/// <summary>
/// Decides which hosts and addresses may be connected to: public ones, and those listed as <c>host</c>, <c>host:port</c>, an address, or a network
/// such as <c>10.1.0.0/16</c>. An entry may contain several, separated by commas.
/// </summary>
public sealed class HostAllowList
{
    private readonly HashSet<string> _hosts = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<IPNetwork> _networks = [];

    /// <summary>Creates a list of allowed entries in addition to public addresses.</summary>
    public HostAllowList(IEnumerable<string> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        foreach (var entry in entries.SelectMany(static e => e.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)))
        {
            if (IPNetwork.TryParse(entry, out var network))
            {
                _networks.Add(network);
            }
            else
            {
                _hosts.Add(entry);
            }
        }
    }

    /// <summary>Checks whether a host is listed by its name, or by its name and port, whatever its addresses are.</summary>
    /// <param name="host">A name, or an address without brackets.</param>
    /// <param name="port">The port to connect to.</param>
    public bool Lists(string host, int port) =>
        _hosts.Count > 0 && (_hosts.Contains(host) || _hosts.Contains(string.Create(CultureInfo.InvariantCulture, $"{host}:{port}")));

    /// <summary>
    /// Checks whether a host may be connected to: it is listed, or every one of its addresses is allowed. A name with both public and private
    /// addresses is refused, because it may be an attempt to get around this check.
    /// </summary>
    /// <param name="host">A name, or an address without brackets.</param>
    /// <param name="port">The port to connect to.</param>
    /// <param name="addresses">The addresses of the host.</param>
    public bool Allows(string host, int port, IPAddress[] addresses) => Lists(host, port) || Array.TrueForAll(addresses, Allows);

    /// <summary>Checks whether an address is public or in a listed network.</summary>
    public bool Allows(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return PublicAddresses.IsPublic(plain) || _networks.Exists(network => network.Contains(plain));
    }
}
