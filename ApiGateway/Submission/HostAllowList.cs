using System.Globalization;
using System.Net;

namespace Platform.ApiGateway.Submission;

/// <summary>Hosts that may be used although their address is not public: <c>host</c>, <c>host:port</c>, an address, or a network such as <c>10.1.0.0/16</c>.</summary>
internal sealed class HostAllowList
{
    private readonly HashSet<string> _hosts = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<IPNetwork> _networks = [];

    public HostAllowList(IConfigurationSection section)
    {
        foreach (var entry in (section.Get<string[]>() ?? []).SelectMany(static e => e.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)))
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

    /// <summary>Whether a host is allowed by its name.</summary>
    public bool Contains(Uri uri) =>
        _hosts.Count > 0
        && (_hosts.Contains(uri.DnsSafeHost) || _hosts.Contains(string.Create(CultureInfo.InvariantCulture, $"{uri.DnsSafeHost}:{uri.Port}")));

    /// <summary>Whether an address is public or within an allowed network.</summary>
    public bool Allows(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return AddressRules.IsPublic(plain) || _networks.Exists(network => network.Contains(plain));
    }
}
