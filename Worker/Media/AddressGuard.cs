using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace Platform.Worker.Media;

/// <summary>Decides which hosts may be fetched from. The address that was checked is the one connected to, so a name cannot change in between.</summary>
internal sealed class AddressGuard
{
    private readonly HashSet<string> _hosts = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<IPNetwork> _networks = [];

    public AddressGuard(IOptions<MediaOptions> options)
    {
        foreach (var entry in options.Value.AllowedHosts.SelectMany(static e => e.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)))
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

    /// <summary>The addresses of a host.</summary>
    /// <exception cref="AddressNotAllowedException">One of them may not be connected to.</exception>
    /// <exception cref="SocketException">The name has no address.</exception>
    public async ValueTask<IPAddress[]> ResolveAsync(string host, int port, CancellationToken cancellationToken)
    {
        var name = host.Trim('[', ']');
        var addresses = IPAddress.TryParse(name, out var literal) ? [literal] : await Dns.GetHostAddressesAsync(name, cancellationToken).ConfigureAwait(false);
        if (addresses.Length == 0)
        {
            throw new SocketException((int)SocketError.HostNotFound);
        }

        if (!_hosts.Contains(name) && !_hosts.Contains(string.Create(CultureInfo.InvariantCulture, $"{name}:{port}")))
        {
            // All have to be allowed: a name that mixes public and private addresses is made to get around this.
            foreach (var address in addresses)
            {
                if (!AddressRules.IsPublic(address) && !IsInAllowedNetwork(address))
                {
                    throw new AddressNotAllowedException();
                }
            }
        }

        return addresses;
    }

    /// <summary>Opens a connection; for <see cref="SocketsHttpHandler.ConnectCallback"/> and the proxy.</summary>
    public async ValueTask<Stream> ConnectAsync(string host, int port, CancellationToken cancellationToken)
    {
        var addresses = await ResolveAsync(host, port, cancellationToken).ConfigureAwait(false);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, port, cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private bool IsInAllowedNetwork(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return _networks.Exists(network => network.Contains(plain));
    }
}

/// <summary>A host, or one of its addresses, may not be fetched from.</summary>
internal sealed class AddressNotAllowedException() : Exception("The address is not public.");
