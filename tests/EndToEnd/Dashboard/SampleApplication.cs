using System.Diagnostics;
using Aspire.Dashboard;
using Aspire.Dashboard.ConsoleLogs;
using Aspire.Dashboard.Resources;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Platform.Testkit.Waiting;

namespace Platform.EndToEnd.Dashboard;

/// <summary>A dashboard on free ports, over an application that keeps its resources in memory and sends telemetry by the real exporter.</summary>
internal sealed class SampleApplication : IResourceCommands, IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly DateTimeOffset Start = TimeProvider.System.GetUtcNow().AddMinutes(-12);
    private readonly DashboardHost _host;

    private SampleApplication(DashboardOptions options)
    {
        Logs = new ResourceLogStore(TimeProvider.System);
        _host = new DashboardHost(options, Catalog, Logs, this, TimeProvider.System, NullLoggerFactory.Instance);
    }

    public ResourceCatalog Catalog { get; } = new();

    public ResourceLogStore Logs { get; }

    public Uri LoginUrl => _host.LoginUrl;

    public Uri Url => _host.Url;

    public string TraceId { get; private set; } = "";

    public static async Task<SampleApplication> StartAsync(int port, CancellationToken cancellationToken)
    {
        var application = new SampleApplication(new DashboardOptions { Port = port, ApplicationName = "Platform" });
        await application._host.StartAsync(cancellationToken);
        application.PublishResources();
        application.WriteConsole();
        await application.SendTelemetryAsync(cancellationToken);
        return application;
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(CancellationToken.None);
        await _host.DisposeAsync();
    }

    public Task<ResourceCommandResult> StartAsync(string resourceId, CancellationToken cancellationToken) => SetAsync(resourceId, running: true);

    public Task<ResourceCommandResult> StopAsync(string resourceId, CancellationToken cancellationToken) => SetAsync(resourceId, running: false);

    public Task<ResourceCommandResult> RestartAsync(string resourceId, CancellationToken cancellationToken) =>
        string.Equals(resourceId, "postgres", StringComparison.Ordinal)
            ? Task.FromResult(ResourceCommandResult.Failed("postgres did not stop within 10 s; it was left running."))
            : SetAsync(resourceId, running: true);

    /// <summary>One more request, as a user would cause it.</summary>
    public async Task SendTelemetryAsync(CancellationToken cancellationToken)
    {
        var (spans, logs) = Received;
        using var gateway = new Sender("api-gateway", "p4k1zq8w", _host);
        using var jobs = new Sender("job-manager", "h7t2mb3c", _host);
        using var first = new Sender("worker", "a9d4xk2s", _host);
        using var second = new Sender("worker", "f3v8rn5j", _host);
        foreach (var number in Enumerable.Range(0, 24))
        {
            SubmitJob(gateway, jobs, number % 3 == 0 ? second : first, number);
        }

        Sender[] senders = [gateway, jobs, first, second];
        foreach (var sender in senders)
        {
            sender.Flush();
        }

        // A sender that is disposed waits a few seconds at most, which is not enough on a busy machine.
        var wanted = (Spans: spans + senders.Sum(sender => sender.Spans), Logs: logs + senders.Sum(sender => sender.Logs));
        await Eventually.BecomesTrueAsync(() => Received == wanted, Patience).WaitAsync(cancellationToken);
    }

    private (long Spans, long Logs) Received => (_host.Telemetry.Traces.Statistics.Received, _host.Telemetry.Logs.Statistics.Received);

    private void SubmitJob(Sender gateway, Sender jobs, Sender worker, int number)
    {
        var at = TimeProvider.System.GetUtcNow().AddSeconds(-20 * (24 - number));
        var fails = number % 7 == 5;
        using var request = gateway.Span("POST /api/v1/jobs", ActivityKind.Server, default, at);
        request.Set("http.request.method", "POST").Set("http.route", "/api/v1/jobs").Set("http.response.status_code", "202").Set("url.scheme", "http");
        request.Log(LogLevel.Information, "Accepted job {JobId} of kind {Kind}", $"0198f2c4-7d1e-7a3b-9c10-{number:x12}", "captions");
        using (var submit = jobs.Span("POST /internal/v1/jobs/submit", ActivityKind.Server, request.Context, at.AddMilliseconds(2)))
        {
            using (var insert = jobs.Span("insert jobs", ActivityKind.Client, submit.Context, at.AddMilliseconds(3)))
            {
                insert.Set("db.system.name", "postgresql").Set("db.namespace", "platform")
                    .Set("db.query.text", "INSERT INTO jobs.jobs (id, kind, payload, priority, due_at)\nSELECT * FROM unnest(@ids, @kinds, @payloads, @priorities, @due)");
                insert.End(at.AddMilliseconds(6.5));
            }

            using (var publish = jobs.Span("send jobs.captions", ActivityKind.Producer, submit.Context, at.AddMilliseconds(8)))
            {
                publish.Set("messaging.system", "rabbitmq").Set("messaging.destination.name", "jobs.captions");
                publish.End(at.AddMilliseconds(9.2));
            }

            submit.End(at.AddMilliseconds(11));
        }

        request.End(at.AddMilliseconds(14));
        var length = 400 + (number * 137 % 900);
        using var run = worker.Span("process jobs.captions", ActivityKind.Consumer, request.Context, at.AddMilliseconds(21));
        run.Set("messaging.system", "rabbitmq").Set("job.kind", "captions").Set("job.attempt", "1");
        var begin = at.AddMilliseconds(25);
        foreach (var (step, share) in new[] { ("fetch", 0.2), ("probe", 0.05), ("split", 0.1), ("transcribe part 1", 0.3), ("assemble", 0.1) })
        {
            using var span = worker.Span(step, ActivityKind.Internal, run.Context, begin);
            begin = begin.AddMilliseconds(length * share);
            if (fails && step is "fetch")
            {
                span.Fail("The media host answered 404 Not Found.");
                span.Log(LogLevel.Error, "Step {Step} failed for {Source}", step, "https://media.example/lecture-07.mp3", new HttpRequestException("Response status code does not indicate success: 404 (Not Found)."));
                span.End(begin);
                break;
            }

            span.Log(LogLevel.Debug, "Step {Step} of job finished in {Elapsed} ms", step, $"{length * share:0}");
            span.End(begin);
        }

        if (fails)
        {
            run.Fail("fetch failed");
            run.Log(LogLevel.Warning, "Attempt {Attempt} failed; next one in {Delay}", "1", "8 s");
        }

        run.End(begin.AddMilliseconds(6));
        if (fails)
        {
            TraceId = request.Context.TraceId.ToHexString();
        }
    }

    private Task<ResourceCommandResult> SetAsync(string id, bool running)
    {
        var present = Catalog.Current.Single(item => string.Equals(item.Id, id, StringComparison.Ordinal));
        var now = TimeProvider.System.GetUtcNow();
        Catalog.Publish(running
            ? present with
            {
                State = "Running", StartedAt = now, StoppedAt = null, ExitCode = null, ProcessId = (present.ProcessId ?? 5_000) + 1, Health = ResourceHealth.Healthy,
                HealthReports = [.. present.HealthReports.Select(report => report with { Status = ResourceHealth.Healthy, Error = null })],
                Restarts = present.Restarts + 1, Actions = ResourceActions.Stop | ResourceActions.Restart,
            }
            : present with { State = "Exited", StoppedAt = now, ExitCode = 0, ProcessId = null, Health = null, Actions = ResourceActions.Start });
        return Task.FromResult(ResourceCommandResult.Done);
    }

    private void PublishResources()
    {
        Running("postgres", "PostgresServerResource", 4102, [new ResourceUrl("tcp", "tcp://localhost:45011", true)]);
        Catalog.Publish(Snapshot("platform", "platform", "PostgresDatabaseResource") with
        {
            State = "Running", Health = ResourceHealth.Healthy, Parent = "postgres", HealthReports = [Report("platform_check", ResourceHealth.Healthy)],
        });
        Running("redis", "RedisResource", 4103, [new ResourceUrl("tcp", "tcp://localhost:45012", true)]);
        Running("messaging", "RabbitMQServerResource", 4104, [new ResourceUrl("tcp", "amqp://localhost:45013", true), new ResourceUrl("management", "http://localhost:45014")]);
        Catalog.Publish(Snapshot("job-manager-migrations", "job-manager-migrations", "ProjectResource") with
        {
            State = "Finished", ExitCode = 0, StartedAt = Start, StoppedAt = Start.AddSeconds(3.2), Actions = ResourceActions.Start,
        });
        Running("job-manager", "ProjectResource", 4120, [new ResourceUrl("http", "http://localhost:45020")], id: "job-manager-h7t2mb3c");
        Running("api-gateway", "ProjectResource", 4121, [new ResourceUrl("http", "http://localhost:8000"), new ResourceUrl("http", "http://localhost:8000/docs", DisplayText: "API reference")], id: "api-gateway-p4k1zq8w");
        Running("worker", "ProjectResource", 4122, [new ResourceUrl("http", "http://localhost:45022")], id: "worker-a9d4xk2s", restarts: 2);
        Catalog.Publish(Snapshot("worker-f3v8rn5j", "worker", "ProjectResource") with
        {
            DisplayName = "worker-f3v8rn5j", State = "Running", Health = ResourceHealth.Unhealthy, ProcessId = 4123, StartedAt = Start.AddMinutes(9),
            Urls = [new ResourceUrl("http", "http://localhost:45023")],
            HealthReports =
            [
                Report("worker_http_/health/live_200_check", ResourceHealth.Healthy),
                Report("worker_http_/health/ready_200_check", ResourceHealth.Unhealthy) with { Description = "GET /health/ready answered 503", Error = "System.Net.Http.HttpRequestException: Discover endpoint #0 is not responding with code in 200...299 range, the current status is ServiceUnavailable." },
            ],
            Environment = Variables("worker-f3v8rn5j"), Actions = ResourceActions.Stop | ResourceActions.Restart, References = ["messaging", "redis"],
        });
        Catalog.Publish(Snapshot("frontend-c6w9yd1l", "frontend", "ProjectResource") with
        {
            State = "Waiting", WaitingFor = "Waits for worker-f3v8rn5j to be healthy: check /health/ready answers 503", Urls = [new ResourceUrl("http", "http://localhost:8080")],
            Environment = Variables("frontend"), References = ["api-gateway"], Actions = ResourceActions.Start,
        });
    }

    private void Running(string name, string type, int pid, ResourceUrl[] urls, string? id = null, int restarts = 0) => Catalog.Publish(Snapshot(id ?? name, name, type) with
    {
        DisplayName = name is "worker" ? id! : name,
        State = "Running",
        Health = ResourceHealth.Healthy,
        ProcessId = pid,
        StartedAt = Start.AddSeconds(pid - 4_100),
        Urls = urls,
        Restarts = restarts,
        HealthReports = [Report($"{name}_check", ResourceHealth.Healthy)],
        Environment = Variables(id ?? name),
        References = type is "ProjectResource" ? ["platform", "redis", "messaging"] : [],
        Properties = [new ResourceProperty("Program", $"/usr/bin/{name}"), new ResourceProperty("Arguments", "--listen 127.0.0.1")],
        Actions = ResourceActions.Stop | ResourceActions.Restart,
    });

    private static ResourceSnapshot Snapshot(string id, string name, string type) =>
        new() { Id = id, Name = name, DisplayName = name, Type = type, State = "NotStarted" };

    private static HealthReportSnapshot Report(string name, ResourceHealth status) => new(name, status, LastRunAt: TimeProvider.System.GetUtcNow());

    private static ResourceEnvironmentVariable[] Variables(string id) =>
    [
        new("ASPNETCORE_URLS", "http://localhost:45020"),
        new("ConnectionStrings__platform", "Host=localhost;Port=45011;Username=postgres;Password=correct-horse;Database=platform"),
        new("ConnectionStrings__redis", "localhost:45012,password=battery-staple"),
        new("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:45001"),
        new("OTEL_SERVICE_NAME", id),
        new("services__job-manager__http__0", "http://localhost:45020"),
    ];

    private void WriteConsole()
    {
        foreach (var resource in Catalog.Current)
        {
            foreach (var number in Enumerable.Range(1, 120))
            {
                Logs.Append(resource.Id, number switch
                {
                    _ when number % 40 == 0 => $"\u001b[41m\u001b[30mfail\u001b[39m\u001b[22m\u001b[49m: Platform.Worker.Captions.FetchStep[12] The media host answered 404 for https://media.example/lecture-{number}.mp3",
                    _ when number % 11 == 0 => $"\u001b[1m\u001b[33mwarn\u001b[39m\u001b[22m: Platform.Worker.Leases[7] Lease renewed late by {number} ms",
                    _ when number % 5 == 0 => $"\u001b[36m[{number:000}]\u001b[0m \u001b[38;5;208mqueue\u001b[0m depth \u001b[1m{number * 3}\u001b[0m \u001b[38;2;120;180;250mtruecolour\u001b[0m",
                    _ => $"\u001b[40m\u001b[32minfo\u001b[39m\u001b[22m\u001b[49m: Platform.{resource.Name}[{number}] Handled message {number} of {resource.DisplayName} in {number % 17}.{number % 10} ms",
                }, isError: number % 40 == 0);
            }
        }
    }

    /// <summary>A service that sends by OTLP over HTTP.</summary>
    private sealed class Sender : IDisposable
    {
        private readonly ActivitySource _source;
        private readonly TracerProvider _traces;
        private readonly ServiceProvider _services;

        public Sender(string name, string instance, DashboardHost host)
        {
            _source = new ActivitySource($"Platform.{name}.{instance}");
            var resource = ResourceBuilder.CreateEmpty().AddService(name, serviceVersion: "1.0.0", serviceInstanceId: instance);
            _traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource(_source.Name)
                .AddOtlpExporter(options => Configure(options, host, "v1/traces")).Build();
            _services = new ServiceCollection().AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddOpenTelemetry(options =>
            {
                options.IncludeFormattedMessage = true;
                options.SetResourceBuilder(resource);
                options.AddOtlpExporter(exporter => Configure(exporter, host, "v1/logs"));
            })).BuildServiceProvider();
        }

        public int Spans { get; private set; }

        public int Logs { get; private set; }

        public SampleSpan Span(string name, ActivityKind kind, ActivityContext parent, DateTimeOffset at)
        {
            Activity.Current = null;
            Spans++;
            return new SampleSpan(
                _source.StartActivity(name, kind, parent, startTime: at)!, _services.GetRequiredService<ILoggerFactory>().CreateLogger(_source.Name), () => Logs++);
        }

        public void Flush()
        {
            _traces.ForceFlush((int)Patience.TotalMilliseconds);
            _services.GetRequiredService<LoggerProvider>().ForceFlush((int)Patience.TotalMilliseconds);
        }

        public void Dispose()
        {
            _traces.Dispose();
            _services.Dispose();
            _source.Dispose();
        }

        private static void Configure(OtlpExporterOptions options, DashboardHost host, string path)
        {
            options.Protocol = OtlpExportProtocol.HttpProtobuf;
            options.Endpoint = new Uri(host.OtlpEndpoint, path);
            options.Headers = $"x-otlp-api-key={host.OtlpApiKey}";
            options.TimeoutMilliseconds = (int)Patience.TotalMilliseconds;
        }
    }

    private sealed class SampleSpan(Activity activity, ILogger logger, Action logged) : IDisposable
    {
        public ActivityContext Context => activity.Context;

        public SampleSpan Set(string name, string value)
        {
            activity.SetTag(name, value);
            return this;
        }

        public void Fail(string message)
        {
            activity.SetStatus(ActivityStatusCode.Error, message);
            activity.AddException(new InvalidOperationException(message), timestamp: new DateTimeOffset(activity.StartTimeUtc, TimeSpan.Zero).AddMilliseconds(5));
        }

        public void Log(LogLevel level, string template, string first, string second, Exception? failure = null)
        {
            Activity.Current = activity;
            logged();
#pragma warning disable CA2254 // the template is a constant of the caller
            logger.Log(level, failure, template, first, second);
#pragma warning restore CA2254
            Activity.Current = null;
        }

        public void End(DateTimeOffset at) => activity.SetEndTime(at.UtcDateTime);

        public void Dispose() => activity.Dispose();
    }
}
