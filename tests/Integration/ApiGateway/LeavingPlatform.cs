using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Platform.ApiGateway.AccountRemoval;
using Platform.ApiGateway.Database;
using Platform.Contracts;
using Platform.Contracts.PublicApi;
using Platform.Integration.Broker;
using Platform.Integration.JobManager;
using Platform.ObjectStorage;
using Platform.Testkit.Files;
using Platform.Testkit.Hosting;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.Integration.ApiGateway;

/// <summary>The gateway with the real JobManager and Broker behind it, whose clean-up of accounts runs when a test says so, by a clock that tests move.</summary>
public sealed class LeavingPlatform : JobManagerFixture, IAsyncLifetime
{
    private readonly TemporaryFolder _storage = new();
    private BrokerService _broker = null!;
    private RunningService<IdentityDb> _gateway = null!;

    internal StillTime Time { get; } = new();

    internal CrashAfterCall Crash { get; } = new();

    internal IServiceProvider Gateway => _gateway.Services;

    internal IObjectStore Storage => Gateway.GetRequiredService<IObjectStore>();

    public string StorageFolder => _storage.Path;

    public new async Task InitializeAsync()
    {
        await base.InitializeAsync();
        _broker = await BrokerService.MigrateAndStartAsync(Postgres.ConnectionString, Redis, new Dictionary<string, string> { ["Queues:KeepInterval"] = "00:00:00.200" });
        var settings = new Dictionary<string, string>
        {
            ["ConnectionStrings:platform"] = Postgres.ConnectionString,
            ["ConnectionStrings:redis"] = Redis,
            ["services:job-manager:http:0"] = Http.BaseAddress!.ToString(),
            ["services:broker:http:0"] = _broker.Http.BaseAddress!.ToString(),
            ["Storage:Local:Root"] = _storage.Path,
            ["Leaving:Period"] = "01:00:00",
            ["Leaving:Settle"] = "00:01:00",
            ["Logging:LogLevel:Default"] = "Warning",
        };
        _gateway = new RunningService<IdentityDb>(settings, services =>
        {
            QuickPasswords.In(services);
            services.AddSingleton<TimeProvider>(Time).ConfigureHttpClientDefaults(clients => clients.AddHttpMessageHandler(() => new CrashHandler(Crash)));
        }).Start();
        await GatewayFixture.MigrateAsync(_gateway.Services);
    }

    public new async Task DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _broker.DisposeAsync();
        await base.DisposeAsync();
        _storage.Dispose();
    }

    public async Task<TestUser> SignUpAsync()
    {
        var email = $"leaver-{Guid.CreateVersion7():N}@example.com";
        var client = new HttpClient { BaseAddress = _gateway.Address };
        (await client.PostAsJsonAsync("/api/v1/auth/register", new { email, password = GatewayFixture.Password })).EnsureSuccessStatusCode();
        using var signedIn = await client.PostAsJsonAsync("/api/v1/auth/sign-in", new { email, password = GatewayFixture.Password });
        var tokens = (await signedIn.Content.ReadFromJsonAsync<TokenResponse>(GatewayFixture.Snake))!;
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", tokens.AccessToken);
        return new TestUser((await client.GetFromJsonAsync<UserResponse>("/api/v1/auth/me", GatewayFixture.Snake))!.Id, email, tokens, client);
    }

    /// <summary>Runs the clean-up once, later than whatever it waits for.</summary>
    internal async Task CleanUpAsync(CancellationToken cancellationToken = default)
    {
        Time.Advance(TimeSpan.FromSeconds(20));
        await Gateway.GetRequiredService<AccountDeletionCleanUp>().RunOnceAsync(cancellationToken);
    }

    /// <summary>Runs it until nothing waits for it.</summary>
    public Task CleanUpAllAsync() => Eventually.BecomesTrueAsync(async () =>
    {
        await CleanUpAsync();
        return await ScalarAsync<long>("SELECT count(*) FROM identity.departures") == 0;
    });

    public static async Task<Guid> SubmitAsync(TestUser user, string body)
    {
        using var response = await user.Client.PostAsync("/api/v1/jobs", new StringContent(body, MediaTypeHeaderValue.Parse("application/json")));
        response.IsSuccessStatusCode.ShouldBeTrue(await response.Content.ReadAsStringAsync());
        return (await response.Content.ReadFromJsonAsync<JobAccepted>(GatewayFixture.Snake))!.Id;
    }

    /// <summary>A captions job that has succeeded, with all that it keeps in storage.</summary>
    internal async Task<Guid> EndedJobAsync(TestUser user, PlayedWorker worker, string said)
    {
        var id = await SubmitAsync(user, $$"""{"kind":"captions","input":{"url":"https://192.0.43.7/talk.mp3"},"title":"A talk of {{user.Email}}"}""");
        var assigned = await worker.AssignedAsync(id);
        await worker.TakeLeaseAsync(assigned);
        var document = new CaptionDocument("en-US", 10, 0, [new CaptionCue(1, 0.5, 2, said, null)]);
        await Storage.PutAsync(ObjectKeys.Captions(id, 0), new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(document, ContractsJson.Default.CaptionDocument)));
        await Storage.PutAsync(ObjectKeys.Media(id), new MemoryStream([1, 2, 3]));
        var result = new CaptionsResult(10, 1, 2, "en-US", "played", "audio/mpeg", 10, false, 0, ObjectKeys.Captions(id, 0), ObjectKeys.Media(id));
        await worker.EndAsync(assigned, result: JsonSerializer.Serialize(result, ContractsJson.Default.CaptionsResult));
        await Eventually.BecomesTrueAsync(async () => (await user.Client.GetStringAsync($"/api/v1/jobs/{id}")).Contains("\"succeeded\"", StringComparison.Ordinal));
        return id;
    }

    /// <summary>An upload of five bytes, of which three have come.</summary>
    public static async Task<Guid> UploadAsync(TestUser user, string name)
    {
        using var create = new HttpRequestMessage(HttpMethod.Post, "/api/v1/uploads");
        create.Headers.Add("Tus-Resumable", "1.0.0");
        create.Headers.Add("Upload-Length", "5");
        create.Headers.Add("Upload-Metadata", "filename " + Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(name)));
        using var created = await user.Client.SendAsync(create);
        created.EnsureSuccessStatusCode();
        var id = Guid.Parse(created.Headers.Location!.ToString().Split('/')[^1]);
        using var append = new HttpRequestMessage(HttpMethod.Patch, $"/api/v1/uploads/{id}") { Content = new ByteArrayContent([1, 2, 3]) };
        append.Headers.Add("Tus-Resumable", "1.0.0");
        append.Headers.Add("Upload-Offset", "0");
        append.Content.Headers.ContentType = MediaTypeHeaderValue.Parse("application/offset+octet-stream");
        (await user.Client.SendAsync(append)).EnsureSuccessStatusCode();
        return id;
    }

    public static Task<HttpResponseMessage> DeleteAsync(TestUser user, string password = GatewayFixture.Password, string? code = null) =>
        user.Client.SendAsync(new HttpRequestMessage(HttpMethod.Delete, "/api/v1/auth/me")
        {
            Content = code is null ? JsonContent.Create(new { password }) : JsonContent.Create(new { password, code }),
        });
}

/// <summary>Ends what the gateway is doing right after a call to another service has been answered, as a crash would.</summary>
internal sealed class CrashAfterCall
{
    public string? Path { get; set; }

    public CancellationTokenSource Process { get; set; } = new();
}

internal sealed class CrashHandler(CrashAfterCall crash) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        if (crash.Path is { } path && request.RequestUri!.AbsolutePath.EndsWith(path, StringComparison.Ordinal))
        {
            crash.Path = null;
            await crash.Process.CancelAsync();
        }

        return response;
    }
}
