namespace Platform.Observability.Catalogue;

/// <summary>A metric as <c>deploy/metrics.yaml</c> describes it.</summary>
internal sealed class CatalogueMetric
{
    public required string Name { get; set; }

    /// <summary>own, builtin or recording.</summary>
    public required string Kind { get; set; }

    /// <summary>counter, gauge or histogram.</summary>
    public required string Type { get; set; }

    public required string Unit { get; set; }

    public required string Meaning { get; set; }

    public string? Meter { get; set; }

    /// <summary>The instrument's name in code, for own metrics.</summary>
    public string? Instrument { get; set; }

    /// <summary>The services that expose it; empty for recording rules.</summary>
    public IReadOnlyList<string> Services { get; set; } = [];

    /// <summary>Each label's only values, or null where something else bounds them.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>?> Labels { get; set; } = new Dictionary<string, IReadOnlyList<string>?>();

    /// <summary>The bounds of the values, by label, of labels without a closed set.</summary>
    public IReadOnlyDictionary<string, string> Bounds { get; set; } = new Dictionary<string, string>();

    /// <summary>The bounds of a histogram's buckets, without +Inf.</summary>
    public IReadOnlyList<double>? Buckets { get; set; }

    /// <summary>Whether its series are there as soon as the service answers.</summary>
    public bool IsPresentFromStart { get; set; }

    /// <summary>Requirement documents that name it.</summary>
    public IReadOnlyList<string> Documents { get; set; } = [];

    public bool IsOwn => Kind == "own";

    public override string ToString() => Name;
}
