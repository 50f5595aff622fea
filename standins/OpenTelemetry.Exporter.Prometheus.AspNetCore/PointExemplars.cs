using System.Text;
using OpenTelemetry.Metrics;

namespace OpenTelemetry.Exporter.Prometheus;

/// <summary>Copies exemplars, within what OpenMetrics allows them: 128 characters of label names and values.</summary>
internal static class PointExemplars
{
    private const int LongestLabels = 128;

    public static List<PointExemplar> All(in MetricPoint point, bool isInteger = false)
    {
        var all = new List<PointExemplar>();
        if (point.TryGetExemplars(out var exemplars))
        {
            foreach (ref readonly var exemplar in exemplars)
            {
                all.Add(Copy(in exemplar, isInteger));
            }
        }

        return all;
    }

    public static PointExemplar? Latest(in MetricPoint point, bool isInteger) => All(in point, isInteger).MaxBy(exemplar => exemplar.Timestamp);

    public static PointExemplar? LatestWithin(List<PointExemplar> exemplars, double above, double upTo) => exemplars
        .Where(exemplar => exemplar.Value > above && exemplar.Value <= upTo)
        .MaxBy(exemplar => exemplar.Timestamp);

    private static PointExemplar Copy(in Exemplar exemplar, bool isInteger)
    {
        var labels = new StringBuilder();
        var left = LongestLabels;
        var names = new HashSet<string>(StringComparer.Ordinal);
        if (exemplar.TraceId != default)
        {
            Append("trace_id", exemplar.TraceId.ToHexString());
            Append("span_id", exemplar.SpanId.ToHexString());
        }

        foreach (var (key, value) in exemplar.FilteredTags)
        {
            Append(PrometheusNames.Label(key), PrometheusLabels.ToText(value));
        }

        return new PointExemplar(labels.ToString(), isInteger ? exemplar.LongValue : exemplar.DoubleValue, exemplar.Timestamp);

        void Append(string name, string value)
        {
            var length = CodePoints(name) + CodePoints(value);
            if (length > left || !names.Add(name))
            {
                return;
            }

            left -= length;
            labels.Append(labels.Length > 0 ? "," : "").Append(name).Append("=\"");
            PrometheusLabels.AppendEscaped(labels, value);
            labels.Append('"');
        }
    }

    private static int CodePoints(string text) => text.EnumerateRunes().Count();
}
