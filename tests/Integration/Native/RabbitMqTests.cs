using System.Text;
using Platform.Testkit.Servers;
using RabbitMQ.Client;
using Shouldly;
using Xunit;

namespace Platform.Integration.Native;

public sealed class RabbitMqTests(RabbitMqVirtualHost virtualHost) : IClassFixture<RabbitMqVirtualHost>
{
    [Fact]
    public async Task Confirmed_message_comes_back_and_the_management_api_knows_its_queue()
    {
        var factory = new ConnectionFactory { Uri = new Uri(virtualHost.ConnectionString) };
        await using var connection = await factory.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true));
        await channel.QueueDeclareAsync(
            "letters", durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?> { ["x-queue-type"] = "quorum" });

        await channel.BasicPublishAsync("", "letters", mandatory: true, Encoding.UTF8.GetBytes("hello"));

        var received = await channel.BasicGetAsync("letters", autoAck: true);
        Encoding.UTF8.GetString(received.ShouldNotBeNull().Body.Span).ShouldBe("hello");
        (await virtualHost.Management.GetStringAsync($"api/queues/{virtualHost.Name}/letters")).ShouldContain("\"type\":\"quorum\"");
    }
}
