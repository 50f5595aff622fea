using System.Net;
using Platform.ServiceDefaults.Outbound;
using Shouldly;
using Xunit;

namespace Platform.Unit.ServiceDefaults.Outbound;

public sealed class HostAllowListTests
{
    [Theory]
    [InlineData(true, "8.8.8.8", "2606:4700::1111")]
    [InlineData(false, "8.8.8.8", "10.0.0.1")]
    [InlineData(false, "::1", "2606:4700::1111")]
    [InlineData(true, "8.8.8.8", "192.168.7.1")]
    public void Every_address_of_a_name_must_be_allowed(bool expected, params string[] addresses) =>
        new HostAllowList(["192.168.7.0/24"]).Allows("example.org", 443, [.. addresses.Select(IPAddress.Parse)]).ShouldBe(expected);
}
