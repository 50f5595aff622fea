using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Platform.Contracts;
using Platform.Contracts.Internal;
using Platform.JobManager.Database;
using Platform.Testkit.Hosting;
using Shouldly;
using Xunit;

namespace Platform.Integration.JobManager;

public sealed class DatabaseAwayTests(JobManagerFixture jobs) : IClassFixture<JobManagerFixture>
{
    [Fact]
    public async Task Requests_are_answered_for_now_and_not_logged_as_faults_of_this_service()
    {
        var log = new Log();
        await using RunningService<JobDatabase> service = new RunningService<JobDatabase>(Away(jobs), services => services.AddSingleton<ILoggerProvider>(log)).Start();
        using var http = new HttpClient { BaseAddress = service.Address };
        for (int i = 0; i < 20; i++)
        {
            using HttpResponseMessage submit = await http.PostAsJsonAsync("/internal/v1/jobs/submit", new SubmitJobs([jobs.NewJob()]), ContractsJson.Default.SubmitJobs);
            submit.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        }

        log.Categories.ShouldContain("Polly");
        log.Categories.ShouldNotContain("Microsoft.AspNetCore.Diagnostics.ExceptionHandlerMiddleware");
    }

    private static Dictionary<string, string> Away(JobManagerFixture jobs) => new()
    {
        // Nobody listens there.
        ["ConnectionStrings:platform"] = "Host=127.0.0.1;Port=1;Username=nobody;Database=none",
        ["ConnectionStrings:messaging"] = jobs.RabbitMq,
        ["ConnectionStrings:redis"] = jobs.Redis,
    };

    private sealed class Log : ILoggerProvider
    {
        private readonly ConcurrentDictionary<string, bool> _categories = new(StringComparer.Ordinal);

        public ICollection<string> Categories => _categories.Keys;

        public ILogger CreateLogger(string categoryName) => new Logger(_categories, categoryName);

        public void Dispose()
        {
            // Holds nothing.
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
