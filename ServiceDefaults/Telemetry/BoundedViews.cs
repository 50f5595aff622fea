using OpenTelemetry.Metrics;

namespace Platform.ServiceDefaults.Telemetry;

internal static class BoundedViews
{
    /// <summary>
    /// Bounds the series of built-in metrics: leaves out what a metric of ours says already, labels whose values nobody bounds, and
    /// labels that nobody asks about. Prometheus refuses a service whole that exposes more than its <c>sample_limit</c>.
    /// </summary>
    public static MeterProviderBuilder AddBoundedViews(this MeterProviderBuilder metrics) => metrics

        // The exact status of each route is for whoever counts inside the process.
        .AddView("http.requests", Only("endpoint", "method", "status"))

        // The names that were looked up.
        .AddView("dns.lookup.duration", Only("error.type"))

        // These are http_request_duration_seconds and http_requests_total.
        .AddView("http.server.request.duration", MetricStreamConfiguration.Drop)
        .AddView("aspnetcore.routing.match_attempts", Only("aspnetcore.routing.match_status"))

        // Callers choose the version of the protocol and how their connection ends.
        .AddView("kestrel.connection.duration", Only())
        .AddView("http.client.request.duration", new ExplicitBucketHistogramConfiguration
        {
            TagKeys = ["server.address", "http.response.status_code", "error.type"],
            Boundaries = [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 10],
        })
        .AddView("http.client.request.time_in_queue", Only("server.address"))
        .AddView("http.client.connection.duration", Only("server.address"))
        .AddView("db.client.connection.npgsql.create_time", Only())

        // The full name of a generic component says its arguments with their assemblies: longer than a label that Prometheus takes,
        // which then refuses the whole scrape.
        .AddView("aspnetcore.components.navigate", Only("aspnetcore.components.route", "error.type"))
        .AddView("aspnetcore.components.handle_event.duration", Only("aspnetcore.components.attribute.name", "error.type"))
        .AddView("aspnetcore.components.update_parameters.duration", Only("error.type"));

    private static MetricStreamConfiguration Only(params string[] tags) => new() { TagKeys = tags };
}
