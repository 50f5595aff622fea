using System.Net;
using System.Net.Sockets;

namespace Platform.ServiceDefaults.Outbound;

/// <summary>
/// Opens connections to where users say, and only to where they may. The address that was checked is the one connected to,
/// so a name cannot change in between.
/// </summary>
/// <param name="allowed">What may be connected to.</param>
public sealed class GuardedConnector(HostAllowList allowed)
{
    /// <summary>The addresses of a host.</summary>
    /// <param name="host">A name or an address, with brackets or without.</param>
    /// <param name="port">The port that is meant.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="AddressNotAllowedException">One of them may not be connected to.</exception>
    /// <exception cref="SocketException">The name has no address.</exception>
    public async ValueTask<IPAddress[]> ResolveAsync(string host, int port, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(host);
        var name = host.Trim('[', ']');
        var addresses = IPAddress.TryParse(name, out var literal) ? [literal] : await Dns.GetHostAddressesAsync(name, cancellationToken).ConfigureAwait(false);
        if (addresses.Length == 0)
        {
            throw new SocketException((int)SocketError.HostNotFound);
        }

        return allowed.Allows(name, port, addresses) ? addresses : throw new AddressNotAllowedException();
    }

    /// <summary>Opens a connection.</summary>
    /// <param name="host">A name or an address, with brackets or without.</param>
    /// <param name="port">The port.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="AddressNotAllowedException">It may not be connected to.</exception>
    /// <exception cref="SocketException">It cannot be connected to.</exception>
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

    /// <summary>For <see cref="SocketsHttpHandler.ConnectCallback"/>.</summary>
    public ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        return ConnectAsync(context.DnsEndPoint.Host, context.DnsEndPoint.Port, cancellationToken);
    }
}
