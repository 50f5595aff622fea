namespace Platform.ServiceDefaults.Exposition;

/// <summary>Represents one sample line of a metrics exposition.</summary>
/// <param name="Name">The sample's name, such as <c>x_total</c> or <c>y_bucket</c>.</param>
/// <param name="Labels">The labels in their order, with unescaped values.</param>
/// <param name="Value">The value of the sample.</param>
internal readonly record struct ExposedSample(string Name, IReadOnlyList<KeyValuePair<string, string>> Labels, double Value)
{
    /// <summary>Formats the name of the series: the metric's name and all labels except <c>le</c> and those that all samples share.</summary>
    public string Series(string name)
    {
        var own = Labels.Where(label => label.Key is not ("le" or "service") && !label.Key.StartsWith("otel_scope_", StringComparison.Ordinal)).ToArray();
        return own.Length == 0 ? name : $"{name}{{{string.Join(',', own.Select(label => $"{label.Key}=\"{label.Value}\""))}}}";
    }

    /// <summary>Gets the value of a label; null if the sample does not have it.</summary>
    public string? Label(string key)
    {
        foreach (var label in Labels)
        {
            if (label.Key == key)
            {
                return label.Value;
            }
        }

        return null;
    }
}
