using System.Net.Http.Headers;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Platform.ApiGateway.Database;
using Platform.Client.Queues;
using Platform.Client.Setup;
using Platform.Contracts.PublicApi;
using Platform.Integration.ApiGateway;
using Platform.Integration.Broker;
using Platform.Testkit.Files;
using Platform.Testkit.Hosting;
using Xunit;

namespace Platform.Integration.Client;

/// <summary>The gateway with the real Broker behind it, for programs that use queues.</summary>
public sealed class QueuePlatform : IAsyncLifetime
{
    private readonly Queues _queues = new();
    private readonly TemporaryFolder _storage = new();
    private RunningService<IdentityDb> _gateway = null!;
    private int _names;

    public Uri Address => _gateway.Address;

    public IServiceProvider Services => _gateway.Services;

    public HttpClient Anonymous { get; private set; } = null!;

    public HttpClient Ada { get; private set; } = null!;

    public HttpClient Bob { get; private set; } = null!;

    public string AdasKey { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        await _queues.InitializeAsync();
        _gateway = new RunningService<IdentityDb>(new Dictionary<string, string>
        {
            ["ConnectionStrings:platform"] = _queues.Postgres.ConnectionString,
            ["ConnectionStrings:redis"] = _queues.Redis,
            ["services:broker:http:0"] = _queues.Http.BaseAddress!.ToString(),
            ["Storage:Local:Root"] = _storage.Path,
            ["Logging:LogLevel:Default"] = "Warning",
        }, QuickPasswords.In).Start();
        await GatewayFixture.MigrateAsync(_gateway.Services);

        Anonymous = new HttpClient { BaseAddress = Address };
        Ada = await SignUpAsync("ada@example.com");
        Bob = await SignUpAsync("bob@example.com");
        AdasKey = await KeyAsync(Ada);
    }

    public async Task DisposeAsync()
    {
        Anonymous.Dispose();
        Ada.Dispose();
        Bob.Dispose();
        await _gateway.DisposeAsync();
        await _queues.DisposeAsync();
        _storage.Dispose();
    }

    public string NewName() => $"q{Interlocked.Increment(ref _names)}-{Guid.CreateVersion7():N}";

    /// <summary>A program of Ada's that uses the client.</summary>
    public ServiceCollection Program(Action<QueueClientOptions>? configure = null)
    {
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning));
        services.AddSingleton<Microsoft.Extensions.Configuration.IConfiguration>(new Microsoft.Extensions.Configuration.ConfigurationManager());
        services.AddPlatformQueues(options =>
        {
            options.Address = Address;
            options.ApiKey = AdasKey;
            configure?.Invoke(options);
        });
        return services;
    }

    public static async Task<string> KeyAsync(HttpClient user, params string[]? scopes)
    {
        using var answer = await user.PostAsJsonAsync("/api/v1/api-keys", new { name = "program", scopes = scopes is { Length: > 0 } ? scopes : null }, s_snake);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<ApiKeyResponse>(GatewayFixture.Snake))!.Key!;
    }

    private static readonly System.Text.Json.JsonSerializerOptions s_snake = new(GatewayFixture.Snake)
    {
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };

    private async Task<HttpClient> SignUpAsync(string email)
    {
        var client = new HttpClient { BaseAddress = Address };
        var account = new { email, password = GatewayFixture.Password };
        using var registered = await client.PostAsJsonAsync("/api/v1/auth/register", account);
        registered.EnsureSuccessStatusCode();
        using var signedIn = await client.PostAsJsonAsync("/api/v1/auth/sign-in", account);
        var tokens = await signedIn.Content.ReadFromJsonAsync<TokenResponse>(GatewayFixture.Snake);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", tokens!.AccessToken);
        return client;
    }

    private sealed class Queues : BrokerFixture
    {
        protected override IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>
        {
            ["Queues:SweepInterval"] = "00:00:00.050",
            ["Queues:SampleInterval"] = "00:00:00.100",
        };
    }
}

[CollectionDefinition(Name)]
public sealed class QueuePlatformCollection : ICollectionFixture<QueuePlatform>
{
    public const string Name = "queues";
}
