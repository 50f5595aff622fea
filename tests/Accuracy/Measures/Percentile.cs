namespace Platform.Accuracy.Measures;

internal static class Percentile
{
    /// <summary>The value under which so large a share of all values lies; not a number without values.</summary>
    public static double Of(IEnumerable<double> values, double share)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0 ? double.NaN : sorted[Math.Min(sorted.Length - 1, (int)(share * sorted.Length))];
    }
}
