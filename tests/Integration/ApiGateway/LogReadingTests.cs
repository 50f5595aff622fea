using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Platform.Contracts.PublicApi;
using Platform.Testkit.Files;
using Platform.Testkit.Hosting;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.Integration.ApiGateway;

/// <summary>A gateway that writes files, with two workers that do, a JobManager that shows none and a page that is away.</summary>
public sealed class LogsFixture : GatewayFixture, IAsyncLifetime
{
    private const string Key = "key of the log files";
    private readonly TemporaryFolder _folder = new();
    private readonly List<LocalWebApp> _workers = [];

    protected override Dictionary<string, string> Settings => new()
    {
        ["Logs:Folder"] = _folder.Path,
        ["Logs:AccessKey"] = Key,
        ["services:worker:http:0"] = _workers[0].Address.ToString(),
        ["services:worker:http:1"] = _workers[1].Address.ToString(),

        // Not a replica of its own: nothing answers HTTP/1.1 there.
        ["services:worker:grpc:0"] = "http://127.0.0.1:1",
        ["services:frontend:http:0"] = "http://127.0.0.1:1",
    };

    public ILogger Worker(int replica) => _workers[replica].App.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Tests");

    async Task IAsyncLifetime.InitializeAsync()
    {
        for (var replica = 0; replica < 2; replica++)
        {
            _workers.Add(await LocalWebApp.StartAsync(
                app => app.MapDefaultEndpoints(),
                builder =>
                {
                    builder.AddServiceDefaults();
                    builder.Logging.SetMinimumLevel(LogLevel.Information);
                },
                new Dictionary<string, string?> { ["OTEL_SERVICE_NAME"] = "worker", ["Logs:Folder"] = _folder.Path, ["Logs:AccessKey"] = Key }));
        }

        await InitializeAsync();
    }

    async Task IAsyncLifetime.DisposeAsync()
    {
        await DisposeAsync();
        foreach (var worker in _workers)
        {
            await worker.DisposeAsync();
        }

        _folder.Dispose();
    }
}

public sealed class LogReadingTests(LogsFixture gateway) : IClassFixture<LogsFixture>
{
    private static TestUser? s_boss;

    [Theory]
    [InlineData("/logs")]
    [InlineData("/logs/lines")]
    [InlineData("/logs/worker.0.20260101-000000-000.log")]
    public async Task Only_operators_read_logs(string path)
    {
        (await gateway.Anonymous.GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await (await gateway.SignUpAsync()).Client.GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Lines_of_all_replicas_are_paged_newest_first_without_gaps_or_repeats()
    {
        var boss = await BossAsync();
        var mark = Guid.CreateVersion7().ToString("N");
        for (var i = 0; i < 60; i++)
        {
            gateway.Worker(i % 2).Log(i % 3 == 0 ? LogLevel.Warning : LogLevel.Information, "{Mark} number {Number}", mark, i);
        }

        await Eventually.BecomesTrueAsync(async () => (await LinesAsync(boss, $"text={mark}&limit=1000")).Items.Count == 60);
        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var page = await LinesAsync(boss, $"text={mark}&limit=7&service=worker" + (cursor is null ? "" : "&cursor=" + Uri.EscapeDataString(cursor)));
            page.Items.Count.ShouldBeLessThanOrEqualTo(7);
            seen.AddRange(page.Items.Select(line => line.GetProperty("message").GetString()!));
            cursor = page.NextCursor;
        }
        while (cursor is not null);

        seen.Count.ShouldBe(60);
        seen.Distinct().Count().ShouldBe(60);
        (await LinesAsync(boss, $"text={mark}&level=WARN&limit=1000")).Items.Count.ShouldBe(20);
        (await LinesAsync(boss, $"text={mark}&service=job-manager")).Items.ShouldBeEmpty();
        (await LinesAsync(boss, $"text={mark}")).Unavailable.ShouldBe(["job-manager", "broker", "frontend"]);
        (await LinesAsync(boss, $"text={mark}&from=2200-01-01T00:00:00Z")).Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task Log_files_are_listed_and_downloaded()
    {
        var boss = await BossAsync();
        var mark = Guid.CreateVersion7().ToString("N");
        gateway.Worker(1).LogWarning("{Mark}", mark);
        await Eventually.PassesAsync(async () =>
        {
            var files = (await boss.Client.GetFromJsonAsync<LogFilesResponse>("/logs?service=worker", GatewayFixture.Snake))!;
            files.Items.Select(file => file.Service).Distinct().ShouldBe(["worker"]);
            var texts = await Task.WhenAll(files.Items.Select(file => boss.Client.GetStringAsync("/logs/" + file.Name)));
            texts.Count(text => text.Contains(mark, StringComparison.Ordinal)).ShouldBe(1);
            texts.SelectMany(text => text.Split('\n', StringSplitOptions.RemoveEmptyEntries)).ShouldAllBe(line => JsonDocument.Parse(line, default).RootElement.ValueKind == JsonValueKind.Object);
            using var request = new HttpRequestMessage(HttpMethod.Get, "/logs/" + files.Items[0].Name);
            request.Headers.Range = new(0, 4);
            using var part = await boss.Client.SendAsync(request);
            part.StatusCode.ShouldBe(HttpStatusCode.PartialContent);
            (await part.Content.ReadAsByteArrayAsync()).Length.ShouldBe(5);
        });
        (await boss.Client.GetFromJsonAsync<LogFilesResponse>("/logs", GatewayFixture.Snake))!.Unavailable.ShouldBe(["job-manager", "broker", "frontend"]);
    }

    [Theory]
    [InlineData("/logs/..%2f..%2fetc%2fpasswd")]
    [InlineData("/logs/%2e%2e%2f%2e%2e%2fetc%2fpasswd")]
    [InlineData("/logs/%252e%252e%252fetc%252fpasswd")]
    [InlineData("/logs/%2fetc%2fpasswd")]
    [InlineData("/logs/..%5c..%5cwindows%5cwin.ini")]
    [InlineData("/logs/worker.0.lock")]
    [InlineData("/logs/worker.0.20260101-000000-000.log%00.txt")]
    [InlineData("/logs/worker.0.20260101-000000-000.log%0a")]
    [InlineData("/logs/nobody.0.20260101-000000-000.log")]
    [InlineData("/logs/worker.7.20260101-000000-000.log")]
    [InlineData("/logs/frontend.0.20260101-000000-000.log")]
    public async Task Names_of_other_files_are_not_found(string path)
    {
        using var response = await (await BossAsync()).Client.GetAsync(path);
        ((int)response.StatusCode).ShouldBeOneOf(404, 400);
        (await response.Content.ReadAsStringAsync()).ShouldNotContain("root:");
    }

    [Theory]
    [InlineData("level=LOUD", "level")]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=1001", "limit")]
    [InlineData("from=yesterday", "from")]
    [InlineData("trace_id=XYZ", "trace_id")]
    [InlineData("cursor=nonsense!", "cursor")]
    [InlineData("service=nobody", "service")]
    public async Task Errors_of_a_query_are_named_by_field(string query, string field)
    {
        using var response = await (await BossAsync()).Client.GetAsync("/logs/lines?" + query);
        ((int)response.StatusCode).ShouldBeInRange(400, 422);
        (await Problem.ReadAsync(response)).Errors!.Keys.ShouldBe([field]);
    }

    private static async Task<LogLinesResponse> LinesAsync(TestUser boss, string query) =>
        (await boss.Client.GetFromJsonAsync<LogLinesResponse>("/logs/lines?" + query, GatewayFixture.Snake))!;

    private async Task<TestUser> BossAsync() => s_boss ??= await gateway.SignUpAsync("operator@example.com");
}
