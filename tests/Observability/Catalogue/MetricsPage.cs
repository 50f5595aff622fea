using System.Text;

namespace Platform.Observability.Catalogue;

/// <summary>Writes <c>docs/metrics.md</c> from the catalogue.</summary>
internal static class MetricsPage
{
    public static string Write()
    {
        var page = new StringBuilder(
            """
            # Metrics

            Written from [deploy/metrics.yaml](../deploy/metrics.yaml), which says more (buckets, instruments); a test holds the two
            together, and the services to both. Each series also bears `service` and `otel_scope_name`. A histogram has `_bucket`,
            `_sum` and `_count`.

            `GET /metrics` answers in Prometheus' text format, in OpenMetrics where `Accept` asks for it, and as JSON for
            `?format=json` or `Accept: application/json`; `?format=prometheus` and `?format=openmetrics` name the others. It
            answers clients on this machine and in private networks (`Metrics:AllowedNetworks`), and nobody who comes through a proxy.


            """);
        foreach (var (kind, title) in (ReadOnlySpan<(string, string)>)[("own", "The platform's own"), ("builtin", "Built in"), ("recording", "Recording rules")])
        {
            page.Append("## ").Append(title).Append("\n\n| Metric | Type, unit | Labels | Services | Meaning |\n|---|---|---|---|---|\n");
            foreach (var metric in MetricCatalogue.All.Where(metric => metric.Kind == kind))
            {
                page.Append("| `").Append(metric.Name).Append("` | ").Append(metric.Type).Append(", ").Append(metric.Unit)
                    .Append(" | ").AppendJoin("; ", metric.Labels.Select(label => label.Value is null ? $"{label.Key}: {metric.Bounds[label.Key]}" : $"{label.Key} = {string.Join(", ", label.Value)}"))
                    .Append(" | ").Append(metric.Services.Count == MetricCatalogue.Services.Count ? "all" : string.Join(", ", metric.Services))
                    .Append(" | ").Append(metric.Meaning).Append(" |\n");
            }

            page.Append('\n');
        }

        return page.ToString().TrimEnd('\n') + "\n";
    }
}
