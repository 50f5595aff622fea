using System.Text.Json;
using Platform.Observability.Catalogue;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Platform.Observability.Exposition;

/// <summary>Checks the metrics of running services by promtool, by the strict parser and by a real Prometheus.</summary>
[Collection(RunningServicesCollection.Name)]
public sealed class ServiceExpositionTests(RunningServices services, ITestOutputHelper output)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    public static TheoryData<string> Services => [.. RunningServices.Projects.Keys];

    [Theory]
    [MemberData(nameof(Services))]
    public async Task Promtool_accepts_the_text_of_every_service(string service) =>
        (await Promtool.CheckAsync(await services[service].ScrapeAsync("text/plain"))).ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Services))]
    public async Task The_strict_parser_accepts_the_OpenMetrics_of_every_service(string service)
    {
        var families = await services[service].ScrapeAsync();
        output.WriteLine($"{service}: {families.Count} families, {families.Sum(family => family.Samples.Count)} series");
        families[0].ShouldSatisfyAllConditions(
            target => (target.Name, target.Type).ShouldBe(("target", "info")),
            target => target.Samples.Single().Labels["service_name"].ShouldBe(service));
        families.Skip(1).ShouldAllBe(family => family.Samples.All(sample => sample.Labels["service"] == service));
    }

    [Theory]
    [MemberData(nameof(Services))]
    public async Task Text_and_OpenMetrics_expose_the_same_series(string service) => await Eventually.PassesAsync(
        async () =>
        {
            // Two collections: values may differ, and series may be born in between.
            var openMetrics = OpenMetricsParser.Parse(await services[service].ScrapeAsync("application/openmetrics-text"));
            var (types, text) = TextFormatParser.Parse(await services[service].ScrapeAsync("text/plain"));
            openMetrics.SelectMany(family => family.Samples).Select(sample => sample.Key).ShouldBe(text.Select(sample => sample.Key), ignoreOrder: true);
            openMetrics.Select(family => family.Type switch
            {
                "counter" => (family.Name + "_total", "counter"),
                "info" => (family.Name + "_info", "gauge"),
                var type => (family.Name, type!),
            }).ShouldBe(types.Select(type => (type.Key, type.Value)), ignoreOrder: true);
        },
        s_patience);

    [Theory]
    [MemberData(nameof(Services))]
    public async Task A_real_Prometheus_stores_every_sample(string service)
    {
        using var client = services.NewPrometheusClient();
        await Eventually.PassesAsync(
            async () =>
            {
                (await ValueAsync(client, $"up{{job=\"{service}\"}}")).ShouldBe(1);

                // Read twice around its scrape: series may be born in between.
                var before = await CountAsync(service);
                var scraped = await ValueAsync(client, $"scrape_samples_scraped{{job=\"{service}\"}}");
                scraped.ShouldBe(before);
                (await CountAsync(service)).ShouldBe(before);
            },
            s_patience);
        (await ValueAsync(client, $"scrape_samples_post_metric_relabeling{{job=\"{service}\"}}")).ShouldBeLessThan(service == "api-gateway" ? 2000 : 1500);
        (await ValueAsync(client, "count({__name__=~\".+_created\"}) or vector(0)")).ShouldBe(0);
        (await ValueAsync(client, $"count({{exported_service!=\"\"}}) or vector(0)")).ShouldBe(0);
    }

    private async Task<int> CountAsync(string service) => (await services[service].ScrapeAsync()).Sum(family => family.Samples.Count + family.Created.Count);

    private static async Task<double> ValueAsync(HttpClient client, string query)
    {
        using var answer = JsonDocument.Parse(await client.GetByteArrayAsync("/api/v1/query?query=" + Uri.EscapeDataString(query)));
        var result = answer.RootElement.GetProperty("data").GetProperty("result");
        return result.GetArrayLength() == 1 ? SampleReader.Number(result[0].GetProperty("value")[1].GetString()!) : double.NaN;
    }
}
