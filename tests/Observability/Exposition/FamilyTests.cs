using OpenTelemetry.Metrics;
using Platform.Observability.Support;
using Shouldly;
using Xunit;

namespace Platform.Observability.Exposition;

public sealed class FamilyTests
{
    [Fact]
    public void Case_20_One_name_in_two_meters_is_one_family()
    {
        using var exposed = new Exposed(options: options => options.ScopeInfoEnabled = true);
        exposed.Meter.CreateCounter<long>("jobs").Add(1);
        exposed.Meter.CreateGauge<int>("between").Record(5);
        exposed.AddMeter(".other").CreateCounter<long>("jobs", null, "Found later").Add(2);
        var family = exposed.Family("jobs");
        family.Samples.Select(sample => sample.Value).ShouldBe([1, 2]);
        exposed.Text.Split('\n').Count(line => line == "# TYPE jobs_total counter").ShouldBe(1);
    }

    [Fact]
    public void Case_22_Help_and_unit_that_are_found_later_stand_before_the_samples_all_the_same()
    {
        using var exposed = new Exposed(options: options => options.ScopeInfoEnabled = true);
        exposed.Meter.CreateGauge<int>("age_seconds").Record(1);
        exposed.Meter.CreateGauge<int>("between").Record(5);
        exposed.AddMeter(".other").CreateGauge<int>("age", "s", "Found later").Record(2);
        exposed.OpenMetrics.ShouldContain("# TYPE age_seconds gauge\n# UNIT age_seconds seconds\n# HELP age_seconds Found later\nage_seconds{");
        exposed.Family("age_seconds").Samples.Select(sample => sample.Value).ShouldBe([1, 2]);
    }

    [Fact]
    public void The_first_help_and_unit_stay()
    {
        using var exposed = new Exposed(options: options => options.ScopeInfoEnabled = true);
        exposed.Meter.CreateGauge<int>("age_seconds", "s", "First").Record(1);
        exposed.AddMeter(".other").CreateGauge<int>("age.seconds", null, "Second").Record(2);
        var family = exposed.Family("age_seconds");
        (family.Help, family.Unit, family.Samples.Count).ShouldBe(("First", "seconds", 2));
    }

    [Fact]
    public void Case_21_A_name_of_two_types_is_dropped_with_a_warning()
    {
        var log = new CapturedLog();
        using var exposed = new Exposed(logger: log);
        exposed.Meter.CreateGauge<int>("both").Record(1);
        exposed.AddMeter(".other").CreateHistogram<double>("both").Record(1);
        exposed.Meter.CreateGauge<int>("fine").Record(1);
        exposed.Families.Select(family => family.Name).ShouldBe(["target", "fine"]);
        log.Messages.ShouldHaveSingleItem().ShouldContain("both");
    }

    [Fact]
    public void Sample_names_never_clash_across_families()
    {
        var log = new CapturedLog();
        using var exposed = new Exposed(logger: log);
        exposed.Meter.CreateCounter<int>("x").Add(1);
        exposed.Meter.CreateGauge<int>("x_total").Record(1);
        exposed.Meter.CreateHistogram<double>("h").Record(1);
        exposed.Meter.CreateGauge<int>("h_count").Record(1);
        exposed.Meter.CreateGauge<int>("target_info").Record(1);
        exposed.Families.Select(family => family.Name).ShouldBe(["target", "x", "h"]);
        log.Messages.Count.ShouldBe(3);
    }

    [Fact]
    public void Case_28_The_target_comes_first_in_the_form_of_each_format()
    {
        using var exposed = new Exposed();
        exposed.OpenMetrics.ShouldStartWith("# TYPE target info\n# HELP target Target metadata\ntarget_info{service_name=\"tests\",service=\"tests\"} 1\n");
        System.Text.Encoding.UTF8.GetString(exposed.TextBytes).ShouldBe("# TYPE target_info gauge\n# HELP target_info Target metadata\ntarget_info{service_name=\"tests\",service=\"tests\"} 1\n");
        using var without = new Exposed(options: options => options.TargetInfoEnabled = false);
        without.OpenMetrics.ShouldBe("# EOF\n");
        without.TextBytes.ShouldBeEmpty();
    }

    [Fact]
    public void Case_39_Points_over_the_limit_are_collected_in_the_overflow_series()
    {
        using var exposed = new Exposed(builder => builder.AddView("c", new MetricStreamConfiguration { CardinalityLimit = 10 }));
        var counter = exposed.Meter.CreateCounter<int>("c");
        for (var i = 0; i < 50; i++)
        {
            counter.Add(1, new KeyValuePair<string, object?>("i", i));
        }

        var samples = exposed.Family("c").Samples;
        samples.Sum(sample => sample.Value).ShouldBe(50);
        samples.ShouldContain(sample => sample.Labels.GetValueOrDefault("otel_metric_overflow") == "true");
    }

    [Fact]
    public void Case_27_OpenMetrics_ends_with_EOF_and_text_has_none()
    {
        using var exposed = new Exposed();
        exposed.Meter.CreateGauge<int>("g", null, "Not the # EOF\n").Record(1);
        exposed.OpenMetrics.ShouldEndWith("\ng 1\n# EOF\n");
        exposed.OpenMetrics.Split('\n').Count(line => line == "# EOF").ShouldBe(1);
        exposed.Text.Split('\n').ShouldNotContain("# EOF");
        exposed.Text.ShouldEndWith("\ng 1\n");
    }

    [Fact]
    public void Case_40_No_created_series_are_written_by_default()
    {
        using var exposed = new Exposed();
        exposed.Meter.CreateCounter<int>("c").Add(1);
        exposed.Meter.CreateHistogram<int>("h").Record(1);
        exposed.OpenMetrics.ShouldNotContain("_created");
        exposed.Text.ShouldNotContain("_created");
    }

    [Fact]
    public void Case_40_Created_series_are_there_when_asked_for_in_OpenMetrics()
    {
        var before = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;
        using var exposed = new Exposed(options: options => options.CreatedSeriesEnabled = true);
        exposed.Meter.CreateCounter<int>("c").Add(1, new KeyValuePair<string, object?>("k", "v"));
        exposed.Meter.CreateHistogram<int>("h").Record(1);
        exposed.Meter.CreateGauge<int>("g").Record(1);
        foreach (var name in (string[])["c", "h"])
        {
            var created = exposed.Family(name).Samples.Single(sample => sample.Name == name + "_created");
            created.Value.ShouldBeInRange(before - 1, before + 60);
            created.Labels.ContainsKey("k").ShouldBe(name == "c");
        }

        exposed.Family("g").Samples.Count.ShouldBe(1);
        exposed.Text.ShouldNotContain("_created");
    }
}
