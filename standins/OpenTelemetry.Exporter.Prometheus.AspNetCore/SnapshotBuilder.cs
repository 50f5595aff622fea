using Microsoft.Extensions.Logging;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace OpenTelemetry.Exporter.Prometheus;

/// <summary>Copies a batch of metrics into families.</summary>
internal sealed class SnapshotBuilder(PrometheusAspNetCoreOptions options, Resource resource, ILogger logger, HashSet<string> warned)
{
    private readonly Dictionary<string, MetricFamily> _families = new(StringComparer.Ordinal);
    private readonly Dictionary<string, MetricFamily> _owners = new(StringComparer.Ordinal);
    private readonly HashSet<string> _dropped = new(StringComparer.Ordinal);
    private readonly List<MetricFamily> _ordered = [];
    private readonly PrometheusLabels _labels = new();
    private readonly KeyValuePair<string, object>[] _constant = options.ResourceConstantLabels is { } isSelected
        ? [.. resource.Attributes.Where(attribute => isSelected(attribute.Key))]
        : [];

    public MetricSnapshot Build(in Batch<Metric> metrics)
    {
        foreach (var metric in metrics)
        {
            Add(metric);
        }

        return new MetricSnapshot(TargetLabels(), [.. _ordered.Where(family => !_dropped.Contains(family.Name) && family.Points.Count > 0)]);
    }

    private string? TargetLabels()
    {
        if (!options.TargetInfoEnabled)
        {
            return null;
        }

        _labels.Clear();
        foreach (var (key, value) in resource.Attributes)
        {
            _labels.Add(key, value);
        }

        return _labels.ToString();
    }

    private void Add(Metric metric)
    {
        if (TypeOf(metric.MetricType) is not { } type)
        {
            Warn("type " + metric.Name, "Metric {Name} is left out: exponential histograms have no form in the text formats.", metric.Name);
            return;
        }

        var (name, unit) = PrometheusNames.Family(metric.Name, metric.Unit, type == FamilyType.Counter);
        if (FindOrAdd(name, type, metric.Name) is not { } family)
        {
            return;
        }

        family.Unit = family.Unit.Length > 0 ? family.Unit : unit;
        family.Help = family.Help.Length > 0 ? family.Help : metric.Description;
        foreach (ref readonly var point in metric.GetMetricPoints())
        {
            AddPoint(family, metric, in point);
        }
    }

    private MetricFamily? FindOrAdd(string name, FamilyType type, string instrument)
    {
        if (_families.TryGetValue(name, out var known))
        {
            if (known.Type == type)
            {
                return known;
            }

            _dropped.Add(name);
            Warn("conflict " + name, "Metric {Name} is left out: two instruments of different types share its name.", name);
            return null;
        }

        var family = new MetricFamily(name, type, options.CreatedSeriesEnabled);
        if (family.Names.Any(_owners.ContainsKey) || name is "target" or "target_info")
        {
            Warn("taken " + name, "Instrument {Name} is left out: its samples would bear another metric's name.", instrument);
            return null;
        }

        foreach (var owned in family.Names)
        {
            _owners[owned] = family;
        }

        _families.Add(name, family);
        _ordered.Add(family);
        return family;
    }

    private void AddPoint(MetricFamily family, Metric metric, in MetricPoint point)
    {
        var labels = LabelsOf(metric, in point, family.Type == FamilyType.Histogram);
        if (!family.LabelSets.Add(labels))
        {
            Warn("duplicate " + family.Name, "Metric {Name} has points that differ only in what labels cannot show; the first one is kept.", family.Name);
            return;
        }

        DateTimeOffset? created = options.CreatedSeriesEnabled ? point.StartTime : null;
        family.Points.Add(metric.MetricType switch
        {
            MetricType.LongSum => new(labels) { Integer = point.GetSumLong(), Exemplar = PointExemplars.Latest(in point, isInteger: true), Created = created },
            MetricType.DoubleSum => new(labels) { Value = point.GetSumDouble(), Exemplar = PointExemplars.Latest(in point, isInteger: false), Created = created },
            MetricType.LongSumNonMonotonic => new(labels) { Integer = point.GetSumLong() },
            MetricType.DoubleSumNonMonotonic => new(labels) { Value = point.GetSumDouble() },
            MetricType.LongGauge => new(labels) { Integer = point.GetGaugeLastValueLong() },
            MetricType.DoubleGauge => new(labels) { Value = point.GetGaugeLastValueDouble() },
            _ => HistogramPoint(labels, in point) with { Created = created },
        });
    }

    private static FamilyPoint HistogramPoint(string labels, in MetricPoint point)
    {
        var exemplars = PointExemplars.All(in point);
        var buckets = new List<HistogramBucket>();
        var cumulative = 0L;
        var lower = double.NegativeInfinity;
        foreach (var bucket in point.GetHistogramBuckets())
        {
            cumulative += bucket.BucketCount;
            buckets.Add(new(bucket.ExplicitBound, cumulative, PointExemplars.LatestWithin(exemplars, lower, bucket.ExplicitBound)));
            lower = bucket.ExplicitBound;
        }

        // A histogram without buckets of its own still has the one that holds everything.
        if (buckets.Count == 0)
        {
            buckets.Add(new(double.PositiveInfinity, point.GetHistogramCount(), null));
        }

        return new(labels) { Buckets = [.. buckets], Value = point.GetHistogramSum(), Count = buckets[^1].CumulativeCount };
    }

    private string LabelsOf(Metric metric, in MetricPoint point, bool isHistogram)
    {
        _labels.Clear();
        foreach (var (key, value) in point.Tags)
        {
            _labels.Add(key, value);
        }

        if (isHistogram)
        {
            _labels.Remove("le");
        }

        if (options.ScopeInfoEnabled)
        {
            SetScope("otel_scope_name", metric.MeterName);
            SetScope("otel_scope_version", metric.MeterVersion);
            foreach (var (key, value) in metric.MeterTags ?? [])
            {
                if (key is not ("name" or "version" or "schema_url"))
                {
                    _labels.AddIfAbsent("otel_scope_" + key, value);
                }
            }
        }

        foreach (var (key, value) in _constant)
        {
            _labels.Set(key, value);
        }

        return _labels.ToString();
    }

    private void SetScope(string key, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            _labels.Set(key, value);
        }
    }

    private void Warn(string once, string message, string name)
    {
        if (warned.Add(once))
        {
#pragma warning disable CA1848, CA2254 // At most once for each metric in the life of the process.
            logger.LogWarning(message, name);
#pragma warning restore CA1848, CA2254
        }
    }

    private static FamilyType? TypeOf(MetricType type) => type switch
    {
        MetricType.LongSum or MetricType.DoubleSum => FamilyType.Counter,
        MetricType.Histogram => FamilyType.Histogram,
        MetricType.ExponentialHistogram => null,
        _ => FamilyType.Gauge,
    };
}
