namespace OpenTelemetry.Exporter.Prometheus;

internal enum FamilyType
{
    Counter,
    Gauge,
    Histogram,
}

/// <summary>All samples of one name, from however many meters.</summary>
internal sealed class MetricFamily(string name, FamilyType type, bool hasCreatedSeries = false)
{
    public string Name { get; } = name;

    public FamilyType Type { get; } = type;

    public string Unit { get; set; } = "";

    public string Help { get; set; } = "";

    public List<FamilyPoint> Points { get; } = [];

    public HashSet<string> LabelSets { get; } = new(StringComparer.Ordinal);

    /// <summary>Every name that the family or its samples go by; no other family may have one of them.</summary>
    public IEnumerable<string> Names => Type switch
    {
        FamilyType.Counter => [Name, Name + "_total", .. Created],
        FamilyType.Histogram => [Name, Name + "_bucket", Name + "_sum", Name + "_count", .. Created],
        _ => [Name],
    };

    private IEnumerable<string> Created => hasCreatedSeries ? [Name + "_created"] : [];
}

/// <summary>A counter's or gauge's value, or a histogram's buckets; copied from the SDK, whose storage lives on.</summary>
internal sealed record FamilyPoint(string Labels)
{
    public long? Integer { get; init; }

    public double Value { get; init; }

    public HistogramBucket[] Buckets { get; init; } = [];

    public long Count { get; init; }

    public PointExemplar? Exemplar { get; init; }

    /// <summary>Since when it has been counted; null where that is not told.</summary>
    public DateTimeOffset? Created { get; init; }
}

/// <summary>The number of values up to and including a bound, lower buckets' counted in.</summary>
internal readonly record struct HistogramBucket(double UpperBound, long CumulativeCount, PointExemplar? Exemplar);

/// <summary>An example of a value, with the trace that it was measured in.</summary>
internal sealed record PointExemplar(string Labels, double Value, DateTimeOffset Timestamp);
