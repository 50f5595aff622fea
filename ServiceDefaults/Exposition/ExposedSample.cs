namespace Platform.ServiceDefaults.Exposition;

/// <summary>A line of an exposition.</summary>
/// <param name="Name">The sample's name, such as <c>x_total</c> or <c>y_bucket</c>.</param>
/// <param name="Labels">Its labels in their order, values as they are meant.</param>
/// <param name="Value">Its value.</param>
internal readonly record struct ExposedSample(string Name, IReadOnlyList<KeyValuePair<string, string>> Labels, double Value)
{
    /// <summary>The series without its bucket: name and all labels but <c>le</c> and those that all samples share.</summary>
    public string Series(string name)
    {
        var own = Labels.Where(label => label.Key is not ("le" or "service") && !label.Key.StartsWith("otel_scope_", StringComparison.Ordinal)).ToArray();
        return own.Length == 0 ? name : $"{name}{{{string.Join(',', own.Select(label => $"{label.Key}=\"{label.Value}\""))}}}";
    }

    /// <summary>The value of a label; null without it.</summary>
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
