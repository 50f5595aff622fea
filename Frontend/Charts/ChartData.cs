namespace Platform.Frontend.Charts;

/// <summary>Holds the times of a chart's values.</summary>
/// <param name="From">The first time.</param>
/// <param name="Step">The interval.</param>
/// <param name="Count">The number of times.</param>
public sealed record TimeFrame(DateTimeOffset From, TimeSpan Step, int Count)
{
    /// <summary>Gets the last time.</summary>
    public DateTimeOffset To => From + (Step * Math.Max(1, Count - 1));
}

/// <summary>Holds a named series of values.</summary>
/// <param name="Name">The name for the legend.</param>
/// <param name="Color">A CSS colour.</param>
/// <param name="Labels">The labels of the series.</param>
/// <param name="Values">One value for each time of the frame; NaN if there is none.</param>
/// <param name="IsDashed">Whether it is drawn dashed and never filled.</param>
/// <param name="Link">The link of its name; null for none.</param>
public sealed record ChartSeries(
    string Name, string Color, IReadOnlyDictionary<string, string> Labels, double[] Values, bool IsDashed = false, string? Link = null)
{
    /// <summary>Gets the last value that is not NaN; NaN if all are.</summary>
    public double Last => Array.FindLast(Values, value => !double.IsNaN(value)) is var last && Array.Exists(Values, value => !double.IsNaN(value)) ? last : double.NaN;

    /// <summary>Gets the mean of the values that are not NaN; NaN if all are.</summary>
    public double Mean => Values.Where(value => !double.IsNaN(value)).DefaultIfEmpty(double.NaN).Average();

    /// <summary>Gets the largest value that is not NaN; NaN if all are.</summary>
    public double Highest => Values.Where(value => !double.IsNaN(value)).DefaultIfEmpty(double.NaN).Max();
}

/// <summary>Maps values from a threshold on to a colour.</summary>
/// <param name="From">The smallest value; negative infinity for the first.</param>
/// <param name="Color">A CSS colour.</param>
public readonly record struct Threshold(double From, string Color);

/// <summary>Maps a value to a word.</summary>
/// <param name="Value">The value.</param>
/// <param name="Text">The word.</param>
/// <param name="Color">A CSS colour.</param>
public readonly record struct ValueWord(double Value, string Text, string Color);

/// <summary>Configures how values are displayed.</summary>
public sealed record FieldStyle
{
    /// <summary>Gets the unit by its name in Grafana.</summary>
    public string? Unit { get; init; }

    /// <summary>Gets the number of decimals; null to choose automatically.</summary>
    public int? Decimals { get; init; }

    /// <summary>Gets the start of the scale; null for the smallest value.</summary>
    public double? Min { get; init; }

    /// <summary>Gets the end of the scale; null for the largest value.</summary>
    public double? Max { get; init; }

    /// <summary>Gets the text to show without a value.</summary>
    public string? NoValue { get; init; }

    /// <summary>Gets the colours by value, in ascending order.</summary>
    public IReadOnlyList<Threshold> Thresholds { get; init; } = [];

    /// <summary>Gets the words for individual values.</summary>
    public IReadOnlyList<ValueWord> Words { get; init; } = [];

    /// <summary>Formats a value for display.</summary>
    public string Text(double value)
    {
        foreach (var word in Words)
        {
            if (word.Value.Equals(value))
            {
                return word.Text;
            }
        }

        return double.IsNaN(value) && NoValue is not null ? NoValue : Units.Format(value, Unit, Decimals);
    }

    /// <summary>Gets the CSS colour of a value.</summary>
    public string Color(double value)
    {
        foreach (var word in Words)
        {
            if (word.Value.Equals(value))
            {
                return word.Color;
            }
        }

        var color = Thresholds.Count > 0 ? Thresholds[0].Color : Colors.Of("green");
        foreach (var threshold in Thresholds)
        {
            color = value >= threshold.From ? threshold.Color : color;
        }

        return color;
    }
}

/// <summary>Marks an event on the time axis.</summary>
/// <param name="At">Seconds since 1970.</param>
/// <param name="IsAlert">Whether it is an alert; else the start of a process.</param>
/// <param name="Text">The description of the event.</param>
public readonly record struct ChartMark(double At, bool IsAlert, string Text);
