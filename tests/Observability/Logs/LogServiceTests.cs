using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Platform.Observability.Defaults;
using Platform.Observability.Exposition;
using Platform.ServiceDefaults.LogFiles;
using Platform.ServiceDefaults.Logs;
using Platform.Testkit.Files;
using Platform.Testkit.Hosting;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.Observability.Logs;

/// <summary>Checks the log of a running service, read from its files as the gateway does.</summary>
[Collection(ServicesInTurn.Name)]
public sealed class LogServiceTests : IDisposable
{
    private const string Key = "0123456789abcdef-key";
    private const string InSample = "00000000000000010000000000000001";
    private const string OutOfSample = "7fffffffffffffff0000000000000002";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_log_line_contains_the_context_of_its_request()
    {
        await using var service = await StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/items/7?q=in-the-query");
        request.Headers.Add("X-Request-Id", "mine-7");
        using var response = await service.Client.SendAsync(request);
        var line = await FindAsync(service, "Looked at 7");
        line.GetProperty("level").GetString().ShouldBe("WARN");
        line.GetProperty("service").GetString().ShouldBe("tested");
        line.GetProperty("component").GetString().ShouldBe("Items");
        line.GetProperty("request_id").GetString().ShouldBe("mine-7");
        line.GetProperty("trace_id").GetString().ShouldBe(response.Headers.GetValues("X-Trace-Id").Single());
        line.GetProperty("method").GetString().ShouldBe("GET");
        line.GetProperty("endpoint").GetString().ShouldBe("/items/{id:int}");
        line.GetProperty("job_id").GetInt32().ShouldBe(7);
        line.GetProperty("context").GetProperty("ip").GetString().ShouldBe("127.0.0.0");
        line.GetProperty("pid").GetInt32().ShouldBe(Environment.ProcessId);
        line.GetProperty("thread").GetInt32().ShouldBeGreaterThan(0);
        line.GetProperty("version").GetString().ShouldNotBeNullOrEmpty();
        line.GetProperty("environment").GetString().ShouldNotBeNullOrEmpty();
        line.EnumerateObject().Select(property => property.Name).Distinct().Count().ShouldBe(line.EnumerateObject().Count(), "no name comes twice");
        line.GetRawText().ShouldNotContain("hunter2");
        line.GetRawText().ShouldNotContain("in-the-query");
    }

    [Fact]
    public async Task Work_from_a_queue_keeps_the_context_of_its_request()
    {
        await using var service = await StartAsync();
        var (job, user) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var log = service.App.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Work");
        using (WorkContext.Begin("mine-8", $"00-{InSample}-b7ad6b7169203331-00", job, user))
        {
            await Task.Yield();
            log.LogInformation("Download started.");
        }

        log.LogInformation("Outside of it.");
        var line = await FindAsync(service, "Download started");
        line.GetProperty("request_id").GetString().ShouldBe("mine-8");
        line.GetProperty("trace_id").GetString().ShouldBe(InSample);
        line.GetProperty("job_id").GetString().ShouldBe(job.ToString());
        line.GetProperty("user_id").GetString().ShouldNotBeNull().ShouldMatch("^[0-9a-f]{16}$");
        line.GetRawText().ShouldNotContain(user.ToString());
        (await FindAsync(service, "Outside of it")).TryGetProperty("job_id", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task Lines_are_sampled_by_trace_and_warnings_and_refusals_are_always_kept()
    {
        await using var service = await StartAsync(new() { ["Logs:SampleRatio"] = "0.5" });
        foreach (var trace in (string[])[InSample, OutOfSample])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/chatty");
            request.Headers.Add("traceparent", $"00-{trace}-b7ad6b7169203331-00");
            using var client = new HttpClient(new SocketsHttpHandler { ActivityHeadersPropagator = null }) { BaseAddress = service.Address };
            (await client.SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        }

        await FindAsync(service, "refused with 401", OutOfSample);
        (await LinesAsync(service, $"trace_id={InSample}")).Select(Message).ShouldBe(["first", "second", "careful", "GET /chatty was refused with 401"], ignoreOrder: true);
        (await LinesAsync(service, $"trace_id={OutOfSample}")).Select(Message).ShouldBe(["careful", "GET /chatty was refused with 401"], ignoreOrder: true);

        using var scrape = new HttpRequestMessage(HttpMethod.Get, "/metrics");
        scrape.Headers.Accept.ParseAdd("application/openmetrics-text");
        using var metrics = await service.Client.SendAsync(scrape);
        var families = OpenMetricsParser.Parse(await metrics.Content.ReadAsByteArrayAsync());
        families.Single(family => family.Name == "log_sampled_out").Samples.Single(sample => sample.Labels["level"] == "INFO").Value.ShouldBe(2);
        families.Single(family => family.Name == "log_events").Samples.Single(sample => sample.Labels["level"] == "WARN").Value.ShouldBeGreaterThanOrEqualTo(2);
        families.Single(family => family.Name == "log_events").Samples.Select(sample => sample.Labels["level"]).ShouldBe(["DEBUG", "INFO", "WARN", "ERROR", "CRITICAL"], ignoreOrder: true);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("0123456789abcdef-kez")]
    public async Task Without_the_key_there_are_no_log_routes(string? key)
    {
        await using var service = await StartAsync();
        foreach (var path in (string[])["", "/lines", "/tested.0.20260101-000000-000.log"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, LogFileEndpoints.Path + path);
            if (key is not null)
            {
                request.Headers.Add(LogFileEndpoints.KeyHeader, key);
            }

            (await service.Client.SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        }
    }

    [Fact]
    public async Task Log_files_are_sent_whole_or_by_range()
    {
        await using var service = await StartAsync();
        await FindAsync(service, await LogAsync(service));
        using var list = JsonDocument.Parse(await GetAsync(service, ""));
        var file = list.RootElement.EnumerateArray().Single();
        var text = System.Text.Encoding.UTF8.GetString(await GetAsync(service, "/" + file.GetProperty("name").GetString()));
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldAllBe(line => JsonDocument.Parse(line, default).RootElement.ValueKind == JsonValueKind.Object);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{LogFileEndpoints.Path}/{file.GetProperty("name").GetString()}");
        request.Headers.Add(LogFileEndpoints.KeyHeader, Key);
        request.Headers.Range = new(1, 10);
        using var part = await service.Client.SendAsync(request);
        part.StatusCode.ShouldBe(HttpStatusCode.PartialContent);
        (await part.Content.ReadAsStringAsync()).ShouldBe(text[1..11]);
    }

    private static async Task<string> LogAsync(LocalWebApp service)
    {
        await service.Client.GetAsync("/items/99");
        return "Looked at 99";
    }

    private static string Message(JsonElement line) => line.GetProperty("message").GetString()!.Split(" after ")[0];

    private static async Task<JsonElement> FindAsync(LocalWebApp service, string text, string? trace = null)
    {
        JsonElement[] lines = [];
        await Eventually.BecomesTrueAsync(async () => (lines = await LinesAsync(service, $"text={Uri.EscapeDataString(text)}" + (trace is null ? "" : "&trace_id=" + trace))).Length > 0, what: text);
        return lines[0];
    }

    private static async Task<JsonElement[]> LinesAsync(LocalWebApp service, string query)
    {
        using var page = JsonDocument.Parse(await GetAsync(service, "/lines?" + query));
        return [.. page.RootElement.EnumerateArray().Select(item => item.GetProperty("line").Clone())];
    }

    private static async Task<byte[]> GetAsync(LocalWebApp service, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, LogFileEndpoints.Path + path);
        request.Headers.Add(LogFileEndpoints.KeyHeader, Key);
        using var response = await service.Client.SendAsync(request);
        return await response.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync();
    }

    private Task<LocalWebApp> StartAsync(Dictionary<string, string?>? settings = null) => DefaultService.StartAsync(
        new Dictionary<string, string?>(settings ?? [])
        {
            ["Logs:Folder"] = _folder.Path,
            ["Logs:AccessKey"] = Key,
            ["Logging:LogLevel:Default"] = "Information",
        },
        builder =>
        {
            builder.Logging.SetMinimumLevel(LogLevel.Information);
        });
}
