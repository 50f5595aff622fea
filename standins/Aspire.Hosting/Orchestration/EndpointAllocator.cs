using System.Net;
using System.Net.Sockets;
using Aspire.Hosting.ApplicationModel;
using NativeServers;

namespace Aspire.Hosting.Orchestration;

/// <summary>Gives every endpoint of every replica a port. There is no proxy: the port that others use is the one that the process listens on.</summary>
internal static class EndpointAllocator
{
    /// <exception cref="DistributedApplicationException">A fixed port is taken, or cannot be shared; the message says which.</exception>
    public static void Allocate(IEnumerable<IResource> resources, bool randomize)
    {
        foreach (var resource in resources)
        {
            foreach (var endpoint in resource.Annotations.OfType<EndpointAnnotation>().ToArray())
            {
                Allocate(resource, endpoint, randomize);
            }
        }
    }

    private static void Allocate(IResource resource, EndpointAnnotation endpoint, bool randomize)
    {
        // A server that the published package runs in a container has its port in there as the target; natively it listens on the public one.
        var isServer = resource is ContainerResource;
        var wanted = endpoint.Port ?? (isServer ? null : endpoint.TargetPort);
        if (!isServer && endpoint is { Port: { } port, TargetPort: { } target } && port != target)
        {
            throw new DistributedApplicationException($"Endpoint '{endpoint.Name}' of '{resource.Name}' has port {port} and target port {target}: this host has no proxy, so both have to be the same.");
        }

        if (randomize && endpoint.IsProxied)
        {
            wanted = isServer ? null : endpoint.TargetPort;
        }

        var replicas = resource.GetReplicaCount();
        if (wanted is { } shared && replicas > 1)
        {
            throw new DistributedApplicationException($"Endpoint '{endpoint.Name}' of '{resource.Name}' is fixed to port {shared}, which its {replicas} replicas cannot share.");
        }

        if (wanted is { } busy && !IsFree(busy))
        {
            throw new DistributedApplicationException($"Port {busy}, where '{resource.Name}' has to listen, is in use{Owner(busy)}; end that program, or choose another port.");
        }

        var host = isServer ? "127.0.0.1" : endpoint.TargetHost;
        endpoint.Allocate([.. Enumerable.Range(0, replicas).Select(_ => new AllocatedEndpoint(endpoint, host, wanted ?? FreePorts.Next()))]);
    }

    private static bool IsFree(int port) => CanListen(IPAddress.Loopback, port) && (!Socket.OSSupportsIPv6 || CanListen(IPAddress.IPv6Loopback, port));

    private static bool CanListen(IPAddress address, int port)
    {
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(address, port));
            socket.Listen();
            return true;
        }
        catch (SocketException exception)
        {
            return exception.SocketErrorCode is SocketError.AddressNotAvailable or SocketError.AddressFamilyNotSupported;
        }
    }

    private static string Owner(int port) => PortOwner.Find(port) is { } owner ? $" by {owner}" : "";
}
