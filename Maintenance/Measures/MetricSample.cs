namespace Platform.Maintenance.Measures;

/// <summary>One figure of a command.</summary>
/// <param name="Name">The name of the metric, a gauge.</param>
/// <param name="Value">The value.</param>
/// <param name="Label">A label with its value; null for none.</param>
internal sealed record MetricSample(string Name, double Value, (string Name, string Value)? Label = null);
