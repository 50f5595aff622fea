using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Platform.ServiceDefaults.Dependencies;
using Platform.ServiceDefaults.Resilience;
using Platform.Testkit.Servers;
using Platform.Testkit.Waiting;
using Polly.CircuitBreaker;
using Shouldly;
using StackExchange.Redis;
using Xunit;

namespace Platform.Integration.ServiceDefaults;

/// <summary>A dependency that is away at the start, comes, goes and comes again.</summary>
public sealed class OutageTests(RabbitMqVirtualHost rabbit) : IClassFixture<RabbitMqVirtualHost>
{
    private static readonly TimeSpan s_soon = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task PostgreSQL_may_be_unavailable_at_startup_and_later()
    {
        await using var server = TestServer.PostgreSql();
        await using var app = await StartAsync("platform", server.ConnectionString, builder => builder.AddPostgres("platform"));

        await IsAwayAsync(app, "postgres", "unhealthy", readyStatus: 503);
        await server.StartAsync();
        await IsBackAsync(app, "postgres");
        await Eventually.PassesAsync(async () => (await ScalarAsync(app)).ShouldBe(1));

        await server.StopAsync();
        await IsAwayAsync(app, "postgres", "unhealthy", readyStatus: 503);
        await server.StartAsync();
        await IsBackAsync(app, "postgres");
        await Eventually.PassesAsync(async () => (await ScalarAsync(app)).ShouldBe(1));
    }

    [Fact]
    public async Task Redis_may_be_unavailable_and_the_service_stays_ready()
    {
        await using var server = TestServer.Redis();
        await using var app = await StartAsync("redis", server.ConnectionString, builder => builder.AddRedis("redis"));
        var redis = app.Services.GetRequiredService<IConnectionMultiplexer>();

        await IsAwayAsync(app, "redis", "degraded", readyStatus: 200);
        await server.StartAsync();
        await IsBackAsync(app, "redis");
        await redis.GetDatabase().StringSetAsync("key", "value");

        await server.StopAsync();
        await IsAwayAsync(app, "redis", "degraded", readyStatus: 200);
        await server.StartAsync();
        await IsBackAsync(app, "redis");
        (await redis.GetDatabase().PingAsync()).ShouldBeGreaterThan(TimeSpan.Zero);
    }

    [Fact]
    public async Task A_hanging_Redis_is_detected_and_recovered_from()
    {
        await using var server = TestServer.Redis();
        await server.StartAsync();
        await using var app = await StartAsync("redis", server.ConnectionString, builder => builder.AddRedis("redis"));
        await IsBackAsync(app, "redis");
        await server.PauseAsync();
        await IsAwayAsync(app, "redis", "degraded", readyStatus: 200);
        await server.UnpauseAsync();
        await IsBackAsync(app, "redis");
    }

    [Fact]
    public async Task A_session_whose_connection_was_replaced_runs_again_on_the_next()
    {
        await using var app = await StartAsync("messaging", rabbit.ConnectionString, builder => builder.AddRabbitMq("messaging"));
        var connection = app.Services.GetRequiredService<RabbitMqConnection>();
        var sessions = 0;
        using var stop = new CancellationTokenSource();
        var running = connection.RunAsync(
            async (open, token) =>
            {
                Interlocked.Increment(ref sessions);
                try
                {
                    await Task.Delay(Timeout.Infinite, token);
                }
                finally
                {
                    // The next one is opened when this one is disposed of.
                    await Eventually.BecomesTrueAsync(() => stop.IsCancellationRequested || (connection.IsOpen && !open.IsOpen), s_soon);
                }
            },
            stop.Token);
        await Eventually.BecomesTrueAsync(() => Volatile.Read(ref sessions) == 1, s_soon);

        await rabbit.CloseConnectionsAsync();

        await Eventually.BecomesTrueAsync(() => running.IsCompleted || Volatile.Read(ref sessions) >= 2, s_soon);
        running.IsCompleted.ShouldBeFalse("sessions are to run for as long as nobody stops them");
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => running);
    }

    [Fact]
    [Trait("Length", "long")]
    public async Task RabbitMQ_may_be_unavailable_and_sessions_resume_on_the_next_connection()
    {
        await using var server = TestServer.RabbitMq();
        await using var app = await StartAsync("messaging", server.ConnectionString, builder => builder.AddRabbitMq("messaging"));
        var connection = app.Services.GetRequiredService<RabbitMqConnection>();
        var sessions = new List<string>();
        var steps = new ConcurrentQueue<string>();
        using var stop = new CancellationTokenSource();
        var running = connection.RunAsync(
            async (open, token) =>
            {
                Note("begins");
                try
                {
                    await using var channel = await open.CreateChannelAsync(cancellationToken: token);
                    Note("has a channel");
                    var queue = await channel.QueueDeclareAsync("", durable: false, exclusive: true, autoDelete: true, cancellationToken: token);
                    lock (sessions)
                    {
                        sessions.Add(queue.QueueName);
                    }

                    Note("runs");
                    await Task.Delay(Timeout.Infinite, token);
                }
                finally
                {
                    Note("ended");
                }
            },
            stop.Token);

        connection.IsOpen.ShouldBeFalse();
        await IsAwayAsync(app, "rabbitmq", "degraded", readyStatus: 200);
        await server.StartAsync();
        await IsBackAsync(app, "rabbitmq");
        await Eventually.BecomesTrueAsync(() => Sessions() >= 1, s_soon);

        await server.StopAsync();
        await IsAwayAsync(app, "rabbitmq", "degraded", readyStatus: 200);
        var before = Sessions();
        await server.StartAsync();
        await IsBackAsync(app, "rabbitmq");
        Note("is awaited");
        await Eventually.PassesAsync(
            () =>
            {
                (Sessions() > before && connection.IsOpen).ShouldBeTrue($"open: {connection.IsOpen}; {string.Join("; ", steps)}");
                return Task.CompletedTask;
            },
            s_soon);

        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => running);

        void Note(string what) => steps.Enqueue($"{TimeProvider.System.GetUtcNow():mm:ss.fff} {what}");

        // A connection may break once more while the broker starts, so that there may be more of them than starts.
        int Sessions()
        {
            lock (sessions)
            {
                return sessions.Count;
            }
        }
    }

    [Fact]
    public async Task An_open_circuit_rejects_calls_at_once()
    {
        await using var app = await DefaultsApp.StartAsync(
            builder => builder.AddDependency("storage"),
            new() { ["Dependencies:storage:BreakDuration"] = "00:10:00" });
        var pipelines = app.Services.GetRequiredService<DependencyPipelines>();
        app.BreakerState("storage").ShouldBe(0);
        await Eventually.BecomesTrueAsync(async () =>
        {
            await Should.ThrowAsync<Exception>(async () => await pipelines.Get("storage").ExecuteAsync(_ => throw new IOException("disk")));
            return app.BreakerState("storage") == 1;
        });
        await Should.ThrowAsync<BrokenCircuitException>(async () => await pipelines.GetIdempotent("storage").ExecuteAsync(_ => ValueTask.CompletedTask));
        app.BreakerState("storage").ShouldBe(1);
        pipelines.IsAvailable("storage").ShouldBeFalse();
    }

    [Fact]
    public async Task Only_idempotent_calls_are_retried_and_invalid_calls_open_no_circuit()
    {
        await using var app = await DefaultsApp.StartAsync(
            builder => builder.AddDependency("storage"),
            new() { ["Dependencies:storage:MinimumThroughput"] = "100", ["Dependencies:storage:MaxRetryAttempts"] = "2" });
        var pipelines = app.Services.GetRequiredService<DependencyPipelines>();
        (await AttemptsOfAsync(pipelines.Get("storage"), () => new IOException())).ShouldBe(1);
        (await AttemptsOfAsync(pipelines.GetIdempotent("storage"), () => new IOException())).ShouldBe(3);
        (await AttemptsOfAsync(pipelines.GetIdempotent("storage"), () => new FormatException("wrong"))).ShouldBe(1);
        Should.Throw<ArgumentException>(() => pipelines.Get("nobody")).Message.ShouldContain("storage");
    }

    [Fact]
    public async Task The_pool_is_named_and_limited_by_configuration_unless_the_connection_string_says_otherwise()
    {
        var settings = new Dictionary<string, string?>
        {
            ["ConnectionStrings:platform"] = "Host=127.0.0.1;Port=1;Password=secret;Maximum Pool Size=7",
            ["Postgres:MaxPoolSize"] = "9",
            ["Postgres:CommandTimeoutSeconds"] = "11",
        };
        await using var app = await DefaultsApp.StartAsync(builder => builder.AddPostgres("platform"), settings);
        var connection = new NpgsqlConnectionStringBuilder(app.Services.GetRequiredService<NpgsqlDataSource>().ConnectionString);
        (connection.MaxPoolSize, connection.CommandTimeout).ShouldBe((7, 11));
        var metrics = await app.Web.Client.GetStringAsync("/metrics");
        metrics.ShouldContain("db_client_connection_pool_name=\"platform\"");
        metrics.ShouldNotContain("secret");
    }

    private static Task<DefaultsApp> StartAsync(string name, string connectionString, Action<WebApplicationBuilder> add) =>
        DefaultsApp.StartAsync(add, new() { ["ConnectionStrings:" + name] = connectionString });

    private static async Task IsAwayAsync(DefaultsApp app, string dependency, string status, int readyStatus)
    {
        await Eventually.BecomesTrueAsync(() => app.BreakerState(dependency) == 1, s_soon);
        await Eventually.PassesAsync(
            async () =>
            {
                var (statusCode, body) = await app.HealthAsync("/health/ready");
                statusCode.ShouldBe(readyStatus);
                body.GetProperty("status").GetString().ShouldBe(status);
                body.GetProperty("checks").GetProperty(dependency).GetProperty("status").GetString().ShouldBe(status);
            },
            s_soon);
        (await app.HealthAsync("/health/live")).StatusCode.ShouldBe(200);
    }

    private static async Task IsBackAsync(DefaultsApp app, string dependency)
    {
        await Eventually.PassesAsync(
            async () => (await app.HealthAsync()).Body.GetProperty("checks").GetProperty(dependency).GetProperty("status").GetString().ShouldBe("healthy"),
            s_soon);
        await Eventually.BecomesTrueAsync(() => app.BreakerState(dependency) == 0, s_soon);
    }

    private static async Task<object?> ScalarAsync(DefaultsApp app) =>
        await app.Services.GetRequiredService<DependencyPipelines>().GetIdempotent("postgres").ExecuteAsync(async token =>
        {
            await using var command = app.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand("SELECT 1");
            return await command.ExecuteScalarAsync(token);
        });

    private static async Task<int> AttemptsOfAsync(Polly.ResiliencePipeline pipeline, Func<Exception> fail)
    {
        var attempts = 0;
        try
        {
            await pipeline.ExecuteAsync(_ =>
            {
                attempts++;
                throw fail();
            });
        }
        catch (Exception exception) when (exception.GetType() == fail().GetType())
        {
            // As it should.
        }

        return attempts;
    }
}
