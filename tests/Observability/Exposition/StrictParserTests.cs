using System.Text;
using Shouldly;
using Xunit;

namespace Platform.Observability.Exposition;

/// <summary>The parser that judges the exposition refuses what is wrong, also what a real Prometheus lets pass.</summary>
public sealed class StrictParserTests
{
    [Fact]
    public void Valid_expositions_are_read()
    {
        var families = Parse(
            "# TYPE target info\n# HELP target Target\ntarget_info{a=\"b\"} 1\n"
            + "# TYPE w_seconds histogram\n# UNIT w_seconds seconds\n# HELP w_seconds \\\"Wait\\\" \\\\ \\n\n"
            + "w_seconds_bucket{le=\"0.5\"} 1 # {trace_id=\"a\"} 0.25 12.5\nw_seconds_bucket{le=\"+Inf\"} 2\nw_seconds_sum 3\nw_seconds_count 2\n"
            + "# TYPE c counter\nc_total 1\nc_created 5\n# EOF\n");
        families.Select(family => (family.Name, family.Type)).ShouldBe([("target", "info"), ("w_seconds", "histogram"), ("c", "counter")]);
        families[1].Help.ShouldBe("\"Wait\" \\ \n");
        families[1].Samples[0].Exemplar!.Value.ShouldBe(0.25);
    }

    [Theory]
    [InlineData("no end", "# TYPE a gauge\na 1\n")]
    [InlineData("no last line feed", "# TYPE a gauge\na 1\n# EOF")]
    [InlineData("something after the end", "# TYPE a gauge\na 1\n# EOF\na 2\n")]
    [InlineData("nothing", "")]
    [InlineData("carriage returns", "# TYPE a gauge\r\na 1\r\n# EOF\r\n")]
    [InlineData("an empty line", "# TYPE a gauge\n\na 1\n# EOF\n")]
    [InlineData("a free comment", "# hello there\n# TYPE a gauge\na 1\n# EOF\n")]
    [InlineData("a sample before its type", "a 1\n# TYPE a gauge\n# EOF\n")]
    [InlineData("a sample without a type", "# HELP a x\na 1\n# EOF\n")]
    [InlineData("a counter without _total", "# TYPE a counter\na 1\n# EOF\n")]
    [InlineData("a counter's family with _total", "# TYPE a_total counter\na_total 1\n# EOF\n")]
    [InlineData("a counter below zero", "# TYPE a counter\na_total -1\n# EOF\n")]
    [InlineData("TYPE twice", "# TYPE a gauge\n# TYPE a gauge\na 1\n# EOF\n")]
    [InlineData("a family twice", "# TYPE a gauge\na 1\n# TYPE b gauge\nb 1\n# TYPE a gauge\na{x=\"y\"} 1\n# EOF\n")]
    [InlineData("interleaved families", "# TYPE a gauge\na 1\n# TYPE b gauge\nb 1\na{x=\"y\"} 1\n# EOF\n")]
    [InlineData("metadata after samples", "# TYPE a gauge\na 1\n# HELP a x\n# EOF\n")]
    [InlineData("metadata out of order", "# TYPE a_seconds gauge\n# HELP a_seconds x\n# UNIT a_seconds seconds\na_seconds 1\n# EOF\n")]
    [InlineData("a unit that is no suffix", "# TYPE a gauge\n# UNIT a seconds\na 1\n# EOF\n")]
    [InlineData("a sample twice", "# TYPE a gauge\na 1\na 1\n# EOF\n")]
    [InlineData("a label twice", "# TYPE a gauge\na{x=\"1\",x=\"2\"} 1\n# EOF\n")]
    [InlineData("a colon in a label's name", "# TYPE a gauge\na{x:y=\"1\"} 1\n# EOF\n")]
    [InlineData("a bad escape", "# TYPE a gauge\na{x=\"\\t\"} 1\n# EOF\n")]
    [InlineData("a quote in HELP", "# TYPE a gauge\n# HELP a \"x\"\na 1\n# EOF\n")]
    [InlineData("a decimal comma", "# TYPE a gauge\na 1,5\n# EOF\n")]
    [InlineData("an exemplar on a gauge", "# TYPE a gauge\na 1 # {x=\"y\"} 1 1\n# EOF\n")]
    [InlineData("an exemplar on a sum", "# TYPE a histogram\na_bucket{le=\"+Inf\"} 1\na_sum 1 # {x=\"y\"} 1 1\na_count 1\n# EOF\n")]
    [InlineData("an exemplar outside its bucket", "# TYPE a histogram\na_bucket{le=\"1.0\"} 1 # {x=\"y\"} 2 1\na_bucket{le=\"+Inf\"} 1\n# EOF\n")]
    [InlineData("no +Inf", "# TYPE a histogram\na_bucket{le=\"1.0\"} 1\n# EOF\n")]
    [InlineData("an integer bound", "# TYPE a histogram\na_bucket{le=\"1\"} 1\na_bucket{le=\"+Inf\"} 1\n# EOF\n")]
    [InlineData("bounds that fall", "# TYPE a histogram\na_bucket{le=\"2.0\"} 1\na_bucket{le=\"1.0\"} 1\na_bucket{le=\"+Inf\"} 1\n# EOF\n")]
    [InlineData("buckets that are not cumulative", "# TYPE a histogram\na_bucket{le=\"1.0\"} 2\na_bucket{le=\"+Inf\"} 1\n# EOF\n")]
    [InlineData("a count that differs from +Inf", "# TYPE a histogram\na_bucket{le=\"+Inf\"} 1\na_sum 1\na_count 2\n# EOF\n")]
    [InlineData("a sum without a count", "# TYPE a histogram\na_bucket{le=\"+Inf\"} 1\na_sum 1\n# EOF\n")]
    [InlineData("a sum with negative bounds", "# TYPE a histogram\na_bucket{le=\"-1.0\"} 1\na_bucket{le=\"+Inf\"} 1\na_sum -2\na_count 1\n# EOF\n")]
    public void Invalid_expositions_are_refused(string what, string exposition) =>
        Should.Throw<FormatException>(() => Parse(exposition), what);

    [Fact]
    public void Long_exemplars_and_invalid_UTF_8_are_refused()
    {
        var labels = new string('x', 128);
        Should.Throw<FormatException>(() => Parse($"# TYPE a counter\na_total 1 # {{k=\"{labels}\"}} 1 1\n# EOF\n"));
        _ = Parse($"# TYPE a counter\na_total 1 # {{k=\"{labels[1..]}\"}} 1 1\n# EOF\n");
        Should.Throw<DecoderFallbackException>(() => OpenMetricsParser.Parse([.. "# TYPE a gauge\na{x=\""u8, 0xff, .. "\"} 1\n# EOF\n"u8]));
        Should.Throw<FormatException>(() => Parse("\uFEFF# TYPE a gauge\na 1\n# EOF\n"));
    }

    private static IReadOnlyList<ParsedFamily> Parse(string exposition) => OpenMetricsParser.Parse(Encoding.UTF8.GetBytes(exposition));
}
