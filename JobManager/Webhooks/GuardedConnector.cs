using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace Platform.JobManager.Webhooks;

/// <summary>
/// Opens connections to public addresses only. The check is on the address that is connected to, after the name was
/// resolved, so a name that resolves to another address later gains nothing.
/// </summary>
internal sealed class GuardedConnector(IOptions<WebhookOptions> options)
{
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        string host = context.DnsEndPoint.Host;
        IPAddress[] addresses = IPAddress.TryParse(host, out IPAddress? literal)
            ? [literal]
            : await Dns.GetHostAddressesAsync(host, cancellationToken);
        bool anywhere = options.Value.AllowedHosts.Contains(host, StringComparer.OrdinalIgnoreCase);
        IPAddress[] allowed = anywhere ? addresses : [.. addresses.Where(PublicAddress.Is)];
        if (allowed.Length == 0)
        {
            throw new HttpRequestException(HttpRequestError.ConnectionError, "The host has no public address.");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
