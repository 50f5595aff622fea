using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Platform.ApiGateway.Database;
using Platform.Contracts.PublicApi;
using Platform.Integration.Broker;
using Platform.Integration.JobManager;
using Platform.Integration.Operations;
using Platform.Testkit.Files;
using Platform.Testkit.Hosting;
using Platform.Testkit.Servers;
using Shouldly;
using Xunit;

namespace Platform.Integration.ApiGateway.Inputs;

/// <summary>All that the gateway answers for: JobManager, Broker, Operations, Prometheus and Alertmanager behind it, an operator, a user, and another one.</summary>
public sealed class EdgePlatform : JobManagerFixture, IAsyncLifetime
{
    private readonly TemporaryFolder _storage = new();
    private readonly ServerFaultLog _serverFaults = new();
    private MonitoringProgram _prometheus = null!;
    private MonitoringProgram _alertmanager = null!;
    private BrokerService _broker = null!;
    private OperationsService _operations = null!;
    private RunningService<IdentityDb> _gateway = null!;
    private int _people;

    public Uri Address => _gateway.Address;

    public HttpClient Anonymous { get; private set; } = null!;

    public HttpClient Ada { get; private set; } = null!;

    public HttpClient Bob { get; private set; } = null!;

    public HttpClient Operator { get; private set; } = null!;

    public IServiceProvider GatewayServices => _gateway.Services;

    /// <summary>The exceptions of which the gateway's web server has written at level warning or above.</summary>
    public IReadOnlyCollection<string> ServerFaults => _serverFaults.Lines;

    public new async Task InitializeAsync()
    {
        _alertmanager = await MonitoringProgram.AlertmanagerAsync("route: { receiver: nobody }\nreceivers: [{ name: nobody }]\n");
        _prometheus = await MonitoringProgram.PrometheusAsync(_ => "global: { scrape_interval: 1m }\n");
        await Task.WhenAll(base.InitializeAsync(), _alertmanager.StartAsync(), _prometheus.StartAsync());
        _broker = await BrokerService.MigrateAndStartAsync(Postgres.ConnectionString, Redis);
        _operations = await OperationsService.MigrateAndStartAsync(Postgres.ConnectionString);
        _gateway = new RunningService<IdentityDb>(new Dictionary<string, string>
        {
            ["ConnectionStrings:platform"] = Postgres.ConnectionString,
            ["ConnectionStrings:redis"] = Redis,
            ["services:job-manager:http:0"] = Http.BaseAddress!.ToString(),
            ["services:job-manager:grpc:0"] = GrpcAddress.ToString(),
            ["services:broker:http:0"] = _broker.Http.BaseAddress!.ToString(),
            ["services:broker:grpc:0"] = _broker.GrpcAddress.ToString(),
            ["services:operations:http:0"] = _operations.Http.BaseAddress!.ToString(),
            ["services:operations:grpc:0"] = _operations.GrpcAddress.ToString(),
            ["services:prometheus:http:0"] = _prometheus.Address.ToString(),
            ["services:alertmanager:http:0"] = _alertmanager.Address.ToString(),
            ["Monitoring:User"] = MonitoringProgram.User,
            ["Monitoring:Password"] = MonitoringProgram.Password,
            ["Storage:Local:Root"] = _storage.Path,
            ["Limits:SignIn:PerAddressPerMinute"] = "100000",
            ["Limits:SignIn:PerAccountPerMinute"] = "100000",
            ["Identity:LockoutAttempts"] = "1000",
            ["Uploads:MaxOpenPerUser"] = "1000",
            ["Logging:LogLevel:Default"] = "Warning",
        }, services =>
        {
            QuickPasswords.In(services);
            services.AddSingleton<ILoggerProvider>(_serverFaults);
        }).Start();
        await GatewayFixture.MigrateAsync(_gateway.Services);
        Anonymous = NewClient();
        Ada = await SignUpAsync();
        Bob = await SignUpAsync();
        Operator = await SignUpAsync(GatewayFixture.OperatorEmail);
        await Operators.GrantAsync(_gateway.Services, GatewayFixture.OperatorEmail);
    }

    public new async Task DisposeAsync()
    {
        Anonymous.Dispose();
        Ada.Dispose();
        Bob.Dispose();
        Operator.Dispose();
        await _gateway.DisposeAsync();
        await _broker.DisposeAsync();
        await _operations.DisposeAsync();
        await base.DisposeAsync();
        await _prometheus.DisposeAsync();
        await _alertmanager.DisposeAsync();
        _storage.Dispose();
        _serverFaults.Dispose();
    }

    public async Task<HttpClient> SignUpAsync(string? email = null)
    {
        var account = new { email = email ?? $"person{Interlocked.Increment(ref _people)}@example.com", password = GatewayFixture.Password };
        using var registered = await Anonymous.PostAsJsonAsync("/api/v1/auth/register", account);
        registered.StatusCode.ShouldBe(HttpStatusCode.Created);
        using var signedIn = await Anonymous.PostAsJsonAsync("/api/v1/auth/sign-in", account);
        var client = NewClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (await signedIn.Content.ReadFromJsonAsync<TokenResponse>(GatewayFixture.Snake))!.AccessToken);
        return client;
    }

    public async Task<string> NewQueueAsync()
    {
        var name = $"q-{Guid.CreateVersion7():N}"[..30];
        using var made = await Ada.PostAsJsonAsync("/api/v1/queues", new { name });
        made.StatusCode.ShouldBe(HttpStatusCode.Created);
        return name;
    }

    /// <summary>Sends a request whose address and headers go out as they are given.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpClient client, string method, string target, string? body = null, IEnumerable<(string Name, string Value)>? headers = null)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), new Uri(Address.GetLeftPart(UriPartial.Authority) + target, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        foreach (var (name, value) in headers ?? [])
        {
            request.Headers.TryAddWithoutValidation(name, value).ShouldBeTrue(name);
        }

        return client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    /// <summary>Checks that another user's data is available, whatever was requested before.</summary>
    public async Task OthersAreServedAsync(string after)
    {
        await OthersReadAsync(after);
        using var submitted = await Bob.PostAsJsonAsync("/api/v1/jobs", new { kind = "probe" });
        submitted.StatusCode.ShouldBe(HttpStatusCode.Accepted, after);
    }

    /// <summary>The part of <see cref="OthersAreServedAsync"/> that costs little.</summary>
    public async Task OthersReadAsync(string after)
    {
        using var jobs = await Bob.GetAsync("/api/v1/jobs?limit=1");
        jobs.StatusCode.ShouldBe(HttpStatusCode.OK, after);
    }

    private HttpClient NewClient() => new(new SocketsHttpHandler { RequestHeaderEncodingSelector = static (_, _) => Encoding.UTF8 }) { BaseAddress = Address };

    // That the machine is slow is told without an exception.
    private sealed class ServerFaultLog : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) =>
            categoryName.StartsWith("Microsoft.AspNetCore.Server.Kestrel", StringComparison.Ordinal) ? this : NullLogger.Instance;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel) && exception is not null)
            {
                Lines.Enqueue($"{formatter(state, exception)} {exception}");
            }
        }

        public void Dispose()
        {
            // Holds nothing.
        }
    }
}

[CollectionDefinition(Name)]
public sealed class EdgeCollection : ICollectionFixture<EdgePlatform>
{
    public const string Name = "edge";
}
