using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Platform.ServiceDefaults.Requests;
using Platform.Testkit.Monitoring;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Platform.Integration.ApiGateway.Monitoring;

/// <summary>The gateway cannot lose its monitoring by being used: its series have a bound, whatever callers do.</summary>
public sealed class SeriesTests(GatewayFixture gateway, ITestOutputHelper output) : IClassFixture<GatewayFixture>
{
    // Buckets, +Inf, sum and count of http_request_duration_seconds.
    private const int DurationSeries = 10;

    // Of requests that no route takes, by ten methods and three outcomes (429, 4xx, 5xx), and of files that are served as they are (GET and HEAD: 200,
    // 304, 4xx); both are timed.
    private const int WithoutRoute = (10 * 3) + DurationSeries + (2 * 3) + DurationSeries;

    // The sample_limit of deploy/prometheus/prometheus.yml.
    private const int ScrapeLimit = 5000;

    private const string Api = "/api/v1";

    private static readonly string[] s_errors = ["401", "403", "429", "4xx", "5xx"];

    [Fact]
    public async Task The_series_of_all_routes_and_statuses_stay_below_the_scrape_limit()
    {
        using var document = JsonDocument.Parse(await gateway.Anonymous.GetStringAsync("/openapi/v1.json"));
        var paths = document.RootElement.GetProperty("paths").EnumerateObject().ToDictionary(path => path.Name, path => path.Value);
        var routes = paths.Where(path => !paths.ContainsKey("/api/v1" + path.Key)).ToArray();
        var untimed = gateway.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .GroupBy(route => DocumentedPath("/" + route.RoutePattern.RawText!.Trim('/')), StringComparer.Ordinal)
            .Where(same => same.All(route => route.IsUntimed()))
            .Select(same => same.Key).ToHashSet(StringComparer.Ordinal);
        routes.Count(route => untimed.Contains(route.Key)).ShouldBeInRange(1, 10);

        var byRoute = routes.Sum(route => (untimed.Contains(route.Key) ? 0 : DurationSeries)
            + route.Value.EnumerateObject().Where(method => method.Value.ValueKind == JsonValueKind.Object).Sum(method => OutcomesOf(method.Value)));
        var worst = byRoute + WithoutRoute + SeriesBudget.GatewayWithoutRoutes;
        output.WriteLine($"{routes.Length} routes with {byRoute} series, {worst} at worst in all");

        routes.Length.ShouldBeGreaterThan(40);
        worst.ShouldBeLessThan(SeriesBudget.Gateway(routes.Length));
        (worst * 2).ShouldBeLessThanOrEqualTo(ScrapeLimit);
    }

    [Fact]
    public async Task A_route_has_the_same_labels_under_both_addresses_and_for_every_error()
    {
        var client = (await gateway.SignUpAsync("series@example.com")).Client;
        foreach (var root in (string[])["", "/api/v1"])
        {
            (await client.GetAsync($"{root}/queues/no%20such%20name")).Dispose();
            (await client.GetAsync($"{root}/queues/not-there/messages?limit=0")).Dispose();
            (await client.SendAsync(new HttpRequestMessage(new HttpMethod("MADE-UP"), $"{root}/queues"))).Dispose();
            (await client.GetAsync($"{root}/made-up-{Guid.CreateVersion7()}")).Dispose();
        }

        // An answer is counted after it was sent.
        await Eventually.PassesAsync(async () =>
        {
            var series = (await gateway.Anonymous.GetStringAsync("/metrics")).Split('\n').Where(line => line.StartsWith("http_requests_total{", StringComparison.Ordinal)).ToArray();
            series.ShouldContain(line => line.Contains("endpoint=\"/api/v1/queues/{queue_name}\"", StringComparison.Ordinal) && line.Contains("status=\"4xx\"", StringComparison.Ordinal));
            series.ShouldAllBe(line => !line.Contains("endpoint=\"/queues", StringComparison.Ordinal) && !line.Contains("made-up", StringComparison.OrdinalIgnoreCase)
                && !line.Contains("status=\"404\"", StringComparison.Ordinal) && !line.Contains("code=", StringComparison.Ordinal));
        });
    }

    [Fact]
    public async Task Routes_with_two_addresses_are_counted_under_the_api_prefix()
    {
        var routes = gateway.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Select(route => (Path: "/" + route.RoutePattern.RawText!.Trim('/'), Methods: route.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? []))
            .ToLookup(route => route.Path, route => route.Methods, StringComparer.Ordinal);
        var both = routes.Select(route => route.Key).Where(path => routes.Contains(Api + path)).ToArray();
        both.ShouldContain("/queues");
        both.ShouldContain("/graphql");
        both.ShouldContain("/stats");
        both.Length.ShouldBeGreaterThan(15);

        var before = await CountedAsync();
        var asked = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var path in both)
        {
            foreach (var address in (string[])[path, Api + path])
            {
                foreach (var method in routes[address].SelectMany(methods => methods))
                {
                    // Nobody's: routed and counted as any, and it does nothing.
                    using var request = new HttpRequestMessage(new HttpMethod(method), string.Join('/', address.Split('/').Select(part => part.StartsWith('{') ? "1" : part)));
                    (await gateway.Anonymous.SendAsync(request)).Dispose();
                    asked[Api + path] = asked.GetValueOrDefault(Api + path) + 1;
                }
            }
        }

        // An answer is counted after it was sent.
        await Eventually.PassesAsync(async () =>
        {
            var counted = await CountedAsync();
            asked.Where(route => counted.GetValueOrDefault(route.Key) - before.GetValueOrDefault(route.Key) < route.Value).ShouldBeEmpty("counted at both addresses");
            counted.Keys.Where(label => both.Contains(label.TrimEnd('/'), StringComparer.Ordinal) || (label.EndsWith('/') && asked.ContainsKey(label.TrimEnd('/')))).ShouldBeEmpty("labels of their own");
        });
    }

    [Fact]
    public async Task Long_lasting_requests_are_counted_but_not_timed()
    {
        var client = (await gateway.SignUpAsync("untimed@example.com")).Client;
        var nothing = Guid.CreateVersion7();
        (await client.GetAsync($"/api/v1/jobs/{nothing}/media")).Dispose();
        (await client.GetAsync($"/api/v1/jobs/{nothing}/events")).Dispose();
        (await client.PatchAsync($"/api/v1/uploads/{nothing}", new ByteArrayContent([1]))).Dispose();

        await Eventually.PassesAsync(async () =>
        {
            var series = (await gateway.Anonymous.GetStringAsync("/metrics")).Split('\n');
            foreach (var route in (string[])["/api/v1/jobs/{id:guid}/media", "/api/v1/jobs/{id:guid}/events", "/api/v1/uploads/{id:guid}"])
            {
                series.ShouldContain(line => line.StartsWith("http_requests_total{", StringComparison.Ordinal)
                    && line.Contains($"endpoint=\"{route}\"", StringComparison.Ordinal) && line.Contains("status=\"4xx\"", StringComparison.Ordinal), route);
                series.ShouldNotContain(line => line.StartsWith("http_request_duration_seconds_count{", StringComparison.Ordinal)
                    && line.Contains($"endpoint=\"{route}\"", StringComparison.Ordinal), route);
            }
        });
    }

    /// <summary>Requests so far, by the label <c>endpoint</c>.</summary>
    private async Task<Dictionary<string, double>> CountedAsync()
    {
        const string Label = "endpoint=\"";
        return (await gateway.Anonymous.GetStringAsync("/metrics")).Split('\n')
            .Where(line => line.StartsWith("http_requests_total{", StringComparison.Ordinal) && line.Contains(Label, StringComparison.Ordinal))
            .GroupBy(line => line.Split(Label)[1].Split('"')[0], StringComparer.Ordinal)
            .ToDictionary(same => same.Key, same => same.Sum(line => double.Parse(line.Split("} ")[1].Split(' ')[0], CultureInfo.InvariantCulture)), StringComparer.Ordinal);
    }

    // A template without the constraints of its parameters, as in the OpenAPI document.
    private static string DocumentedPath(string template) =>
        string.Join('/', template.Split('/').Select(part => part.StartsWith('{') && part.Contains(':', StringComparison.Ordinal) ? part.Split(':')[0] + "}" : part));

    // Who asks is refused as such only where somebody has to be signed in, or where the description says so.
    private static int OutcomesOf(JsonElement operation)
    {
        string[] documented = [.. operation.GetProperty("responses").EnumerateObject().Select(response => response.Name)];
        var refusals = operation.TryGetProperty("security", out _) ? s_errors : s_errors.Where(status => status is not ("401" or "403") || documented.Contains(status, StringComparer.Ordinal));
        return documented.Where(status => status[0] < '4').Concat(refusals).Distinct().Count();
    }
}
