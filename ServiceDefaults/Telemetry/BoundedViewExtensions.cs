using OpenTelemetry.Metrics;

namespace Platform.ServiceDefaults.Telemetry;

internal static class BoundedViewExtensions
{
    // In seconds, of operations that usually take milliseconds.
    private static readonly double[] s_steps = [0.001, 0.01, 0.1, 1, 10];

    /// <summary>
    /// Bounds the series of built-in metrics: drops metrics that one of ours replaces, labels with unbounded values, and labels that nothing uses.
    /// Prometheus rejects the whole scrape of a service that exposes more than its <c>sample_limit</c>.
    /// </summary>
    public static MeterProviderBuilder AddBoundedViews(this MeterProviderBuilder metrics) => metrics

        // The exact status of each route is available to listeners inside the process only.
        .AddView("http.requests", Only("endpoint", "method", "status"))

        // Our own metrics tell the same: http_request_duration_seconds and http_requests_total, db_query_duration_seconds, auth_attempts_total.
        .AddView("http.server.request.duration", MetricStreamConfiguration.Drop)
        .AddView("db.client.operation.duration", MetricStreamConfiguration.Drop)
        .AddView("aspnetcore.authentication.authenticate.duration", MetricStreamConfiguration.Drop)

        // How long connections last, and how long requests wait for one: clients and pools decide that, and nobody acts on it.
        .AddView("kestrel.connection.duration", MetricStreamConfiguration.Drop)
        .AddView("db.client.connection.npgsql.create_time", MetricStreamConfiguration.Drop)
        .AddView("aspnetcore.rate_limiting.request_lease.duration", MetricStreamConfiguration.Drop)
        .AddView("http.client.connection.duration", MetricStreamConfiguration.Drop)
        .AddView("http.client.request.time_in_queue", MetricStreamConfiguration.Drop)

        // Methods, names and types of exceptions are chosen by callers, or multiply with the addresses of all services.
        .AddView("http.server.active_requests", Only())
        .AddView("kestrel.active_connections", Only("server.port"))
        .AddView("kestrel.queued_connections", Only("server.port"))
        .AddView("kestrel.queued_requests", Only("server.port"))
        .AddView("kestrel.rejected_connections", Only("server.port"))
        .AddView("aspnetcore.routing.match_attempts", Only("aspnetcore.routing.match_status"))
        .AddView("aspnetcore.authentication.challenges", Only())
        .AddView("aspnetcore.authentication.forbids", Only())
        .AddView("aspnetcore.authorization.attempts", Only("aspnetcore.authorization.result"))
        .AddView("aspnetcore.diagnostics.exceptions", Only("aspnetcore.diagnostics.exception.result"))
        .AddView("dns.lookup.duration", Buckets(s_steps))
        .AddView("http.client.active_requests", Only("server.address"))
        .AddView("http.client.open_connections", Only("http.connection.state"))

        // How calls end is in circuit_breaker_calls_total.
        .AddView("http.client.request.duration", Buckets([0.025, 0.1, 0.5, 2.5, 10], "server.address"))

        // The full name of a generic component includes its type arguments with their assemblies. It is longer than a label may be, and Prometheus
        // then rejects the whole scrape.
        .AddView("aspnetcore.components.navigate", Only("aspnetcore.components.route", "error.type"))
        .AddView("aspnetcore.components.handle_event.duration", Only("aspnetcore.components.attribute.name", "error.type"))
        .AddView("aspnetcore.components.update_parameters.duration", Only("error.type"));

    private static ExplicitBucketHistogramConfiguration Buckets(double[] bounds, params string[] tags) => new() { Boundaries = bounds, TagKeys = tags };

    private static MetricStreamConfiguration Only(params string[] tags) => new() { TagKeys = tags };
}
