using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Platform.ApiGateway.Database;
using Platform.Contracts.PublicApi;
using Platform.Integration.ApiGateway;
using Platform.Testkit.Files;
using Platform.Testkit.Hosting;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Platform.Integration.Broker;

/// <summary>Services with little memory, and a user who sends and requests as much data as possible.</summary>
public sealed class MemoryStormTests(ITestOutputHelper output) : BrokerFixture, IAsyncLifetime
{
    private const long HeapBytes = 400L * 1024 * 1024;

    /// <summary>The maximum resident memory of a service after the storm: its heap limit and the memory outside of the heap.</summary>
    private const long AfterwardsBytes = 650L * 1024 * 1024;

    private static readonly TimeSpan s_storm = TimeSpan.FromSeconds(5);

    /// <summary>The pause after a refusal. Without it, refusals would use all processors, and few of the large answers would be made that this test is about.</summary>
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);

    /// <summary>The maximum time until each kind of call has succeeded once; long, because a shared machine can be slow.</summary>
    private static readonly TimeSpan s_longestStorm = TimeSpan.FromSeconds(90);

    private static readonly string[] s_succeed = ["publish 201", "consume 200", "list 200", "graphql 200"];

    private readonly TemporaryFolder _storage = new();
    private readonly ConcurrentDictionary<string, int> _answers = new(StringComparer.Ordinal);

    public new async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await StopServiceAsync();
    }

    public new async Task DisposeAsync()
    {
        await base.DisposeAsync();
        _storage.Dispose();
    }

    [Fact]
    public async Task A_storm_of_large_messages_ends_no_service_and_fails_no_call_of_other_users()
    {
        var settings = new Dictionary<string, string>
        {
            ["ConnectionStrings:platform"] = Postgres.ConnectionString,
            ["ConnectionStrings:redis"] = Redis,
            ["Logging:LogLevel:Default"] = "Warning",
            ["Storage:Local:Root"] = _storage.Path,
        };
        await using (var migrated = new RunningService<IdentityDb>(settings).Start())
        {
            await GatewayFixture.MigrateAsync(migrated.Services);
        }

        await using var broker = await BoundedProcess.StartAsync("Broker", HeapBytes, settings);
        settings["services:broker:http:0"] = broker.Client.BaseAddress!.ToString();
        settings["services:broker:grpc:0"] = broker.GrpcAddress.ToString();
        await using var gateway = await BoundedProcess.StartAsync("ApiGateway", HeapBytes, settings);
        using var alice = await SignUpAsync(gateway.Client.BaseAddress!);
        using var bob = await SignUpAsync(gateway.Client.BaseAddress!);
        (await PostAsync(alice, "/queues", """{"name":"storm","max_message_bytes":1048576,"max_deliveries":1000}""")).ShouldBe(HttpStatusCode.Created);
        (await PostAsync(bob, "/queues", """{"name":"calm"}""")).ShouldBe(HttpStatusCode.Created);

        using var over = new CancellationTokenSource(s_longestStorm);
        var began = TimeProvider.System.GetTimestamp();
        var publish = Parallel.ForAsync(0, 120, new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (_, _) => await TryAsync("publish", alice, Publish()));

        // Seventy answers of 8 MiB at a time: more than a heap holds.
        Task[] storm =
        [
            .. Enumerable.Range(0, 26).Select(_ => RepeatAsync("consume", alice, static () => Get("/queues/storm/messages/consume?batch_size=200&visibility_timeout_seconds=1"), over.Token)),
            .. Enumerable.Range(0, 20).Select(_ => HoldAsync(alice, "/queues/storm/messages/consume?batch_size=200&visibility_timeout_seconds=1", over.Token)),
            .. Enumerable.Range(0, 10).Select(_ => HoldAsync(alice, "/queues/storm/messages?limit=200", over.Token)),
            .. Enumerable.Range(0, 8).Select(_ => RepeatAsync("list", alice, static () => Get("/queues/storm/messages?limit=200"), over.Token)),
            .. Enumerable.Range(0, 4).Select(_ => RepeatAsync("dead", alice, static () => Get("/queues/storm/dead-letters?limit=200"), over.Token)),
            .. Enumerable.Range(0, 6).Select(_ => RepeatAsync("graphql", alice, static () => Post("/graphql", """{"query":"{ queue_by_name(name: \"storm\") { messages(limit: 7) { id content } } }"}"""), over.Token)),
            .. Enumerable.Range(0, 4).Select(_ => RepeatAsync("upload", alice, Upload, over.Token)),
        ];
        var calls = 0;
        while (!over.IsCancellationRequested && (TimeProvider.System.GetElapsedTime(began) < s_storm || !s_succeed.All(_answers.ContainsKey)))
        {
            (await PostAsync(bob, "/queues/calm/messages", """{"content":1}""")).ShouldBe(HttpStatusCode.Created, broker.Said + gateway.Said);
            using var got = await bob.GetAsync("/queues/calm/messages/consume?wait_seconds=5");
            got.StatusCode.ShouldBe(HttpStatusCode.OK);
            var message = (await got.Content.ReadFromJsonAsync<ConsumedMessages>(GatewayFixture.Snake))!.Messages.Single();
            (await PostAsync(bob, $"/messages/{message.Id}/ack?receipt={message.Receipt}", "")).ShouldBe(HttpStatusCode.OK);
            using var list = await bob.GetAsync("/queues/calm/messages?limit=5");
            list.StatusCode.ShouldBe(HttpStatusCode.OK);
            calls++;
        }

        await over.CancelAsync();
        await publish;
        await Task.WhenAll(storm);
        foreach (var (answer, count) in _answers.OrderBy(a => a.Key, StringComparer.Ordinal))
        {
            output.WriteLine($"{answer}: {count}");
        }

        output.WriteLine($"others: {calls} rounds; resident at the end: {broker.ResidentBytes / 1048576} and {gateway.ResidentBytes / 1048576} MiB");
        broker.HasEnded.ShouldBeFalse(broker.Said);
        gateway.HasEnded.ShouldBeFalse(gateway.Said);
        calls.ShouldBePositive();
        _answers.Keys.ShouldAllBe(answer => !answer.EndsWith(" 500", StringComparison.Ordinal), broker.Said + gateway.Said);
        s_succeed.Except(_answers.Keys, StringComparer.Ordinal).ShouldBeEmpty();
        await Eventually.BecomesTrueAsync(() => broker.ResidentBytes < AfterwardsBytes && gateway.ResidentBytes < AfterwardsBytes);

        // Memory outside of the heap does not count towards the heap limit.
        using var status = JsonDocument.Parse(await broker.Client.GetStringAsync("/status"));
        var memory = status.RootElement.GetProperty("system").GetProperty("memory");
        memory.GetProperty("heap_limit_bytes").GetInt64().ShouldBe(HeapBytes);
        memory.GetProperty("limit_bytes").GetInt64().ShouldBeGreaterThan(HeapBytes);
        output.WriteLine($"afterwards: {broker.ResidentBytes / 1048576} and {gateway.ResidentBytes / 1048576} MiB");
    }

    private static HttpRequestMessage Get(string path) => new(HttpMethod.Get, path);

    private static HttpRequestMessage Post(string path, string body) => new(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };

    private static HttpRequestMessage Publish() => Post("/queues/storm/messages", $$"""{"content":"{{new string('x', 1_000_000)}}"}""");

    private static HttpRequestMessage Upload()
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/uploads");
        request.Headers.Add("Tus-Resumable", "1.0.0");
        request.Headers.Add("Upload-Length", "10");
        request.Headers.Add("Upload-Metadata", "filename " + Convert.ToBase64String(Encoding.UTF8.GetBytes(new string('f', 6000))));
        return request;
    }

    private static async Task<HttpStatusCode> PostAsync(HttpClient http, string path, string body)
    {
        using var request = Post(path, body);
        using var answer = await http.SendAsync(request);
        return answer.StatusCode;
    }

    private static async Task<HttpClient> SignUpAsync(Uri gateway)
    {
        var client = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = gateway, Timeout = TimeSpan.FromSeconds(60) };
        var account = new { email = $"{Guid.CreateVersion7():N}@example.com", password = GatewayFixture.Password };
        (await client.PostAsJsonAsync("/api/v1/auth/register", account)).EnsureSuccessStatusCode().Dispose();
        using var signedIn = await client.PostAsJsonAsync("/api/v1/auth/sign-in", account);
        var tokens = await signedIn.Content.ReadFromJsonAsync<TokenResponse>(GatewayFixture.Snake);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", tokens!.AccessToken);
        return client;
    }

    private async Task RepeatAsync(string what, HttpClient http, Func<HttpRequestMessage> next, CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            if (!await TryAsync(what, http, next()))
            {
                await Task.Delay(s_pause, over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Makes a call and ignores its outcome, because this user may be refused.</summary>
    /// <returns>True if the call succeeded.</returns>
    private async Task<bool> TryAsync(string what, HttpClient http, HttpRequestMessage request)
    {
        using (request)
        {
            string result;
            var isAnswered = false;
            try
            {
                using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
                await answer.Content.CopyToAsync(Stream.Null);
                isAnswered = answer.StatusCode == HttpStatusCode.OK;
                result = ((int)answer.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture);
            }
            catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException or IOException)
            {
                result = exception.GetType().Name;
            }

            _answers.AddOrUpdate(what + " " + result, 1, static (_, count) => count + 1);
            return isAnswered;
        }
    }

    /// <summary>Requests a large answer and does not read it.</summary>
    private async Task HoldAsync(HttpClient http, string path, CancellationToken over)
    {
        using var request = Get(path);
        HttpResponseMessage? answer = null;
        try
        {
            answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, over);
            _answers.AddOrUpdate($"held {(int)answer.StatusCode}", 1, static (_, count) => count + 1);
            await Task.Delay(Timeout.Infinite, over);
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            // The storm has ended.
        }
        finally
        {
            answer?.Dispose();
        }
    }
}
