using System.Globalization;
using System.Text.RegularExpressions;

namespace Platform.Frontend.Dashboards;

/// <summary>Holds the time range and the selected values that are inserted into queries.</summary>
/// <param name="From">The start of the range.</param>
/// <param name="To">The end of the range.</param>
/// <param name="Chosen">The values by variable; an empty list means all.</param>
/// <param name="AllValues">The expression for all values, by variable.</param>
public sealed partial record QueryScope(
    DateTimeOffset From, DateTimeOffset To, IReadOnlyDictionary<string, IReadOnlyList<string>> Chosen, IReadOnlyDictionary<string, string> AllValues)
{
    // The scrape interval; a rate needs four of them to tolerate a missed scrape.
    private const int ScrapeSeconds = 15;
    private static readonly int[] s_steps = [15, 20, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 21_600, 43_200, 86_400];

    /// <summary>Computes a round interval that gives at most a number of points.</summary>
    public TimeSpan StepFor(int points)
    {
        var least = (To - From).TotalSeconds / Math.Max(1, points);
        return TimeSpan.FromSeconds(s_steps.FirstOrDefault(step => step >= least, s_steps[^1]));
    }

    /// <summary>Replaces the variables in an expression by their values.</summary>
    /// <param name="expression">A PromQL expression with variables such as <c>$service</c> or <c>$__rate_interval</c>.</param>
    /// <param name="step">The interval between the points of the result.</param>
    public string Fill(string expression, TimeSpan step)
    {
        var rate = Math.Max((int)step.TotalSeconds + ScrapeSeconds, 4 * ScrapeSeconds);
        return Variable().Replace(expression, match => match.Groups["name"].Value switch
        {
            "__rate_interval" => Seconds(rate),
            "__interval" => Seconds(step.TotalSeconds),
            "__range" => Seconds((To - From).TotalSeconds),
            "__range_s" => ((long)(To - From).TotalSeconds).ToString(CultureInfo.InvariantCulture),
            var name => ValueOf(name),
        });
    }

    /// <summary>Returns a copy with one value for a variable.</summary>
    public QueryScope With(string variable, string value) => this with
    {
        Chosen = new Dictionary<string, IReadOnlyList<string>>(Chosen, StringComparer.Ordinal) { [variable] = [value] },
    };

    /// <summary>Checks whether another scope differs in time only.</summary>
    public bool IsSameRequest(QueryScope other) =>
        To - From == other.To - other.From
        && Chosen.Count == other.Chosen.Count
        && Chosen.All(chosen => other.Chosen.TryGetValue(chosen.Key, out var values) && values.SequenceEqual(chosen.Value, StringComparer.Ordinal));

    private string ValueOf(string name) => Chosen.TryGetValue(name, out var values) && values.Count > 0
        ? string.Join('|', values.Select(Escape))
        : AllValues.GetValueOrDefault(name, ".+");

    // A value inside a regular expression inside a PromQL string.
    private static string Escape(string value) => Regex.Escape(value).Replace(@"\ ", " ", StringComparison.Ordinal).Replace(@"\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);

    private static string Seconds(double seconds) => ((long)Math.Max(1, seconds)).ToString(CultureInfo.InvariantCulture) + "s";

    [GeneratedRegex(@"\$\{?(?<name>[a-z_]\w*)\}?", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Variable();
}
