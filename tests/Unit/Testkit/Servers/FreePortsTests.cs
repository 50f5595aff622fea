using System.Net;
using System.Net.Sockets;
using Platform.Testkit.Servers;
using Shouldly;
using Xunit;

namespace Platform.Unit.Testkit.Servers;

public sealed class FreePortsTests
{
    [Fact]
    public void Ports_are_different_free_and_outside_the_range_of_outgoing_connections()
    {
        var ports = FreePorts.Next(200).Concat(Enumerable.Range(0, 50).Select(_ => FreePorts.Next())).ToList();

        ports.Distinct().Count().ShouldBe(250);
        ports.ShouldAllBe(port => port >= 10000 && port < 65536);
        foreach (var port in ports.Take(20))
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            Should.NotThrow(listener.Start);
        }
    }

    [Fact]
    public void Port_with_a_listener_is_not_free()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();

        FreePorts.IsFree(((IPEndPoint)listener.LocalEndpoint).Port).ShouldBeFalse();
    }
}
