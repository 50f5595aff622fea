using System.Globalization;
using System.Net;

namespace Platform.ServiceDefaults.Outbound;

/// <summary>
/// Which hosts and addresses may be connected to: public ones, and those that are listed as <c>host</c>, <c>host:port</c>, an
/// address, or a network such as <c>10.1.0.0/16</c>; an entry may hold several, with commas between them.
/// </summary>
public sealed class HostAllowList
{
    private readonly HashSet<string> _hosts = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<IPNetwork> _networks = [];

    /// <summary>A list of these entries, beside what is public.</summary>
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

    /// <summary>Whether a host is listed by its name, or by its name and port, wherever that leads.</summary>
    /// <param name="host">A name, or an address without brackets.</param>
    /// <param name="port">The port that is meant.</param>
    public bool Lists(string host, int port) =>
        _hosts.Count > 0 && (_hosts.Contains(host) || _hosts.Contains(string.Create(CultureInfo.InvariantCulture, $"{host}:{port}")));

    /// <summary>
    /// Whether a host may be connected to: it is listed, or each of its addresses is allowed. A name that mixes public and private
    /// addresses is made to get around this.
    /// </summary>
    /// <param name="host">A name, or an address without brackets.</param>
    /// <param name="port">The port that is meant.</param>
    /// <param name="addresses">What the name leads to.</param>
    public bool Allows(string host, int port, IPAddress[] addresses) => Lists(host, port) || Array.TrueForAll(addresses, Allows);

    /// <summary>Whether an address is public or within a listed network.</summary>
    public bool Allows(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return PublicAddresses.IsPublic(plain) || _networks.Exists(network => network.Contains(plain));
    }
}
