using Platform.Testkit.Monitoring;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Platform.Observability.Catalogue;

/// <summary>Checks that the services expose exactly the metrics in deploy/metrics.yaml.</summary>
[Collection(RunningServicesCollection.Name)]
public sealed class LiveCatalogueTests(RunningServices services, ITestOutputHelper output)
{
    // Prometheus refuses a whole scrape for one label that is longer (label_value_length_limit).
    private const int LongestLabel = 200;

    [Theory]
    [InlineData("api-gateway")]
    [InlineData("job-manager")]
    [InlineData("broker")]
    [InlineData("operations")]
    [InlineData("worker")]
    [InlineData("frontend")]
    public async Task A_service_exposes_exactly_the_metrics_of_the_catalogue(string name)
    {
        var service = services[name];
        foreach (var path in (string[])["/nowhere", "/api/v1/jobs", "/sign-in"])
        {
            (await service.Client.GetAsync(path)).Dispose();
        }

        // A pool of connections appears with its first use, in the background.
        var families = await service.ScrapeAsync();
        await Eventually.PassesAsync(async () =>
        {
            families = await service.ScrapeAsync();
            CatalogueCheck.Missing(name, families, MetricCatalogue.All).ShouldBeEmpty();
        });
        CatalogueCheck.Unlisted(name, families, MetricCatalogue.All).ShouldBeEmpty();

        var samples = families.SelectMany(family => family.Samples).ToArray();
        output.WriteLine($"{name}: {families.Count} families, {samples.Length} series");
        samples.Length.ShouldBeLessThan(name == "api-gateway" ? SeriesBudget.Gateway(0) : SeriesBudget.OtherServices);
        samples.ShouldAllBe(sample => !sample.Labels.ContainsKey("otel_metric_overflow"));
        samples.ShouldAllBe(sample => sample.Labels.Values.All(value => value.Length <= LongestLabel));
        samples.ShouldAllBe(sample => sample.Labels.Values.All(value => !value.Contains("hunter2", StringComparison.Ordinal)));

        // The check bites: a metric renamed, or given a value that is not listed, is found on both sides.
        foreach (var metric in MetricCatalogue.Of(name).Where(metric => metric is { IsOwn: true, IsPresentFromStart: true }))
        {
            var renamed = MetricCatalogue.Parse(MetricCatalogue.Yaml.Replace($"name: {metric.Name}\n", $"name: {metric.Name[..^1]}\n", StringComparison.Ordinal));
            CatalogueCheck.Unlisted(name, families, renamed).ShouldNotBeEmpty(metric.Name);
            CatalogueCheck.Missing(name, families, renamed).ShouldNotBeEmpty(metric.Name);
        }

        var relabelled = MetricCatalogue.Parse(MetricCatalogue.Yaml.Replace("[success, failure, rejected, timeout]", "[success, failed, rejected, timeout]", StringComparison.Ordinal));
        CatalogueCheck.Unlisted(name, families, relabelled).ShouldNotBeEmpty();
        CatalogueCheck.Missing(name, families, relabelled).ShouldNotBeEmpty();
    }
}
