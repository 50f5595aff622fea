using System.Diagnostics;
using OpenTelemetry.Metrics;
using Shouldly;
using Xunit;

namespace Platform.Observability.Exposition;

public sealed class ExemplarTests
{
    [Fact]
    public void Case_23_Counters_and_buckets_bear_the_trace_of_a_value_within()
    {
        using var exposed = Exposing();
        var counter = exposed.Meter.CreateCounter<long>("jobs");
        var histogram = exposed.Meter.CreateHistogram<double>("wait");
        string traceId;
        using (var activity = Sampled())
        {
            traceId = activity.TraceId.ToHexString();
            counter.Add(3);
            histogram.Record(0.5);
            histogram.Record(7);
        }

        var total = exposed.Family("jobs").Samples.Single().Exemplar.ShouldNotBeNull();
        total.Labels["trace_id"].ShouldBe(traceId);
        total.Value.ShouldBe(3);
        total.Timestamp.ShouldBeGreaterThan(1.5e9);
        var buckets = exposed.Family("wait").Samples.Where(sample => sample.Name == "wait_bucket").ToDictionary(sample => sample.Labels["le"]);
        buckets["1.0"].Exemplar.ShouldNotBeNull().Value.ShouldBe(0.5);
        buckets["5.0"].Exemplar.ShouldBeNull();
        buckets["10.0"].Exemplar.ShouldNotBeNull().Labels["span_id"].Length.ShouldBe(16);
    }

    [Fact]
    public void Case_25_Text_and_gauges_have_none()
    {
        using var exposed = Exposing();
        using (Sampled())
        {
            exposed.Meter.CreateCounter<long>("jobs").Add(3);
            exposed.Meter.CreateGauge<double>("g").Record(3);
        }

        exposed.Text.ShouldNotContain("trace_id");
        exposed.Family("g").Samples.Single().Exemplar.ShouldBeNull();
    }

    [Fact]
    public void Case_26_Values_of_traces_that_are_not_sampled_have_none()
    {
        using var exposed = Exposing();
        using (var activity = Sampled())
        {
            activity.ActivityTraceFlags = ActivityTraceFlags.None;
            exposed.Meter.CreateCounter<long>("jobs").Add(3);
        }

        exposed.Family("jobs").Samples.Single().Exemplar.ShouldBeNull();
    }

    [Fact]
    public void Case_24_Labels_that_exceed_the_limit_are_left_out_and_the_ids_stay()
    {
        using var exposed = Exposing(builder => builder.AddView("jobs", new MetricStreamConfiguration { TagKeys = [] }));
        using (Sampled())
        {
            exposed.Meter.CreateCounter<long>("jobs").Add(
                1,
                new("long", new string('é', 200)),
                new("short", "🎬"));
        }

        var exemplar = exposed.Family("jobs").Samples.Single().Exemplar.ShouldNotBeNull();
        exemplar.Labels.Keys.ShouldBe(["trace_id", "span_id", "short"], ignoreOrder: true);
    }

    // trace_id and span_id take 63 of the 128 characters, with their names.
    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void Case_24_The_limit_is_128_characters_of_names_and_values(int length, bool fits)
    {
        using var exposed = Exposing(builder => builder.AddView("jobs", new MetricStreamConfiguration { TagKeys = [] }));
        using (Sampled())
        {
            exposed.Meter.CreateCounter<long>("jobs").Add(1, new KeyValuePair<string, object?>("k", new string('x', length)));
        }

        exposed.Family("jobs").Samples.Single().Exemplar.ShouldNotBeNull().Labels.ContainsKey("k").ShouldBe(fits);
    }

    private static Exposed Exposing(Action<MeterProviderBuilder>? configure = null) => new(builder =>
    {
        builder.SetExemplarFilter(ExemplarFilterType.TraceBased)
            .AddView("wait", new ExplicitBucketHistogramConfiguration { Boundaries = [1, 5, 10] });
        configure?.Invoke(builder);
    });

    private static Activity Sampled() => new Activity("work") { ActivityTraceFlags = ActivityTraceFlags.Recorded }.SetIdFormat(ActivityIdFormat.W3C).Start();
}
