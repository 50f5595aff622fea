using System.Reflection;
using System.Text.RegularExpressions;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Platform.Observability.Exposition;

/// <summary>Every case that an exposition has to pass has a test, whose name begins with its number.</summary>
public sealed class CaseListTests(ITestOutputHelper output)
{
    private static readonly string[] _cases =
    [
        "gauge without tags", "description", "unit", "unit already in the name", "counter bears _total once", "a counter's metadata in text and OpenMetrics",
        "up-down counter is a gauge", "observable variants", "tag values of every type in any culture", "label escaping", "non-ASCII and leading-digit names",
        "key collisions", "empty key", "le tag on a histogram", "cumulative histogram", "bounds in both formats", "NaN, infinities, subnormal, largest integer",
        "negative bounds", "exponential histogram", "one instrument in two meters", "conflicting types", "HELP and UNIT found later", "exemplar on counter and bucket",
        "exemplar limit", "no exemplar in text", "no exemplar of an unsampled trace", "# EOF last", "target_info per format", "constant label and a point's own",
        "Accept table", "Content-Type", "gzip and Vary", "timeout header", "100 parallel scrapes", "cache time", "failing collection", "after dispose",
        "5,000 series", "overflow series", "_created series", "promtool on every service", "strict parser on every service", "both formats say the same",
        "a real Prometheus counts the same", "exemplar's trace was exported", "metadata by OpenMetrics name", "cost of 3,000 series", "fuzz",
    ];

    [Fact]
    public void All_48_cases_are_tested()
    {
        var tests = typeof(CaseListTests).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods())
            .Where(method => method.GetCustomAttribute<FactAttribute>() is { Skip: null } && method.Name.StartsWith("Case_", StringComparison.Ordinal))
            .SelectMany(method => Regex.Match(method.Name, @"^Case(?<numbers>(_\d\d)+)_\D", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture).Groups["numbers"].Value
                .Split('_', StringSplitOptions.RemoveEmptyEntries).Select(number => (Number: int.Parse(number, System.Globalization.CultureInfo.InvariantCulture), Test: $"{method.DeclaringType!.Name}.{method.Name}")))
            .ToLookup(test => test.Number, test => test.Test);
        foreach (var (name, i) in _cases.Select((name, i) => (name, i + 1)))
        {
            output.WriteLine($"{i:00} {name}: {string.Join(", ", tests[i])}");
        }

        _cases.Length.ShouldBe(48);
        tests.Select(test => test.Key).Order().ShouldBe(Enumerable.Range(1, 48));
    }
}
