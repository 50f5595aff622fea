using System.Net;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;
using Platform.ServiceDefaults.GrpcCalls;
using Platform.ServiceDefaults.InternalCalls;
using Platform.ServiceDefaults.Measures;
using Platform.ServiceDefaults.Requests;

namespace Platform.ServiceDefaults.WarmUp;

/// <summary>Creates clients with which a service calls itself over its own ports, as others call it.</summary>
/// <param name="server">Knows the addresses that the service listens on.</param>
/// <param name="requests">Marks the requests as the service's own.</param>
/// <param name="grpc">Says which port serves gRPC.</param>
/// <param name="internalCalls">Contains the key of calls between services.</param>
public sealed class OwnService(
    IServer server, OwnRequests requests, IOptions<GrpcServerOptions> grpc, IOptions<InternalCallOptions> internalCalls) : IDisposable
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(10);

    private readonly DiscardedMeters _meters = new();

    /// <summary>Creates a client of the service's HTTP API; null if it has none without TLS.</summary>
    public HttpClient? CreateClient() => Find(address => address.Port != grpc.Value.Port) is { } address ? Create(address) : null;

    /// <summary>Creates a channel to the service's gRPC API; null if it has none.</summary>
    public GrpcChannel? CreateChannel()
    {
        if (Find(address => address.Port == grpc.Value.Port) is not { } address)
        {
            return null;
        }

        var client = Create(address);
        if (internalCalls.Value.Key is { } key)
        {
            client.DefaultRequestHeaders.Add(InternalCallExtensions.KeyHeader, key);
        }

        return GrpcChannel.ForAddress(address, new GrpcChannelOptions { HttpClient = client, DisposeHttpClient = true });
    }

    /// <inheritdoc />
    public void Dispose() => _meters.Dispose();

    private HttpClient Create(Uri address)
    {
        var handler = new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false, MeterFactory = _meters };
        var client = new HttpClient(handler) { BaseAddress = address, Timeout = s_timeout };
        requests.Mark(client.DefaultRequestHeaders);
        return client;
    }

    private Uri? Find(Func<Uri, bool> isWanted) =>
        (server.Features.Get<IServerAddressesFeature>()?.Addresses ?? []).Select(Reachable).OfType<Uri>().FirstOrDefault(isWanted);

    /// <summary>Returns the address under which the service reaches one that it listens on; null if it needs TLS or is no address.</summary>
    private static Uri? Reachable(string listened)
    {
        if (!Uri.TryCreate(listened, UriKind.Absolute, out var address) || address.Scheme != Uri.UriSchemeHttp)
        {
            return null;
        }

        // All addresses of the machine, among them its loopback.
        var isAny = IPAddress.TryParse(address.DnsSafeHost, out var ip) && (ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any));
        return isAny ? new UriBuilder(address) { Host = "127.0.0.1" }.Uri : address;
    }
}
