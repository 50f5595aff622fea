using Platform.Observability.Exposition;
using Platform.Testkit.Hosting;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.Observability.Defaults;

[Collection(ServicesInTurn.Name)]
public sealed class MetricsEndpointTests : IAsyncLifetime
{
    private LocalWebApp _service = null!;

    public async Task InitializeAsync() => _service = await DefaultService.StartAsync();

    public async Task DisposeAsync() => await _service.DisposeAsync();

    [Fact]
    public async Task Every_documented_series_exists_from_the_start()
    {
        // The first checks are made in the background.
        (await _service.Client.GetAsync("/health")).Dispose();
        IReadOnlyList<ParsedFamily> families = [];

        // The memory pool of a host that has just ended in this process is told of once more, which reads as a sample that is there twice.
        await Eventually.PassesAsync(async () => families = OpenMetricsParser.Parse(await ScrapeAsync("application/openmetrics-text")));
        var names = families.Select(family => family.Name).ToArray();
        foreach (var name in (string[])["circuit_breaker_state", "circuit_breaker_calls", "circuit_breaker_failures", "http_errors",
            "process_start_time_seconds", "memory_usage_bytes", "process_memory_limit_bytes", "process_open_fds", "process_max_fds",
            "app_build_info", "service_health_status", "health_check_status", "dotnet_process_cpu_time_seconds"])
        {
            names.ShouldContain(name);
        }

        families.Single(family => family.Name == "circuit_breaker_state").Samples.Select(sample => sample.Labels["dependency"]).Distinct()
            .ShouldBe(["postgres", "redis", "rabbitmq", "storage", "job-manager"], ignoreOrder: true);
        families.Where(family => family.Type != "info").SelectMany(family => family.Samples)
            .ShouldAllBe(sample => sample.Labels["service"] == "tested");
        names.ShouldAllBe(name => !name.StartsWith("private", StringComparison.OrdinalIgnoreCase) && !name.Contains("quic", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nothing_secret_is_exposed()
    {
        await _service.Client.GetAsync("/items/1");
        System.Text.Encoding.UTF8.GetString(await ScrapeAsync("text/plain")).ShouldNotContain("hunter2");
    }

    [Fact]
    public async Task Requests_are_counted_by_route_except_operational_ones()
    {
        await _service.Client.GetAsync("/items/17");
        await _service.Client.GetAsync("/items/18");
        await _service.Client.GetAsync("/nowhere/secret-path");
        await _service.Client.GetAsync("/broken");
        await _service.Client.GetAsync("/stream");
        await _service.Client.GetAsync("/poll");
        await _service.Client.GetAsync("/open");
        await _service.Client.GetAsync("/health/live");
        await Eventually.PassesAsync(async () =>
        {
            var families = OpenMetricsParser.Parse(await ScrapeAsync("application/openmetrics-text"));
            var requests = families.Single(family => family.Name == "http_requests").Samples
                .ToDictionary(sample => $"{sample.Labels["method"]} {sample.Labels["endpoint"]} {sample.Labels["status"]}", sample => sample.Value);
            requests.ShouldContainKeyAndValue("GET /items/{id:int} 200", 2);
            requests.ShouldContainKeyAndValue("GET unmatched 4xx", 1);
            requests.ShouldContainKeyAndValue("GET /broken 5xx", 1);
            requests.ShouldContainKeyAndValue("GET /stream 200", 1);
            requests.ShouldContainKeyAndValue("GET /open 5xx", 1);
            requests.ShouldContainKeyAndValue("GET /poll 200", 1);
            families.Single(family => family.Name == "http_request_duration_seconds").Samples
                .ShouldAllBe(sample => sample.Labels["endpoint"] != "/stream" && sample.Labels["endpoint"] != "/open" && sample.Labels["endpoint"] != "/poll");
            requests.Keys.ShouldAllBe(key => !key.Contains("health", StringComparison.Ordinal) && !key.Contains("metrics", StringComparison.Ordinal));
            families.Single(family => family.Name == "http_errors").Samples
                .Single(sample => sample.Labels["status"] == "500" && sample.Labels["error_type"] == "server").Value.ShouldBe(2);
            families.Single(family => family.Name == "http_request_duration_seconds").Samples
                .Where(sample => sample.Labels["endpoint"] == "/items/{id:int}" && sample.Labels.ContainsKey("le"))
                .Select(sample => sample.Labels["le"])
                .ShouldBe(["0.01", "0.05", "0.1", "0.5", "1.0", "2.0", "5.0", "+Inf"]);
            families.Where(family => family.Name.StartsWith("http_server", StringComparison.Ordinal)).SelectMany(family => family.Samples)
                .ShouldAllBe(sample => !sample.Labels.GetValueOrDefault("http_route", "").Contains("health", StringComparison.Ordinal));
        });
    }

    [Fact]
    public async Task Both_formats_contain_the_same_series()
    {
        await _service.Client.GetAsync("/items/1");

        // One right after the other, so that both are of one collection, unless something came between them.
        await Eventually.PassesAsync(async () =>
        {
            var (one, other) = (await ScrapeAsync("application/openmetrics-text"), await ScrapeAsync("text/plain"));
            var openMetrics = OpenMetricsParser.Parse(one).SelectMany(family => family.Samples).Select(sample => sample.Key).ToArray();
            var text = TextFormatParser.Parse(other).Samples.Select(sample => sample.Key).ToArray();
            openMetrics.Except(text).Concat(text.Except(openMetrics)).ShouldBeEmpty();
        });
    }

    [Fact]
    public async Task Promtool_reports_no_new_problem() => (await Promtool.CheckAsync(await ScrapeAsync("text/plain"))).ShouldBeEmpty();

    private async Task<byte[]> ScrapeAsync(string accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics");
        request.Headers.Accept.ParseAdd(accept);
        using var response = await _service.Client.SendAsync(request);
        return await response.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync();
    }
}
