using OpenTelemetry.Exporter.Prometheus;
using OpenTelemetry.Metrics;
using Platform.Observability.Support;
using Shouldly;
using Xunit;

namespace Platform.Observability.Exposition;

public sealed class HistogramTests
{
    [Fact]
    public void Case_15_Buckets_are_cumulative_and_end_with_the_count()
    {
        using var exposed = Exposing([0.005, 1, 10]);
        var histogram = exposed.Meter.CreateHistogram<double>("wait", "s");
        foreach (var value in (double[])[0.001, 0.005, 0.5, 20])
        {
            histogram.Record(value);
        }

        exposed.Text.ShouldBe(
            """
            # TYPE wait_seconds histogram
            wait_seconds_bucket{le="0.005"} 2
            wait_seconds_bucket{le="1"} 3
            wait_seconds_bucket{le="10"} 3
            wait_seconds_bucket{le="+Inf"} 4
            wait_seconds_sum 20.506
            wait_seconds_count 4

            """.ReplaceLineEndings("\n"));
        exposed.Family("wait_seconds").Samples.Select(sample => sample.Labels.GetValueOrDefault("le"))
            .ShouldBe(["0.005", "1.0", "10.0", "+Inf", null, null]);
    }

    [Theory]
    [InlineData(0.005, "0.005", "0.005")]
    [InlineData(1, "1", "1.0")]
    [InlineData(10, "10", "10.0")]
    [InlineData(0.5, "0.5", "0.5")]
    [InlineData(100_000, "100000", "100000.0")]
    [InlineData(1e6, "1e+06", "1e+06")]
    [InlineData(1234567.5, "1.2345675e+06", "1.2345675e+06")]
    [InlineData(1e-4, "0.0001", "0.0001")]
    [InlineData(1e-5, "1e-05", "1e-05")]
    [InlineData(2.5e100, "2.5e+100", "2.5e+100")]
    [InlineData(0, "0", "0.0")]
    [InlineData(-1, "-1", "-1.0")]
    [InlineData(-1e-7, "-1e-07", "-1e-07")]
    [InlineData(0.1 + 0.2, "0.30000000000000004", "0.30000000000000004")]
    [InlineData(double.PositiveInfinity, "+Inf", "+Inf")]
    public void Bounds_are_plain_in_text_and_canonical_in_OpenMetrics(double bound, string text, string openMetrics)
    {
        PrometheusNumber.Bound(bound).ShouldBe(text);
        PrometheusNumber.CanonicalBound(bound).ShouldBe(openMetrics);
    }

    [Fact]
    public void Case_16_Bounds_are_written_as_each_format_wants()
    {
        using var exposed = Exposing([1e-5, 0.005, 1, 10, 1e6]);
        exposed.Meter.CreateHistogram<double>("wait").Record(0.5);
        Bounds(exposed.Text).ShouldBe(["1e-05", "0.005", "1", "10", "1e+06", "+Inf"]);
        Bounds(exposed.OpenMetrics).ShouldBe(["1e-05", "0.005", "1.0", "10.0", "1e+06", "+Inf"]);
    }

    [Theory]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.PositiveInfinity, "+Inf")]
    [InlineData(double.NegativeInfinity, "-Inf")]
    [InlineData(double.Epsilon, "5E-324")]
    [InlineData(0.1, "0.1")]
    [InlineData(12.0, "12")]
    public void Case_17_Odd_values_are_written_to_read_back(double value, string text)
    {
        using var exposed = new Exposed();
        exposed.Meter.CreateGauge<double>("g").Record(value);
        exposed.Text.ShouldContain($"g {text}\n");
        exposed.Family("g").Samples.Single().Value.ShouldBe(value);
    }

    [Fact]
    public void Case_17_The_largest_integer_keeps_every_digit()
    {
        using var exposed = new Exposed();
        exposed.Meter.CreateGauge<long>("g").Record(long.MaxValue);
        exposed.Text.ShouldContain("g 9223372036854775807\n");
    }

    [Fact]
    public void Case_18_Negative_bounds_leave_sum_and_count_out_of_OpenMetrics_only()
    {
        using var exposed = Exposing([-1, 1]);
        exposed.Meter.CreateHistogram<double>("wait").Record(0);
        exposed.Family("wait").Samples.Select(sample => sample.Name).ShouldBe(["wait_bucket", "wait_bucket", "wait_bucket"]);
        exposed.Text.ShouldContain("wait_sum 0\nwait_count 1\n");
    }

    [Fact]
    public void A_histogram_without_bounds_has_the_one_bucket()
    {
        using var exposed = Exposing([]);
        exposed.Meter.CreateHistogram<double>("wait").Record(3);
        exposed.Family("wait").Samples.Select(sample => (sample.Name, sample.Value)).ShouldBe([("wait_bucket", 1), ("wait_sum", 3), ("wait_count", 1)]);
    }

    [Fact]
    public void Case_19_Exponential_histograms_are_left_out_and_said_so_once()
    {
        var log = new CapturedLog();
        using var exposed = new Exposed(builder => builder.AddView("wait", new Base2ExponentialBucketHistogramConfiguration()), logger: log);
        exposed.Meter.CreateHistogram<double>("wait").Record(3);
        exposed.Meter.CreateGauge<int>("g").Record(1);
        exposed.Text.ShouldBe("# TYPE g gauge\ng 1\n");
        exposed.Text.ShouldNotContain("wait");
        log.Messages.ShouldHaveSingleItem().ShouldContain("exponential");
    }

    private static IEnumerable<string> Bounds(string exposition) =>
        exposition.Split('\n').Where(line => line.StartsWith("wait_bucket", StringComparison.Ordinal)).Select(line => line.Split('"')[1]);

    private static Exposed Exposing(double[] bounds) =>
        new(builder => builder.AddView("wait", new ExplicitBucketHistogramConfiguration { Boundaries = bounds }));
}
