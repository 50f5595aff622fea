using System.Net;
using System.Text.Json;
using Platform.Testkit.Hosting;
using Shouldly;
using Xunit;

namespace Platform.Observability.Defaults;

[Collection(ServicesInTurn.Name)]
public sealed class AnswerTests : IAsyncLifetime
{
    private LocalWebApp _service = null!;

    public async Task InitializeAsync() => _service = await DefaultService.StartAsync();

    public async Task DisposeAsync() => await _service.DisposeAsync();

    [Theory]
    [InlineData("/broken", HttpStatusCode.InternalServerError)]
    [InlineData("/nowhere", HttpStatusCode.NotFound)]
    public async Task Problems_contain_the_trace_id_and_no_internals(string path, HttpStatusCode status)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("X-Request-Id", "mine-1");
        using var response = await _service.Client.SendAsync(request);
        response.StatusCode.ShouldBe(status);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        using var problem = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync());
        problem.RootElement.GetProperty("trace_id").GetString().ShouldBe(response.Headers.GetValues("X-Trace-Id").Single());
        problem.RootElement.GetProperty("request_id").GetString().ShouldBe("mine-1");
        problem.RootElement.GetRawText().ShouldNotContain("hunter2");
        problem.RootElement.TryGetProperty("traceId", out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData("has spaces")]
    [InlineData("<script>")]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345")]
    public async Task Malformed_request_ids_are_replaced(string id)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/items/1");
        request.Headers.TryAddWithoutValidation("X-Request-Id", id);
        using var response = await _service.Client.SendAsync(request);
        response.Headers.GetValues("X-Request-Id").Single().ShouldNotBe(id);
    }

    [Fact]
    public async Task Health_lists_each_check_with_reason_and_duration()
    {
        using var live = await _service.Client.GetAsync("/health/live");
        live.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var response = await _service.Client.GetAsync("/health");
        response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        using var body = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync());
        var root = body.RootElement;
        root.GetProperty("status").GetString().ShouldBe("unhealthy");
        root.GetProperty("service").GetString().ShouldBe("tested");
        root.GetProperty("version").GetString().ShouldNotBeNullOrEmpty();
        root.GetProperty("timestamp").GetDateTimeOffset().ShouldBe(TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(1));
        var checks = root.GetProperty("checks");
        checks.EnumerateObject().Select(check => (check.Name, check.Value.GetProperty("status").GetString())).ShouldBe(
            [("disk", "healthy"), ("job-manager", "degraded"), ("memory", "healthy"), ("postgres", "unhealthy"), ("rabbitmq", "degraded"), ("redis", "degraded"), ("storage", "healthy"), ("system_resources", "healthy")]);
        checks.GetProperty("postgres").GetProperty("message").GetString().ShouldNotBeNullOrEmpty();
        checks.GetProperty("postgres").GetProperty("duration_ms").GetDouble().ShouldBeGreaterThan(0);
        root.GetRawText().ShouldNotContain("hunter2");
    }
}
