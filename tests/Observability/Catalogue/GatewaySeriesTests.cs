using Platform.Testkit.Monitoring;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Platform.Observability.Catalogue;

/// <summary>What the gateway exposes at worst beside the requests of its routes, by what the catalogue says of each label.</summary>
public sealed class GatewaySeriesTests(ITestOutputHelper output)
{
    private const string Gateway = "api-gateway";

    // The values at the gateway of labels that have others at other services, or that no list bounds.
    private static readonly Dictionary<string, int> s_values = new(StringComparer.Ordinal)
    {
        // PostgreSQL, Redis, storage, JobManager, Broker, Operations, Prometheus, Alertmanager and the mail server.
        ["dependency"] = 9,
        ["protocol"] = 4,
        ["pool"] = 1,
        ["db_client_connection_pool_name"] = 1,

        // Its dependencies, and memory, disk and the load of the system.
        ["check"] = 13,

        // JobManager, Broker, Operations, Prometheus, Alertmanager, and who collects traces.
        ["server_address"] = 7,
        ["server_port"] = 1,
        ["aspnetcore_rate_limiting_policy"] = 1,

        // Classes of SQLSTATEs that statements of its own can meet.
        ["sqlstate_class"] = 13,

        // Twenty-eight after a fuzz.
        ["error_type"] = 40,
    };

    // Where one label decides about another: the types of errors of requests (5) and of each dependency (2), and the statuses with their kind of error.
    private static readonly Dictionary<string, int> s_series = new(StringComparer.Ordinal)
    {
        ["errors_total"] = 5 + (9 * 2),
        ["http_errors_total"] = 35,
    };

    // Of the framework, by BoundedViewExtensions.
    private static readonly Dictionary<string, int> s_buckets = new(StringComparer.Ordinal)
    {
        ["http_client_request_duration_seconds"] = 5,
        ["dns_lookup_duration_seconds"] = 5,
    };

    [Fact]
    public void The_series_that_are_not_by_route_have_a_bound()
    {
        var series = MetricCatalogue.Of(Gateway).Where(metric => !metric.Labels.ContainsKey("endpoint")).ToDictionary(metric => metric.Name, SeriesOf, StringComparer.Ordinal);
        output.WriteLine(string.Join('\n', series.OrderByDescending(metric => metric.Value).Select(metric => $"{metric.Value,4} {metric.Key}")));
        output.WriteLine($"{series.Values.Sum()} in all");

        series.Values.Sum().ShouldBeLessThanOrEqualTo(SeriesBudget.GatewayWithoutRoutes);
    }

    [Fact]
    public void Every_label_that_no_list_bounds_has_a_number()
    {
        string[] constant = ["version", "commit", "environment"];
        MetricCatalogue.Of(Gateway).Where(metric => metric.Name != "target_info" && !metric.Labels.ContainsKey("endpoint") && !s_series.ContainsKey(metric.Name))
            .SelectMany(metric => metric.Bounds.Keys).Except(s_values.Keys).Except(constant).ShouldBeEmpty();
        MetricCatalogue.Of(Gateway).Where(metric => metric is { Type: "histogram", Buckets: null } && !s_buckets.ContainsKey(metric.Name)).ShouldBeEmpty();
    }

    private static int SeriesOf(CatalogueMetric metric)
    {
        if (s_series.TryGetValue(metric.Name, out var known))
        {
            return known;
        }

        // Of a histogram: its buckets, +Inf, sum and count.
        var each = metric.Type == "histogram" ? (metric.Buckets?.Count ?? s_buckets[metric.Name]) + 3 : 1;
        return metric.Labels.Aggregate(each, (product, label) => product * (s_values.TryGetValue(label.Key, out var most) ? most : label.Value?.Count ?? 1));
    }
}
