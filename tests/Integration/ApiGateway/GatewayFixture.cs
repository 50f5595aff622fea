using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Platform.ApiGateway.Database;
using Platform.Contracts.PublicApi;
using Platform.Testkit.Files;
using Platform.Testkit.Hosting;
using Platform.Testkit.Servers;
using Platform.Testkit.Waiting;
using Xunit;

namespace Platform.Integration.ApiGateway;

/// <summary>A gateway on real PostgreSQL and Redis, with object storage in a folder, and JobManager and Broker in memory behind it.</summary>
public class GatewayFixture : IAsyncLifetime
{
    public const string Password = "correct horse battery";

    /// <summary>The e-mail address whose account is made an operator.</summary>
    public const string OperatorEmail = "operator@example.com";

    /// <summary>By which the page would say whose requests it hands on.</summary>
    public const string VisitorKey = "the page's key for this gateway";

    private static int s_users;
    private readonly TemporaryFolder _storage = new();
    private IAsyncDisposable? _service;

    public PostgresDatabase Database { get; } = new();

    public RedisInstance Redis { get; } = new();

    public FakeJobManager JobManager { get; private set; } = null!;

    public FakeBroker Broker { get; private set; } = null!;

    public HttpClient Anonymous { get; private set; } = null!;

    public Uri Address { get; private set; } = null!;

    public string StorageFolder => _storage.Path;

    internal IServiceProvider Services { get; private set; } = null!;

    /// <summary>The settings that a fixture adds to the necessary ones.</summary>
    protected virtual Dictionary<string, string> Settings => [];

    /// <summary>The services that a fixture replaces, such as the clock.</summary>
    protected virtual Action<IServiceCollection>? ReplaceServices => null;

    public async Task InitializeAsync()
    {
        await Task.WhenAll(Database.InitializeAsync("identity", MigrateAsync), Redis.InitializeAsync());
        JobManager = await FakeJobManager.StartAsync();
        Broker = await FakeBroker.StartAsync();
        _service = Start(out var address, out var running);
        Services = running;
        Address = address;
        Anonymous = new HttpClient { BaseAddress = address };
    }

    public async Task DisposeAsync()
    {
        Anonymous.Dispose();
        if (_service is not null)
        {
            await _service.DisposeAsync();
        }

        await JobManager.DisposeAsync();
        await Broker.DisposeAsync();
        await Redis.DisposeAsync();
        await Database.DisposeAsync();
        _storage.Dispose();
    }

    /// <summary>Brings a gateway's database up to date. A command may take longer than it is given, which must not fail all tests of a class.</summary>
    internal static Task MigrateAsync(IServiceProvider gateway) => Eventually.PassesAsync(async () =>
    {
        await using var scope = gateway.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<IdentityDb>().Database.MigrateAsync();
    });

    /// <summary>The same for a database of which no gateway runs yet.</summary>
    private static async Task MigrateAsync(string connectionString)
    {
        var options = new DbContextOptionsBuilder<IdentityDb>()
            .UseNpgsql(connectionString + ";Pooling=false", npgsql => npgsql.MigrationsHistoryTable("migrations", IdentityDb.Schema)).Options;
        await Eventually.PassesAsync(async () =>
        {
            await using var db = new IdentityDb(options);
            await db.Database.MigrateAsync();
        });
    }

    /// <summary>Starts another replica, or the same again.</summary>
    public IAsyncDisposable Start(out Uri address, out IServiceProvider services, Dictionary<string, string>? more = null)
    {
        var settings = new Dictionary<string, string>(Settings)
        {
            ["ConnectionStrings:platform"] = Database.ConnectionString,
            ["ConnectionStrings:redis"] = Redis.ConnectionString,
            ["services:job-manager:http:0"] = JobManager.Address.ToString(),
            ["services:job-manager:grpc:0"] = JobManager.GrpcAddress.ToString(),
            ["services:broker:http:0"] = Broker.Address.ToString(),
            ["services:broker:grpc:0"] = Broker.GrpcAddress.ToString(),
            ["Storage:Local:Root"] = _storage.Path,
            ["Visitors:Key"] = VisitorKey,
            ["Logging:LogLevel:Default"] = "Warning",
        };
        foreach (var (name, value) in more ?? [])
        {
            settings[name] = value;
        }

        var service = new RunningService<IdentityDb>(settings, registrations =>
        {
            QuickPasswords.In(registrations);
            ReplaceServices?.Invoke(registrations);
        }).Start();
        address = service.Address;
        services = service.Services;
        return service;
    }

    /// <summary>Makes an account and signs in.</summary>
    public async Task<TestUser> SignUpAsync(string? email = null)
    {
        email ??= $"user{Interlocked.Increment(ref s_users)}@example.com";
        using var registered = await Anonymous.PostAsJsonAsync("/api/v1/auth/register", new { email, password = Password });
        registered.EnsureSuccessStatusCode();
        if (email == OperatorEmail)
        {
            await Operators.GrantAsync(Services, email);
        }

        return await SignInAsync(email);
    }

    /// <summary>Signs in the operator, whose account is made where there is none yet.</summary>
    public async Task<TestUser> SignInOperatorAsync()
    {
        using var registered = await Anonymous.PostAsJsonAsync("/api/v1/auth/register", new { email = OperatorEmail, password = Password });
        await Operators.GrantAsync(Services, OperatorEmail);
        return await SignInAsync(OperatorEmail);
    }

    /// <summary>A new key of a user's, and a client that sends it.</summary>
    /// <param name="user">Whose.</param>
    /// <param name="ends">When it expires; null for never.</param>
    public async Task<(Guid Id, HttpClient Client)> WithKeyAsync(TestUser user, DateTimeOffset? ends = null)
    {
        using var created = await user.Client.PostAsJsonAsync("/api/v1/api-keys", new { name = "program", expires_at = ends });
        created.EnsureSuccessStatusCode();
        var key = await created.Content.ReadFromJsonAsync<ApiKeyResponse>(Snake);
        var client = new HttpClient { BaseAddress = Address };
        client.DefaultRequestHeaders.Add("X-Api-Key", key!.Key);
        return (key.Id, client);
    }

    public async Task<TestUser> SignInAsync(string email, string password = Password)
    {
        using var response = await Anonymous.PostAsJsonAsync("/api/v1/auth/sign-in", new { email, password });
        response.EnsureSuccessStatusCode();
        var tokens = await response.Content.ReadFromJsonAsync<TokenResponse>(Snake);
        var client = new HttpClient { BaseAddress = Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", tokens!.AccessToken);
        var me = await client.GetFromJsonAsync<UserResponse>("/api/v1/auth/me", Snake);
        return new TestUser(me!.Id, email, tokens, client);
    }

    public static JsonSerializerOptions Snake { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };
}

public sealed record TestUser(Guid Id, string Email, TokenResponse Tokens, HttpClient Client);

/// <summary>A problem as clients see it.</summary>
public sealed record Problem(string Type, string Title, int Status, string Code, string? Detail, Dictionary<string, string[]>? Errors, string TraceId)
{
    public static async Task<Problem> ReadAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        if (response.Content.Headers.ContentType?.MediaType != "application/problem+json")
        {
            throw new InvalidOperationException($"{(int)response.StatusCode} is not a problem: {text}");
        }

        return JsonSerializer.Deserialize<Problem>(text, GatewayFixture.Snake)!;
    }
}
