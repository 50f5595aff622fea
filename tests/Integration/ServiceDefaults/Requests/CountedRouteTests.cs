using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.Extensions.DependencyInjection;
using Platform.ApiGateway.Database;
using Platform.Broker.Database;
using Platform.Frontend.Session;
using Platform.Integration.Worker;
using Platform.JobManager.Database;
using Platform.Operations.Database;
using Platform.Testkit.Files;
using Platform.Testkit.Hosting;
using Platform.Testkit.Waiting;
using Platform.Worker.Configuration;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Platform.Integration.ServiceDefaults.Requests;

/// <summary>
/// A route that fails is seen, whichever it is: each of each service answers 500 once for every method, and each of these is in
/// <c>http_requests_total</c> and <c>http_errors_total</c>. Those that last as long as their client likes too.
/// </summary>
public sealed partial class CountedRouteTests(ITestOutputHelper output)
{
    // Of the framework, for files that are not there: it has nothing to fail with.
    private const string NoFile = "{**path:file}";

    // What monitoring itself asks for.
    private static readonly string[] s_uncounted = ["/health", "/health/live", "/health/ready", "/status", "/info", "/metrics"];

    [Fact]
    public async Task Failures_of_every_gateway_route_are_counted()
    {
        using var folder = new TemporaryFolder();
        await WalkAsync<IdentityDb>(new Dictionary<string, string>(Away) { ["Storage:Local:Root"] = folder.Path, ["services:job-manager:http:0"] = "http://127.0.0.1:1", ["services:job-manager:grpc:0"] = "http://127.0.0.1:1", ["services:broker:http:0"] = "http://127.0.0.1:1", ["services:broker:grpc:0"] = "http://127.0.0.1:1" },
            "PATCH /api/v1/uploads/{id:guid}", "GET /api/v1/jobs/{id:guid}/media", "GET /api/v1/auth/export", "GET /api/v1/jobs/events", "GET /api/v1/jobs/{id:guid}/events");
    }

    [Fact]
    public Task Failures_of_every_page_route_are_counted() => WalkAsync<SessionStore>(
        new Dictionary<string, string> { ["services:api-gateway:http:0"] = "http://127.0.0.1:1" }, "GET /account/export", "GET /media/{id:guid}", "PATCH /uploads/{id:guid}", "GET /captions/{id:guid}.{format:regex(^(vtt|srt|ttml|ass|sbv|csv|txt|txt_times|json)$)}");

    [Fact]
    public Task Failures_of_every_Broker_route_are_counted() => WalkAsync<BrokerDatabase>(Away, "GET /internal/v1/logs/{filename}", "POST /platform.internal.v1.MessageService/Publish");

    [Fact]
    public Task Failures_of_every_Operations_route_are_counted() => WalkAsync<OperationsDatabase>(Away, "GET /internal/v1/logs/{filename}", "POST /platform.internal.v1.IncidentService/Search");

    [Fact]
    public Task Failures_of_every_JobManager_route_are_counted() => WalkAsync<JobDatabase>(Away, "GET /internal/v1/logs/{filename}", "POST /platform.internal.v1.JobService/Submit");

    [Fact]
    public async Task Failures_of_every_worker_route_are_counted()
    {
        using var folder = new TemporaryFolder();
        await WalkAsync<WorkerOptions>(WorkerService.Settings("amqp://nobody:none@127.0.0.1:1", folder), "GET /internal/v1/logs/{filename}");
    }

    // Nobody listens there, and no route comes to ask.
    private static Dictionary<string, string> Away => new(StringComparer.Ordinal)
    {
        ["ConnectionStrings:platform"] = "Host=127.0.0.1;Port=1;Username=nobody;Database=none",
        ["ConnectionStrings:messaging"] = "amqp://nobody:none@127.0.0.1:1",
        ["ConnectionStrings:redis"] = "127.0.0.1:1",
    };

    private async Task WalkAsync<TAnyOfService>(IReadOnlyDictionary<string, string> settings, params string[] among)
        where TAnyOfService : class
    {
        await using var service = new RunningService<TAnyOfService>(
            new Dictionary<string, string>(settings) { ["Logging:LogLevel:Default"] = "None" }, services => services.AddSingleton<MatcherPolicy, FailingRoutes>()).Start();
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = service.Address };
        var routes = service.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<StaticAssetDescriptor>() is null && endpoint.RoutePattern.RawText != NoFile)
            .ToList();
        routes.Where(route => route.Metadata.GetMetadata<IDisableHttpMetricsMetadata>() is not null).Select(route => "/" + route.RoutePattern.RawText!.Trim('/'))
            .Except(s_uncounted).ShouldBeEmpty("only what monitoring asks for counts nowhere");

        var asked = new List<string>();
        foreach (var route in routes.Where(route => route.Metadata.GetMetadata<IDisableHttpMetricsMetadata>() is null))
        {
            foreach (var method in route.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods is { Count: > 0 } methods ? methods : ["GET"])
            {
                using var request = new HttpRequestMessage(new HttpMethod(method), PathOf(route));
                if (method is "POST" or "PUT" or "PATCH")
                {
                    request.Content = new ByteArrayContent("{}"u8.ToArray());
                    request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(route.Metadata.GetMetadata<IAcceptsMetadata>()?.ContentTypes is [{ } type, ..] ? type : "application/json");
                }

                using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
                answer.StatusCode.ShouldBe(HttpStatusCode.InternalServerError, $"{method} {PathOf(route)} of {route.RoutePattern.RawText}");
                asked.Add($"{method} {route.RoutePattern.RawText}");
            }
        }

        output.WriteLine($"{asked.Count} requests");
        among.Except(asked).ShouldBeEmpty("routes that the walk is about");

        // An answer is counted after it was sent.
        await Eventually.PassesAsync(async () =>
        {
            var samples = (await client.GetStringAsync("/metrics")).Split('\n').Select(line => Sample().Match(line)).Where(match => match.Success).ToList();
            var counted = samples.Where(sample => sample.Groups["name"].Value == "http_requests_total" && LabelOf(sample, "status") == "5xx")
                .GroupBy(sample => $"{LabelOf(sample, "method")} {LabelOf(sample, "endpoint")}").ToDictionary(same => same.Key, same => same.Sum(ValueOf));
            counted.Values.Sum().ShouldBe(asked.Count);
            among.Where(route => counted.GetValueOrDefault(route) < 1).ShouldBeEmpty();
            samples.Where(sample => sample.Groups["name"].Value == "http_errors_total" && LabelOf(sample, "status") == "500").Sum(ValueOf).ShouldBe(asked.Count);
        });
    }

    private static string LabelOf(Match sample, string label) => Regex.Match(sample.Groups["labels"].Value, $"(^|,){label}=\"(?<value>[^\"]*)\"", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Groups["value"].Value;

    private static double ValueOf(Match sample) => double.Parse(sample.Groups["value"].Value, CultureInfo.InvariantCulture);

    /// <summary>An address that the route matches.</summary>
    private static string PathOf(RouteEndpoint route) => "/" + string.Join('/', route.RoutePattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(part => part switch
    {
        RoutePatternLiteralPart literal => literal.Content,
        RoutePatternSeparatorPart separator => separator.Content,
        RoutePatternParameterPart parameter => ValueOf(parameter),
        _ => "",
    }))));

    private static string ValueOf(RoutePatternParameterPart parameter)
    {
        var rules = string.Join(',', parameter.ParameterPolicies.Select(policy => policy.Content));
        return rules.Contains("guid", StringComparison.Ordinal) ? "0198c0de-0000-7000-8000-000000000001"
            : rules.Contains("vtt", StringComparison.Ordinal) ? "vtt"
            : rules.Contains("v1", StringComparison.Ordinal) ? "v1"
            : rules.Contains("int", StringComparison.Ordinal) || rules.Contains("long", StringComparison.Ordinal) || rules.Contains("range", StringComparison.Ordinal) || rules.Contains("min", StringComparison.Ordinal) ? "1"
            : "name";
    }

    [GeneratedRegex("""^(?<name>http_(requests|errors)_total)\{(?<labels>.*)\} (?<value>[0-9.e+]+)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Sample();
}
