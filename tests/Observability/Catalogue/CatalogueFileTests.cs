using Platform.Testkit.Files;
using Shouldly;
using Xunit;

namespace Platform.Observability.Catalogue;

/// <summary>The catalogue itself is sound.</summary>
public sealed class CatalogueFileTests
{
    private static readonly string[] s_services = ["api-gateway", "job-manager", "broker", "operations", "worker", "frontend"];

    [Fact]
    public void Names_are_unique() =>
        MetricCatalogue.All.GroupBy(metric => metric.Name).Where(same => same.Count() > 1).Select(same => same.Key).ShouldBeEmpty();

    [Fact]
    public void Every_metric_names_the_services_that_expose_it() =>
        MetricCatalogue.All
            .Where(metric => metric.Kind == "recording" ? metric.Services.Count > 0 : metric.Services.Count == 0 || metric.Services.Except(s_services).Any())
            .ShouldBeEmpty();

    [Fact]
    public void Counters_end_in_total_and_nothing_else_does() =>
        MetricCatalogue.All
            .Where(metric => metric.Name.EndsWith("_total", StringComparison.Ordinal) != (metric.Type == "counter"))
            .Select(metric => metric.Name)
            .ShouldBe(["db_connection_pool_total"], "a requirement document gives a gauge this name");

    [Fact]
    public void Seconds_and_bytes_are_in_the_name() =>
        MetricCatalogue.All
            .Where(metric => metric.Kind != "recording" && (metric.Unit is "seconds" or "bytes")
                && !metric.Name.EndsWith("_" + metric.Unit, StringComparison.Ordinal) && !metric.Name.EndsWith($"_{metric.Unit}_total", StringComparison.Ordinal))
            .ShouldBeEmpty();

    [Fact]
    public void Every_metric_of_the_platform_names_its_instrument() =>
        MetricCatalogue.All.Where(metric => metric.IsOwn && (metric.Meter?.StartsWith("Platform.", StringComparison.Ordinal) != true || metric.Instrument is null)).ShouldBeEmpty();

    [Fact]
    public void Every_histogram_of_the_platform_states_its_buckets() =>
        MetricCatalogue.All.Where(metric => metric.IsOwn && (metric.Type == "histogram") != (metric.Buckets is { Count: > 0 })).ShouldBeEmpty();

    /// <summary>To write the page anew, run this test with METRICS_PAGE=write.</summary>
    [Fact]
    public void The_page_equals_the_catalogue()
    {
        var path = RepositoryRoot.Combine("docs", "metrics.md");
        if (Environment.GetEnvironmentVariable("METRICS_PAGE") == "write")
        {
            File.WriteAllText(path, MetricsPage.Write());
        }

        File.ReadAllText(path).ShouldBe(MetricsPage.Write());
    }

    [Theory]
    [InlineData("S0", "jobs_in_state")]
    [InlineData("S1", "messages_processed_total", "errors_total", "auth_attempts_total", "queue_size", "active_connections", "memory_usage_bytes", "message_processing_seconds", "request_latency_seconds", "request_size_bytes", "response_size_bytes")]
    [InlineData("S3", "http_requests_total", "active_connections", "memory_usage_bytes")]
    [InlineData("S4", "http_requests_total", "http_request_duration_seconds", "http_errors_total", "jobs_created_total", "jobs_completed_total", "job_processing_duration_seconds", "jobs_failed_total", "circuit_breaker_state", "circuit_breaker_calls_total", "circuit_breaker_failures_total", "queue_messages_total", "queue_depth", "queue_processing_duration_seconds", "queue_acks_total", "cache_requests_total", "cache_hit_ratio", "cache_operation_duration_seconds", "db_connection_pool_available", "db_connection_pool_total", "db_query_duration_seconds", "db_errors_total", "storage_upload_duration_seconds", "storage_download_duration_seconds", "storage_errors_total")]
    public void Every_metric_of_the_requirement_documents_exists(string document, params string[] names) =>
        names.Where(name => MetricCatalogue.TryGet(name)?.Documents.Contains(document) != true).ShouldBeEmpty();
}
