using System.Net.Http.Headers;
using System.Net.Http.Json;
using Platform.ApiGateway.Database;
using Platform.Contracts.PublicApi;
using Platform.Integration.ApiGateway;
using Platform.Integration.JobManager;
using Platform.Testkit.Files;
using Platform.Testkit.Hosting;

namespace Platform.Integration.Broker;

/// <summary>The gateway with the real Broker behind it, and JobManager, which has a database of its own.</summary>
public sealed class BrokerApi : BrokerFixture, Xunit.IAsyncLifetime
{
    private const string OperatorEmail = "on-call@example.com";

    private readonly TemporaryFolder _storage = new();
    private readonly JobManagerFixture _jobs = new();
    private RunningService<IdentityDb> _gateway = null!;

    public HttpClient Anonymous { get; private set; } = null!;

    public IServiceProvider Gateway => _gateway.Services;

    public IServiceProvider Jobs => _jobs.Services;

    public User Alice { get; private set; } = null!;

    public User Bob { get; private set; } = null!;

    public User Operator { get; private set; } = null!;

    public new async Task InitializeAsync()
    {
        await Task.WhenAll(base.InitializeAsync(), _jobs.InitializeAsync());
        _gateway = NewGateway();
        await GatewayFixture.MigrateAsync(_gateway.Services);

        Anonymous = new HttpClient { BaseAddress = _gateway.Address };
        Alice = await SignUpAsync();
        Bob = await SignUpAsync();
        Operator = await SignUpAsync(OperatorEmail);
        await Operators.GrantAsync(_gateway.Services, OperatorEmail);
    }

    public new async Task DisposeAsync()
    {
        Anonymous.Dispose();
        await _gateway.DisposeAsync();
        await Task.WhenAll(base.DisposeAsync(), _jobs.DisposeAsync());
        _storage.Dispose();
    }

    internal RunningService<IdentityDb> NewGateway() => new RunningService<IdentityDb>(new Dictionary<string, string>
    {
        ["ConnectionStrings:platform"] = Postgres.ConnectionString,
        ["ConnectionStrings:redis"] = Redis,
        ["services:job-manager:http:0"] = _jobs.Http.BaseAddress!.ToString(),
        ["services:broker:http:0"] = Http.BaseAddress!.ToString(),
        ["Storage:Local:Root"] = _storage.Path,
        ["Logging:LogLevel:Default"] = "Warning",
    }, QuickPasswords.In).Start();

    /// <summary>A client of another gateway with a user's credentials.</summary>
    internal static HttpClient At(RunningService<IdentityDb> gateway, User user)
    {
        var client = new HttpClient { BaseAddress = gateway.Address };
        client.DefaultRequestHeaders.Authorization = user.Http.DefaultRequestHeaders.Authorization;
        return client;
    }

    public async Task<HttpClient> WithKeyAsync(User user, params string[] scopes)
    {
        using var answer = await user.Http.PostAsJsonAsync("/api/v1/api-keys", new { name = "k", scopes });
        var key = await answer.Content.ReadFromJsonAsync<ApiKeyResponse>(GatewayFixture.Snake);
        var client = new HttpClient { BaseAddress = _gateway.Address };
        client.DefaultRequestHeaders.Add("X-Api-Key", key!.Key);
        return client;
    }

    public async Task<User> SignUpAsync(string? email = null)
    {
        var client = new HttpClient { BaseAddress = _gateway.Address };
        var account = new { email = email ?? $"{Guid.CreateVersion7():N}@example.com", password = GatewayFixture.Password };
        using var registered = await client.PostAsJsonAsync("/api/v1/auth/register", account);
        var user = await registered.Content.ReadFromJsonAsync<UserResponse>(GatewayFixture.Snake);
        using var signedIn = await client.PostAsJsonAsync("/api/v1/auth/sign-in", account);
        var tokens = await signedIn.Content.ReadFromJsonAsync<TokenResponse>(GatewayFixture.Snake);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", tokens!.AccessToken);
        return new User(user!.Id, account.email, client);
    }

    public sealed record User(Guid Id, string Email, HttpClient Http);
}
