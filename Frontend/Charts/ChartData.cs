namespace Platform.Frontend.Charts;

/// <summary>The moments that a chart's values stand at.</summary>
/// <param name="From">The first.</param>
/// <param name="Step">Between two.</param>
/// <param name="Count">How many.</param>
public sealed record TimeFrame(DateTimeOffset From, TimeSpan Step, int Count)
{
    /// <summary>The last.</summary>
    public DateTimeOffset To => From + (Step * Math.Max(1, Count - 1));
}

/// <summary>A named row of values.</summary>
/// <param name="Name">For the legend.</param>
/// <param name="Color">A CSS colour.</param>
/// <param name="Labels">What the values are of.</param>
/// <param name="Values">One for each moment of the frame; NaN where there is none.</param>
/// <param name="IsDashed">Drawn dashed and never filled.</param>
/// <param name="Link">Where its name leads; null for nowhere.</param>
public sealed record ChartSeries(
    string Name, string Color, IReadOnlyDictionary<string, string> Labels, double[] Values, bool IsDashed = false, string? Link = null)
{
    /// <summary>The last value there is; NaN for none.</summary>
    public double Last => Array.FindLast(Values, value => !double.IsNaN(value)) is var last && Array.Exists(Values, value => !double.IsNaN(value)) ? last : double.NaN;

    /// <summary>The mean of all values; NaN for none.</summary>
    public double Mean => Values.Where(value => !double.IsNaN(value)).DefaultIfEmpty(double.NaN).Average();

    /// <summary>The highest value; NaN for none.</summary>
    public double Highest => Values.Where(value => !double.IsNaN(value)).DefaultIfEmpty(double.NaN).Max();
}

/// <summary>From which value on something has a colour.</summary>
/// <param name="From">The least value; negative infinity for the first.</param>
/// <param name="Color">A CSS colour.</param>
public readonly record struct Threshold(double From, string Color);

/// <summary>A word for a value.</summary>
/// <param name="Value">The value.</param>
/// <param name="Text">The word.</param>
/// <param name="Color">A CSS colour.</param>
public readonly record struct ValueWord(double Value, string Text, string Color);

/// <summary>How values look.</summary>
public sealed record FieldStyle
{
    /// <summary>Grafana's name of the unit.</summary>
    public string? Unit { get; init; }

    /// <summary>Digits after the point; null for as many as help.</summary>
    public int? Decimals { get; init; }

    /// <summary>Where scales begin; null for the least value.</summary>
    public double? Min { get; init; }

    /// <summary>Where scales end; null for the highest value.</summary>
    public double? Max { get; init; }

    /// <summary>What stands where there is no value.</summary>
    public string? NoValue { get; init; }

    /// <summary>Colours, from the lowest value up.</summary>
    public IReadOnlyList<Threshold> Thresholds { get; init; } = [];

    /// <summary>Words for single values.</summary>
    public IReadOnlyList<ValueWord> Words { get; init; } = [];

    /// <summary>A value as people read it.</summary>
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

    /// <summary>The CSS colour of a value.</summary>
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

/// <summary>Something that happened, marked on the axis of time.</summary>
/// <param name="At">Seconds since 1970.</param>
/// <param name="IsAlert">An alert, else a start of a process.</param>
/// <param name="Text">What it was.</param>
public readonly record struct ChartMark(double At, bool IsAlert, string Text);
