using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Platform.ObjectStorage;
using Platform.ServiceDefaults.Dependencies;
using Platform.Testkit.Files;
using Platform.Testkit.Servers;
using Platform.Testkit.Waiting;
using RabbitMQ.Client;
using Shouldly;
using Xunit;

namespace Platform.Integration.ServiceDefaults.Health;

/// <summary>Checks the details that health reports about real servers.</summary>
public sealed class DetailTests : IAsyncLifetime
{
    private readonly PostgresDatabase _postgres = new();
    private readonly RedisInstance _redis = new();
    private readonly RabbitMqVirtualHost _rabbit = new();

    public Task InitializeAsync() => Task.WhenAll(_postgres.InitializeAsync(), _redis.InitializeAsync(), _rabbit.InitializeAsync());

    public Task DisposeAsync() => Task.WhenAll(_postgres.DisposeAsync(), _redis.DisposeAsync(), _rabbit.DisposeAsync());

    [Fact]
    public async Task Health_details_contain_the_figures_of_every_server()
    {
        using var folder = new TemporaryFolder();
        await using var app = await DefaultsApp.StartAsync(
            builder => builder
                .AddPostgres("platform").AddRedis("redis").AddRabbitMq("messaging", queues: ["there", "missing"]).AddObjectStorage(),
            new()
            {
                ["ConnectionStrings:platform"] = _postgres.ConnectionString,
                ["ConnectionStrings:redis"] = _redis.ConnectionString,
                ["ConnectionStrings:messaging"] = _rabbit.ConnectionString,
                ["Storage:Local:Root"] = folder.Path,
            });
        var connection = await app.Services.GetRequiredService<RabbitMqConnection>().GetAsync(CancellationToken.None);
        await using var channel = await connection.CreateChannelAsync();
        await channel.QueueDeclareAsync("there", durable: true, exclusive: false, autoDelete: false);
        await channel.BasicPublishAsync("", "there", new byte[1]);

        await Eventually.PassesAsync(
            async () =>
            {
                var (status, body) = await app.HealthAsync();
                status.ShouldBe(200);
                body.GetProperty("status").GetString().ShouldBe("healthy", body.GetRawText());
                body.GetProperty("services").EnumerateObject().Select(part => (part.Name, part.Value.GetString()))
                    .ShouldBe([("database", "healthy"), ("redis", "healthy"), ("rabbitmq", "healthy"), ("storage", "healthy")]);

                var database = Details(body, "postgres");
                database.GetProperty("connected").GetBoolean().ShouldBeTrue();
                database.GetProperty("query_ms").GetDouble().ShouldBeGreaterThan(0);
                database.GetProperty("connections").GetInt64().ShouldBeGreaterThan(0);
                database.GetProperty("active_transactions").GetInt64().ShouldBeGreaterThanOrEqualTo(0);
                database.GetProperty("invalid_indexes").GetInt64().ShouldBe(0);

                var cache = Details(body, "redis");
                cache.GetProperty("ping_ms").GetDouble().ShouldBeGreaterThan(0);
                cache.GetProperty("memory_bytes").GetInt64().ShouldBeGreaterThan(100_000);
                cache.GetProperty("clients").GetInt64().ShouldBeGreaterThan(0);

                var broker = Details(body, "rabbitmq");
                broker.GetProperty("publisher_confirms").GetBoolean().ShouldBeTrue();
                broker.GetProperty("queues").GetProperty("there").GetProperty("messages").GetInt64().ShouldBe(1);
                broker.GetProperty("missing_queues").GetInt32().ShouldBe(1);
                broker.GetProperty("consumers").GetInt64().ShouldBe(0);

                var storage = Details(body, "storage");
                storage.GetProperty("provider").GetString().ShouldBe("local");
                storage.GetProperty("writable").GetBoolean().ShouldBeTrue();
                storage.GetProperty("free_bytes").GetInt64().ShouldBeGreaterThan(0);
            },
            TimeSpan.FromSeconds(30));
        Directory.EnumerateFiles(folder.Path, "probe-*", SearchOption.AllDirectories).Count().ShouldBeLessThanOrEqualTo(1, "probes leave nothing behind");
    }

    [Fact]
    public async Task A_storage_outage_is_detected_and_recovered_from()
    {
        using var folder = new TemporaryFolder();
        var root = Path.Combine(folder.Path, "storage");
        await File.WriteAllTextAsync(root, "a file where the folder belongs");
        await using var app = await DefaultsApp.StartAsync(builder => builder.AddObjectStorage(), new() { ["Storage:Local:Root"] = root });
        (await app.HealthAsync()).Body.GetProperty("checks").GetProperty("storage").GetProperty("status").GetString().ShouldBe("degraded");

        File.Delete(root);
        await Eventually.PassesAsync(
            async () => (await app.HealthAsync()).Body.GetProperty("checks").GetProperty("storage").GetProperty("status").GetString().ShouldBe("healthy"),
            TimeSpan.FromSeconds(30));
        await Eventually.BecomesTrueAsync(() => app.BreakerState("storage") == 0, TimeSpan.FromSeconds(30));
    }

    private static JsonElement Details(JsonElement body, string check) => body.GetProperty("checks").GetProperty(check).GetProperty("details");
}
