using OpenTelemetry.Metrics;

namespace Platform.ServiceDefaults.Telemetry;

internal static class BoundedViews
{
    /// <summary>Keeps labels of built-in metrics out whose values nobody bounds, or that would say again what a metric of ours says.</summary>
    public static MeterProviderBuilder AddBoundedViews(this MeterProviderBuilder metrics) => metrics

        // The names that were looked up.
        .AddView("dns.lookup.duration", Only("error.type"))

        // By route there is http_request_duration_seconds; route times method times status would be most of all series.
        .AddView("http.server.request.duration", Only("http.request.method", "http.response.status_code", "error.type"))

        // The full name of a generic component says its arguments with their assemblies: longer than a label that Prometheus takes,
        // which then refuses the whole scrape.
        .AddView("aspnetcore.components.navigate", Only("aspnetcore.components.route", "error.type"))
        .AddView("aspnetcore.components.handle_event.duration", Only("aspnetcore.components.attribute.name", "error.type"))
        .AddView("aspnetcore.components.update_parameters.duration", Only("error.type"));

    private static MetricStreamConfiguration Only(params string[] tags) => new() { TagKeys = tags };
}
