using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Platform.Benchmarks.Measure;
using Platform.Contracts.PublicApi;

namespace Platform.Benchmarks.UnderTest;

/// <summary>The whole platform on free ports with a data folder of its own, and an account with an API key to load it with.</summary>
internal sealed class BenchPlatform : IAsyncDisposable
{
    private static readonly TimeSpan s_startTimeout = TimeSpan.FromMinutes(3);
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private readonly DistributedApplication _app;
    private readonly DirectoryInfo _folder;

    private BenchPlatform(DistributedApplication app, DirectoryInfo folder, Uri api, NpgsqlDataSource database, Guid owner, string apiKey)
    {
        _app = app;
        _folder = folder;
        Api = api;
        ApiEndPoint = new IPEndPoint(IPAddress.Loopback, api.Port);
        Database = database;
        Owner = owner;
        ApiKey = apiKey;
    }

    public Uri Api { get; }

    public IPEndPoint ApiEndPoint { get; }

    public NpgsqlDataSource Database { get; }

    public Guid Owner { get; }

    public string ApiKey { get; }

    /// <summary>Starts it.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="environment">Variables of every service, over those that are usual here.</param>
    public static async Task<BenchPlatform> StartAsync(CancellationToken cancellationToken, IReadOnlyDictionary<string, string>? environment = null)
    {
        CpuMeter.MarkProcesses();
        var folder = Directory.CreateTempSubdirectory("bench-");

        // PostgreSQL runs as a user of its own, who has to pass through.
        folder.UnixFileMode |= UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.AppHost>(
            [$"--LocalFolder={folder.FullName}", "--Monitoring:Enabled=false"], (options, _) => options.EnableResourceLogging = false, cancellationToken);
        foreach (var project in builder.Resources.OfType<ProjectResource>())
        {
            // What an operator would set for production: one trace in a thousand, no debug lines.
            builder.CreateResourceBuilder(project)
                .WithEnvironment("OTEL_TRACES_SAMPLER", "parentbased_traceidratio")
                .WithEnvironment("OTEL_TRACES_SAMPLER_ARG", "0.001")
                .WithEnvironment("ASPNETCORE_ENVIRONMENT", "Production")
                .WithEnvironment("Logging__LogLevel__Default", "Warning");
            foreach (var (name, value) in environment ?? new Dictionary<string, string>(StringComparer.Ordinal))
            {
                builder.CreateResourceBuilder(project).WithEnvironment(name, value);
            }
        }

        var app = await builder.BuildAsync(cancellationToken);
        await app.StartAsync(cancellationToken);
        foreach (var resource in new[] { "job-manager", "broker", "api-gateway", "worker-1", "worker-2" })
        {
            await app.ResourceNotifications.WaitForResourceHealthyAsync(resource, cancellationToken).WaitAsync(s_startTimeout, cancellationToken);
        }

        var api = app.GetEndpoint("api-gateway", "http");
        using var client = new HttpClient { BaseAddress = api };
        var (owner, key) = await CreateAccountAsync(client, cancellationToken);
        var connectionString = await app.GetConnectionStringAsync("platform", cancellationToken);
        return new BenchPlatform(app, folder, api, NpgsqlDataSource.Create(connectionString!), owner, key);
    }

    /// <summary>Address of a service; of one of its replicas where it has several.</summary>
    public Uri AddressOf(string service) => _app.GetEndpoint(service == "worker" ? "worker-1" : service, "http");

    /// <summary>kill -9 of a service's process; returns when the one that the host starts in its place is ready.</summary>
    public async Task KillAsync(string service, CancellationToken cancellationToken)
    {
        var killed = await ProcessAsync(service, static _ => true, cancellationToken);
        using (var process = Process.GetProcessById(killed))
        {
            process.Kill();
            await process.WaitForExitAsync(cancellationToken);
        }

        await ProcessAsync(service, pid => pid != killed, cancellationToken);
        using var client = new HttpClient { BaseAddress = AddressOf(service) };
        var clock = Stopwatch.StartNew();
        while (!await IsReadyAsync(client, cancellationToken))
        {
            if (clock.Elapsed > s_startTimeout)
            {
                throw new TimeoutException($"{service} was killed and did not become ready again.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), cancellationToken);
        }
    }

    /// <summary>Makes an account an operator, to whom services tell their details.</summary>
    public async Task MakeOperatorAsync(string email, CancellationToken cancellationToken)
    {
        var made = await _app.ResourceCommands.ExecuteCommandAsync(
            _app.Services.GetRequiredService<DistributedApplicationModel>().Resources.Single(resource => resource.Name == "api-gateway"),
            "make-operator",
            new InteractionInputCollection([new InteractionInput { Name = "email", InputType = InputType.Text, Value = email }]),
            cancellationToken);
        if (!made.Success)
        {
            throw new InvalidOperationException(made.Message);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private async Task<int> ProcessAsync(string service, Func<int, bool> isMeant, CancellationToken cancellationToken)
    {
        var running = await _app.ResourceNotifications.WaitForResourceAsync(service, change => Pid(change.Snapshot) is { } pid && isMeant(pid), cancellationToken)
            .WaitAsync(s_startTimeout, cancellationToken);
        return Pid(running.Snapshot)!.Value;
    }

    private static int? Pid(CustomResourceSnapshot snapshot) =>
        snapshot.State?.Text == KnownResourceStates.Running && snapshot.Properties.FirstOrDefault(property => property.Name == "executable.pid")?.Value is { } value
            ? Convert.ToInt32(value, CultureInfo.InvariantCulture)
            : null;

    private static async Task<bool> IsReadyAsync(HttpClient client, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await client.GetAsync("/health/ready", cancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static async Task<(Guid Owner, string Key)> CreateAccountAsync(HttpClient client, CancellationToken cancellationToken)
    {
        var account = new RegisterRequest($"bench-{Guid.CreateVersion7():N}@example.org", "correct horse battery staple 7");
        var user = await PostAsync<RegisterRequest, UserResponse>(client, "/api/v1/auth/register", account, cancellationToken);
        var tokens = await PostAsync<SignInRequest, TokenResponse>(client, "/api/v1/auth/sign-in", new SignInRequest(account.Email, account.Password), cancellationToken);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", tokens.AccessToken);
        var key = await PostAsync<CreateApiKeyRequest, ApiKeyResponse>(client, "/api/v1/api-keys", new CreateApiKeyRequest("bench"), cancellationToken);
        return (user.Id, key.Key!);
    }

    private static async Task<TOut> PostAsync<TIn, TOut>(HttpClient client, string path, TIn body, CancellationToken cancellationToken)
    {
        using var answer = await client.PostAsJsonAsync(path, body, s_json, cancellationToken);
        if (!answer.IsSuccessStatusCode)
        {
            throw new InvalidOperationException($"{path}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(cancellationToken)}");
        }

        return (await answer.Content.ReadFromJsonAsync<TOut>(s_json, cancellationToken))!;
    }
}
