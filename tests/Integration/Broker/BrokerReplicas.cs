using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Platform.ApiGateway.Database;
using Platform.Contracts.PublicApi;
using Platform.Integration.ApiGateway;
using Platform.Testkit.Files;
using Platform.Testkit.Hosting;
using Xunit;

namespace Platform.Integration.Broker;

/// <summary>Two replicas of Broker on one database, each a process of its own behind a gateway of its own, and a user of both.</summary>
public sealed class BrokerReplicas : BrokerFixture, IAsyncLifetime
{
    private const long HeapBytes = 256L * 1024 * 1024;

    private readonly TemporaryFolder _storage = new();
    private readonly List<IAsyncDisposable> _running = [];
    private AuthenticationHeaderValue? _user;

    /// <summary>The user at the gateway of the first replica.</summary>
    public HttpClient First { get; private set; } = null!;

    /// <summary>The user at the gateway of the second replica.</summary>
    public HttpClient Second { get; private set; } = null!;

    /// <summary>The process of the second replica.</summary>
    internal BoundedProcess SecondProcess { get; private set; } = null!;

    public new async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await StopServiceAsync();
        var firstProcess = await StartBrokerAsync();
        _running.Add(firstProcess);
        SecondProcess = await StartBrokerAsync();
        _running.Add(SecondProcess);
        var first = StartGateway(firstProcess);
        _running.Add(first);
        await GatewayFixture.MigrateAsync(first.Services);
        var second = StartGateway(SecondProcess);
        _running.Add(second);
        _user = await SignUpAsync(first);
        First = ClientOf(first);
        Second = ClientOf(second);
    }

    public new async Task DisposeAsync()
    {
        First?.Dispose();
        Second?.Dispose();
        foreach (var one in Enumerable.Reverse(_running))
        {
            await one.DisposeAsync();
        }

        await base.DisposeAsync();
        _storage.Dispose();
    }

    /// <summary>Starts another replica; the caller ends it.</summary>
    internal Task<BoundedProcess> StartBrokerAsync() => BoundedProcess.StartAsync("Broker", HeapBytes, new Dictionary<string, string>(Settings)
    {
        ["ConnectionStrings:platform"] = Postgres.ConnectionString,
        ["ConnectionStrings:redis"] = Redis,
        ["Logging:LogLevel:Default"] = "Warning",
    });

    /// <summary>Starts a gateway that sends each call to one of some replicas; the caller ends it.</summary>
    internal RunningService<IdentityDb> StartGateway(params IReadOnlyList<BoundedProcess> replicas)
    {
        var settings = new Dictionary<string, string>
        {
            ["ConnectionStrings:platform"] = Postgres.ConnectionString,
            ["ConnectionStrings:redis"] = Redis,
            // Nobody listens there.
            ["services:job-manager:http:0"] = "http://127.0.0.1:1",
            ["Storage:Local:Root"] = _storage.Path,
            ["Logging:LogLevel:Default"] = "Warning",
        };
        for (var i = 0; i < replicas.Count; i++)
        {
            settings[string.Create(CultureInfo.InvariantCulture, $"services:broker:http:{i}")] = replicas[i].Client.BaseAddress!.ToString();
        }

        return new RunningService<IdentityDb>(settings, QuickPasswords.In).Start();
    }

    /// <summary>The user at a gateway.</summary>
    internal HttpClient ClientOf(RunningService<IdentityDb> gateway)
    {
        var client = new HttpClient { BaseAddress = gateway.Address };
        client.DefaultRequestHeaders.Authorization = _user;
        return client;
    }

    private static async Task<AuthenticationHeaderValue> SignUpAsync(RunningService<IdentityDb> gateway)
    {
        using var client = new HttpClient { BaseAddress = gateway.Address };
        var account = new { email = $"{Guid.CreateVersion7():N}@example.com", password = GatewayFixture.Password };
        (await client.PostAsJsonAsync("/api/v1/auth/register", account)).EnsureSuccessStatusCode().Dispose();
        using var signedIn = await client.PostAsJsonAsync("/api/v1/auth/sign-in", account);
        var tokens = await signedIn.Content.ReadFromJsonAsync<TokenResponse>(GatewayFixture.Snake);
        return new AuthenticationHeaderValue("Bearer", tokens!.AccessToken);
    }
}
