namespace Platform.Observability.Exposition;

internal sealed class ParsedFamily(string name)
{
    public string Name { get; } = name;

    public string? Type { get; set; }

    public string? Unit { get; set; }

    public string? Help { get; set; }

    public List<ParsedSample> Samples { get; } = [];

    /// <summary>When the series began, which OpenMetrics tells and text does not.</summary>
    public List<ParsedSample> Created { get; } = [];

    public HashSet<string> Keys { get; } = new(StringComparer.Ordinal);
}

internal sealed record ParsedSample(string Name, IReadOnlyDictionary<string, string> Labels, double Value, string ValueText, ParsedExemplar? Exemplar)
{
    /// <summary>Name and labels in a form that does not depend on order or on how a bound is written.</summary>
    public string Key => Name + "{" + string.Join(',', Labels.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label =>
        label.Key + "=" + (label.Key == "le" && SampleReader.IsNumber(label.Value) ? SampleReader.Number(label.Value).ToString("R", System.Globalization.CultureInfo.InvariantCulture) : label.Value))) + "}";
}

internal sealed record ParsedExemplar(IReadOnlyDictionary<string, string> Labels, double Value, double Timestamp);
