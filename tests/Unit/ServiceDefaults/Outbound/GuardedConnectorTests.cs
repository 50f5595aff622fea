using System.Net;
using System.Net.Sockets;
using FsCheck;
using FsCheck.Fluent;
using Platform.ServiceDefaults.Outbound;
using Shouldly;
using Xunit;

namespace Platform.Unit.ServiceDefaults.Outbound;

public sealed class GuardedConnectorTests
{
    [Fact]
    public void An_address_is_reached_if_and_only_if_it_is_public_or_listed()
    {
        var octet = Gen.Choose(0, 255);
        var address =
            from first in Gen.Elements(1, 8, 10, 127, 169, 172, 192, 203, 240)
            from second in Gen.OneOf(octet, Gen.Elements(0, 16, 168, 254))
            from third in octet
            from fourth in octet
            select $"{first}.{second}.{third}.{fourth}";
        var port = Gen.Elements(80, 8080);
        var entry = Gen.OneOf(
            Gen.Elements("10.0.0.0/8", "192.168.0.0/16", "127.0.0.1", "example.org", "172.16.0.0/12, 169.254.0.0/16"),
            address,
            from host in address from p in port select $"{host}:{p}");
        var property = Prop.ForAll(
            (from host in address
             from p in port
             from list in entry.ArrayOf(3)
             from isListed in Gen.Elements(true, false)
             select (Host: host, Port: p, List: isListed ? [.. list, $"{host}:{p}"] : list)).ToArbitrary(),
            async call =>
            {
                var parsed = IPAddress.Parse(call.Host);
                var entries = call.List.SelectMany(e => e.Split(',')).Select(e => e.Trim()).ToArray();
                var expected = PublicAddresses.IsPublic(parsed)
                    || entries.Contains(call.Host) || entries.Contains($"{call.Host}:{call.Port}")
                    || entries.Any(e => IPNetwork.TryParse(e, out var network) && network.Contains(parsed));
                (await IsReachedAsync(call.List, call.Host, call.Port)).ShouldBe(expected);
                (await IsReachedAsync(call.List, $"[::ffff:{call.Host}]", call.Port)).ShouldBe(
                    PublicAddresses.IsPublic(parsed) || entries.Any(e => IPNetwork.TryParse(e, out var network) && network.Contains(parsed)));
            });
        property.Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }

    [Fact]
    public async Task A_name_that_resolves_to_this_machine_is_refused_unless_listed()
    {
        (await IsReachedAsync([], "localhost", 80)).ShouldBeFalse();
        (await IsReachedAsync(["localhost"], "localhost", 80)).ShouldBeTrue();
        (await IsReachedAsync(["LOCALHOST:80"], "localhost", 80)).ShouldBeTrue();
        (await IsReachedAsync(["localhost:81"], "localhost", 80)).ShouldBeFalse();
        (await IsReachedAsync(["127.0.0.0/8", "::1/128"], "localhost", 80)).ShouldBeTrue();
    }

    [Fact]
    public async Task Refused_addresses_are_not_connected_to_and_listed_ones_are()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        await Should.ThrowAsync<AddressNotAllowedException>(async () => await Connector([]).ConnectAsync("127.0.0.1", port, CancellationToken.None));
        listener.Pending().ShouldBeFalse();
        await using var stream = await Connector([$"127.0.0.1:{port}"]).ConnectAsync("127.0.0.1", port, CancellationToken.None);
        using var accepted = await listener.AcceptTcpClientAsync().WaitAsync(TimeSpan.FromSeconds(20));
        accepted.Connected.ShouldBeTrue();
    }

    private static GuardedConnector Connector(string[] list) => new(new HostAllowList(list));

    private static async Task<bool> IsReachedAsync(string[] list, string host, int port)
    {
        try
        {
            (await Connector(list).ResolveAsync(host, port, CancellationToken.None)).ShouldNotBeEmpty();
            return true;
        }
        catch (AddressNotAllowedException)
        {
            return false;
        }
    }
}
