using Platform.Testkit.Servers;
using Platform.Testkit.Waiting;
using Shouldly;
using StackExchange.Redis;
using Testcontainers.Redis;
using Xunit;

namespace Platform.Integration.Native;

public sealed class RedisTests(RedisInstance redis) : IClassFixture<RedisInstance>
{
    [Fact]
    public async Task Frozen_server_answers_again_when_thawed()
    {
        await using var client = await ConnectionMultiplexer.ConnectAsync($"{redis.ConnectionString},syncTimeout=500,responseTimeout=500");
        await client.GetDatabase().StringSetAsync("key", "value");

        await redis.FreezeAsync();
        var answer = client.GetDatabase().StringGetAsync("key");
        (await Task.WhenAny(answer, Task.Delay(300))).ShouldNotBe(answer);

        await redis.ThawAsync();
        await Eventually.PassesAsync(async () => ((string?)await client.GetDatabase().StringGetAsync("key")).ShouldBe("value"));
    }

    [Fact]
    public async Task Container_asks_for_the_password_of_its_command_line()
    {
        await using var server = new RedisBuilder().WithCommand("redis-server", "--requirepass", "se\"cret").Build();
        await server.StartAsync();

        await Should.ThrowAsync<RedisConnectionException>(() => ConnectionMultiplexer.ConnectAsync(server.GetConnectionString()));
        var options = ConfigurationOptions.Parse(server.GetConnectionString());
        options.Password = "se\"cret";
        await using var client = await ConnectionMultiplexer.ConnectAsync(options);
        (await client.GetDatabase().PingAsync()).ShouldBeGreaterThan(TimeSpan.Zero);
    }
}
