using Microsoft.Extensions.Configuration;
using Platform.ServiceDefaults.Health;
using Shouldly;
using Xunit;

namespace Platform.Unit.ServiceDefaults.Health;

public sealed class HealthProbeTests
{
    [Theory]
    [InlineData("URLS", "http://*:8080;http://*:8081", 8080)]
    [InlineData("URLS", "http://127.0.0.1:8000", 8000)]
    [InlineData("HTTP_PORTS", "8080;8081", 8080)]
    [InlineData("OTHER", "1", 5000)]
    public void The_first_port_of_the_service_is_asked(string variable, string value, int port) =>
        HealthProbe.AddressOf(new ConfigurationBuilder().AddInMemoryCollection([new(variable, value)]).Build())
            .ShouldBe(new UriBuilder("http", "127.0.0.1", port, "/health/ready").Uri);

    [Fact]
    public void Addresses_take_precedence_over_ports() =>
        HealthProbe.AddressOf(new ConfigurationBuilder().AddInMemoryCollection([new("URLS", "http://*:1"), new("HTTP_PORTS", "2")]).Build()).Port.ShouldBe(1);
}
