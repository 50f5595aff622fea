using OpenTelemetry.Metrics;

namespace Platform.ServiceDefaults.Telemetry;

internal static class BoundedViewExtensions
{
    // In seconds: operations that usually take milliseconds, and those that last as long as a client likes.
    private static readonly double[] s_steps = [0.001, 0.01, 0.1, 1, 10];
    private static readonly double[] s_stays = [0.1, 1, 10, 60, 600];

    /// <summary>
    /// Bounds the series of built-in metrics: drops metrics that one of ours replaces, labels with unbounded values, and labels that nothing uses.
    /// Prometheus rejects the whole scrape of a service that exposes more than its <c>sample_limit</c>.
    /// </summary>
    public static MeterProviderBuilder AddBoundedViews(this MeterProviderBuilder metrics) => metrics

        // The exact status of each route is available to listeners inside the process only.
        .AddView("http.requests", Only("endpoint", "method", "status"))

        // Drops the label with the names that were looked up.
        .AddView("dns.lookup.duration", Buckets(s_steps, "error.type"))

        // http_request_duration_seconds and http_requests_total replace these.
        .AddView("http.server.request.duration", MetricStreamConfiguration.Drop)
        .AddView("aspnetcore.routing.match_attempts", Only("aspnetcore.routing.match_status"))

        // Clients choose the protocol version and how their connection ends.
        .AddView("kestrel.connection.duration", Buckets(s_stays))
        .AddView("http.client.request.duration", Buckets([0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 10], "server.address", "http.response.status_code", "error.type"))
        .AddView("http.client.request.time_in_queue", Buckets(s_steps, "server.address"))
        .AddView("http.client.connection.duration", Buckets(s_stays, "server.address"))

        // Fourteen buckets would add nothing.
        .AddView(
            "aspnetcore.authentication.authenticate.duration",
            Buckets(s_steps, "aspnetcore.authentication.result", "aspnetcore.authentication.scheme", "error.type"))
        .AddView("aspnetcore.rate_limiting.request_lease.duration", Buckets(s_steps, "aspnetcore.rate_limiting.policy"))
        .AddView("db.client.connection.npgsql.create_time", Only())

        // The full name of a generic component includes its type arguments with their assemblies. It is longer than a label may be, and Prometheus
        // then rejects the whole scrape.
        .AddView("aspnetcore.components.navigate", Only("aspnetcore.components.route", "error.type"))
        .AddView("aspnetcore.components.handle_event.duration", Only("aspnetcore.components.attribute.name", "error.type"))
        .AddView("aspnetcore.components.update_parameters.duration", Only("error.type"));

    private static ExplicitBucketHistogramConfiguration Buckets(double[] bounds, params string[] tags) => new() { Boundaries = bounds, TagKeys = tags };

    private static MetricStreamConfiguration Only(params string[] tags) => new() { TagKeys = tags };
}
