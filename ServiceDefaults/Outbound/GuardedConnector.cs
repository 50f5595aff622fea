using System.Net;
using System.Net.Sockets;

namespace Platform.ServiceDefaults.Outbound;

/// <summary>
/// Opens connections to hosts named by users, and only to allowed addresses. It connects to the address that was checked, so that a second DNS answer
/// cannot lead elsewhere.
/// </summary>
/// <param name="allowed">The hosts and addresses that may be connected to.</param>
public sealed class GuardedConnector(HostAllowList allowed)
{
    /// <summary>Resolves the addresses of a host.</summary>
    /// <param name="host">A name or an address, with brackets or without.</param>
    /// <param name="port">The port to connect to.</param>
    /// <param name="cancellationToken">Cancels the look-up.</param>
    /// <exception cref="AddressNotAllowedException">An address of the host is not allowed.</exception>
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
    /// <param name="cancellationToken">Cancels the connection attempt.</param>
    /// <exception cref="AddressNotAllowedException">The host is not allowed.</exception>
    /// <exception cref="SocketException">The connection failed.</exception>
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

    /// <summary>Opens a connection for <see cref="SocketsHttpHandler.ConnectCallback"/>.</summary>
    public ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        return ConnectAsync(context.DnsEndPoint.Host, context.DnsEndPoint.Port, cancellationToken);
    }
}
