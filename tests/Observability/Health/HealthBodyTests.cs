using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Platform.Observability.Defaults;
using Platform.Observability.Exposition;
using Platform.ServiceDefaults.Health;
using Platform.Testkit.Hosting;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.Observability.Health;

[Collection(ServicesInTurn.Name)]
public sealed class HealthBodyTests
{
    [Fact]
    public async Task Status_includes_machine_and_service_information()
    {
        await using var service = await StartAsync(builder => builder.AddInfo("broker", _ => new Dictionary<string, object> { ["queues"] = 3, ["framework"] = "own" }));
        var status = await ReadAsync(service, "/status");
        foreach (var name in (string[])["status", "timestamp", "service", "version", "uptime", "uptime_seconds", "services", "checks", "system", "info"])
        {
            status.TryGetProperty(name, out _).ShouldBeTrue(name);
        }

        status.GetProperty("uptime").GetString().ShouldNotBeNull().ShouldMatch(@"^\d+d \d+h \d+m \d+s$");
        status.GetProperty("services").EnumerateObject().Select(part => part.Name).ShouldBe(["database", "redis", "rabbitmq", "storage"]);
        var system = status.GetProperty("system");
        system.GetProperty("pid").GetInt32().ShouldBe(Environment.ProcessId);
        system.GetProperty("memory").GetProperty("process_bytes").GetInt64().ShouldBeGreaterThan(1_000_000);
        system.GetProperty("memory").GetProperty("limit_bytes").GetInt64().ShouldBeGreaterThan(0);
        system.GetProperty("memory").GetProperty("heap_limit_bytes").GetInt64().ShouldBeGreaterThan(0);
        system.GetProperty("memory").GetProperty("heap_used_percent").GetDouble().ShouldBeInRange(0, 100);
        system.GetProperty("disk").GetProperty("free_bytes").GetInt64().ShouldBeGreaterThan(0);
        system.GetProperty("resources").GetProperty("cpu_percent").GetDouble().ShouldBeInRange(0, 100);
        status.GetProperty("info").GetProperty("broker").GetProperty("queues").GetInt32().ShouldBe(3);
        (await ReadAsync(service, "/info")).GetProperty("info").GetProperty("broker").GetProperty("framework").GetString().ShouldBe("own");
    }

    [Fact]
    public async Task A_custom_check_is_one_line_of_code_and_its_result_is_a_metric()
    {
        await using var service = await StartAsync(builder => builder.AddHealthCheck(
            "licence",
            static (_, _) => new(new ProbeAnswer("3 days left", new Dictionary<string, object> { ["days"] = 3 }, HealthStatus.Degraded))));
        var check = (await ReadAsync(service, "/health")).GetProperty("checks").GetProperty("licence");
        check.GetProperty("status").GetString().ShouldBe("degraded");
        check.GetProperty("message").GetString().ShouldBe("3 days left");
        check.GetProperty("duration_ms").GetDouble().ShouldBeGreaterThanOrEqualTo(0);
        check.GetProperty("details").GetProperty("days").GetInt32().ShouldBe(3);

        using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics");
        request.Headers.Accept.ParseAdd("application/openmetrics-text");
        using var response = await service.Client.SendAsync(request);
        var families = OpenMetricsParser.Parse(await response.Content.ReadAsByteArrayAsync());
        families.Single(family => family.Name == "health_check_status").Samples.Single(sample => sample.Labels["check"] == "licence").Value.ShouldBe(1);
        families.Single(family => family.Name == "health_check_duration_seconds").Samples.ShouldContain(sample => sample.Labels["check"] == "licence");
    }

    [Fact]
    public async Task A_hanging_check_times_out_and_a_throwing_check_fails()
    {
        await using var service = await StartAsync(builder =>
        {
            builder.AddHealthCheck("hanging", static async (_, _) => await new TaskCompletionSource<ProbeAnswer>().Task, timeout: TimeSpan.FromMilliseconds(50));
            builder.AddHealthCheck("throwing", static (_, _) => throw new InvalidOperationException("Password=hunter2 is wrong"), HealthStatus.Unhealthy);
        });
        using var response = await service.Client.GetAsync("/health/ready");
        response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        var checks = (await ReadAsync(service, "/health")).GetProperty("checks");
        checks.GetProperty("hanging").GetProperty("status").GetString().ShouldBe("degraded");
        checks.GetProperty("hanging").GetProperty("message").GetString().ShouldBe("no answer within 0.05 s");
        checks.GetProperty("throwing").GetProperty("status").GetString().ShouldBe("unhealthy");
        checks.GetRawText().ShouldNotContain("hunter2");
        (await service.Client.GetAsync("/health/live")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Results_are_cached_and_refreshed_in_the_background()
    {
        var runs = 0;
        await using var service = await StartAsync(
            builder => builder.AddHealthCheck("counted", (_, _) => new(new ProbeAnswer(null, new Dictionary<string, object> { ["run"] = Interlocked.Increment(ref runs) }))),
            new() { ["Health:Period"] = "00:00:00.100" });
        await Eventually.BecomesTrueAsync(async () =>
            (await ReadAsync(service, "/health")).GetProperty("checks").GetProperty("counted").GetProperty("details").GetProperty("run").GetInt32() >= 3);

        new HealthOptions().Period.ShouldBeLessThanOrEqualTo(TimeSpan.FromSeconds(30));
        var slowRuns = 0;
        await using var slow = await StartAsync(builder => builder.AddHealthCheck("once", (_, _) => new(new ProbeAnswer(null, new Dictionary<string, object> { ["run"] = Interlocked.Increment(ref slowRuns) }))));
        for (var i = 0; i < 20; i++)
        {
            await ReadAsync(slow, "/health");
        }

        slowRuns.ShouldBeLessThan(20, "a question to the endpoint asks nobody else");
    }

    [Theory]
    [InlineData("/health")]
    [InlineData("/status")]
    [InlineData("/info")]
    public async Task Callers_without_access_to_details_see_names_and_states(string path)
    {
        await using var service = await StartAsync(builder =>
        {
            builder.AddInfo("inside", _ => new Dictionary<string, object> { ["shown"] = "only-inside" });
            builder.Services.Configure<HealthOptions>(options => options.MaySeeDetails = context => ValueTask.FromResult(context.Request.Headers.ContainsKey("X-Operator")));
        });
        using var refused = await service.Client.GetAsync(path);
        var body = await refused.Content.ReadAsStringAsync();
        body.ShouldNotContain("details");
        body.ShouldNotContain("only-inside");
        body.ShouldNotContain("127.0.0.1");
        body.ShouldContain("\"status\":");

        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("X-Operator", "yes");
        using var shown = await service.Client.SendAsync(request);
        (await shown.Content.ReadAsStringAsync()).ShouldContain(path == "/health" ? "\"details\":" : "only-inside");
    }

    private static Task<LocalWebApp> StartAsync(Action<WebApplicationBuilder> configure, Dictionary<string, string?>? settings = null) =>
        DefaultService.StartAsync(settings, configure);

    private static async Task<JsonElement> ReadAsync(LocalWebApp service, string path)
    {
        using var body = JsonDocument.Parse(await service.Client.GetByteArrayAsyncAnyStatus(path));
        return body.RootElement.Clone();
    }
}

internal static class AnyStatus
{
    public static async Task<byte[]> GetByteArrayAsyncAnyStatus(this HttpClient client, string path)
    {
        using var response = await client.GetAsync(path);
        return await response.Content.ReadAsByteArrayAsync();
    }
}
