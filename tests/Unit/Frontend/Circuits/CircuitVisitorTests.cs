using System.Net;
using Platform.Frontend.Circuits;
using Shouldly;
using Xunit;

namespace Platform.Unit.Frontend.Circuits;

public sealed class CircuitVisitorTests
{
    [Theory]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1", true)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    public void An_IPv6_network_counts_as_one_address(string one, string other, bool isSame) =>
        (CircuitVisitor.NetworkOf(IPAddress.Parse(one)) == CircuitVisitor.NetworkOf(IPAddress.Parse(other))).ShouldBe(isSame);
}
