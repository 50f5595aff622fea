using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Grpc.Net.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Platform.Contracts.Internal;
using Platform.Contracts.Jobs;
using Platform.JobManager.Database;
using Platform.Testkit.Hosting;
using Platform.Testkit.Servers;
using Shouldly;
using Xunit;

namespace Platform.Integration.JobManager;

public sealed class DatabaseAwayTests(RabbitMqVirtualHost rabbit, RedisInstance redis) : IClassFixture<RabbitMqVirtualHost>, IClassFixture<RedisInstance>
{
    [Fact]
    public async Task Requests_are_answered_as_unavailable_and_not_logged_as_internal_errors()
    {
        var log = new Log();
        await using var service = new RunningService<JobDatabase>(Settings, services => services.AddSingleton<ILoggerProvider>(log)).Start();
        using var channel = GrpcChannel.ForAddress(service.GrpcAddress);
        var calls = new JobService.JobServiceClient(channel);
        var job = new SubmitJob(Guid.CreateVersion7(), Guid.CreateVersion7(), JobKinds.Probe, JsonElement.Parse("{}"));
        for (var i = 0; i < 20; i++)
        {
            var submit = await CallAnswer<SubmitJobsReply>.OfAsync(calls.SubmitAsync(new SubmitJobsRequest { Jobs = { job.ToMessage() } }));
            submit.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        }

        log.Categories.ShouldContain("Polly");
        log.Categories.ShouldNotContain(category => category.StartsWith("Grpc", StringComparison.Ordinal) || category.Contains("GrpcCalls", StringComparison.Ordinal));
    }

    private Dictionary<string, string> Settings => new()
    {
        // No server listens on this port.
        ["ConnectionStrings:platform"] = "Host=127.0.0.1;Port=1;Username=nobody;Database=none",
        ["ConnectionStrings:messaging"] = rabbit.ConnectionString,
        ["ConnectionStrings:redis"] = redis.ConnectionString,
    };

    private sealed class Log : ILoggerProvider
    {
        private readonly ConcurrentDictionary<string, bool> _categories = new(StringComparer.Ordinal);

        public ICollection<string> Categories => _categories.Keys;

        public ILogger CreateLogger(string categoryName) => new Logger(_categories, categoryName);

        public void Dispose()
        {
            // Nothing to dispose.
        }

        private sealed class Logger(ConcurrentDictionary<string, bool> categories, string category) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull => null;

            public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

            public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            {
                if (IsEnabled(logLevel))
                {
                    categories.TryAdd(category, true);
                }
            }
        }
    }
}
