using System.Globalization;
using OpenTelemetry.Exporter.Prometheus;
using OpenTelemetry.Metrics;
using Shouldly;
using Xunit;

namespace Platform.Observability.Exposition;

public sealed class LabelTests
{
    [Fact]
    public void Case_09_Values_of_every_type_are_written_the_same_in_every_culture()
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("pt-BR");
        try
        {
            using var exposed = new Exposed();
            exposed.Meter.CreateGauge<double>("g").Record(
                1234.5,
                new("t", true),
                new("f", false),
                new("i", 1234),
                new("d", 0.5),
                new("n", null),
                new("a", new[] { "x", "y\"" }),
                new("m", new[] { 1.5, 2 }));
            exposed.Text.ShouldContain("""g{a="[\"x\",\"y\\\"\"]",d="0.5",f="false",i="1234",m="[1.5,2]",n="",t="true"} 1234.5""");
            exposed.Family("g").Samples.Single().Labels["a"].ShouldBe("""["x","y\""]""");
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Case_10_Values_are_escaped_and_are_utf8()
    {
        using var exposed = new Exposed();
        const string Odd = "a\\b\"c\nd 🎬 é";
        exposed.Meter.CreateGauge<int>("g").Record(1, new("v", Odd), new("lone", "x\uD83Cy"));
        exposed.Text.ShouldContain("""v="a\\b\"c\nd 🎬 é""");
        var labels = exposed.Family("g").Samples.Single().Labels;
        labels["v"].ShouldBe(Odd);
        labels["lone"].ShouldBe("x\uFFFDy");
    }

    // The SDK takes no instrument of such a name; the name of a label is not looked at before it is exposed.
    [Fact]
    public void Case_11_Names_are_of_the_letters_that_names_may_have()
    {
        PrometheusNames.Family("größe", "", isCounter: false).Family.ShouldBe("gr_e");
        PrometheusNames.Family("1st.place", "", isCounter: false).Family.ShouldBe("_1st_place");
        using var exposed = new Exposed();
        exposed.Meter.CreateGauge<int>("g").Record(1, new("naïve", "é"), new("2nd:place", "x"));
        exposed.Text.ShouldBe("# TYPE g gauge\ng{_2nd_place=\"x\",na_ve=\"é\"} 1\n");
        exposed.Family("g").Samples.Single().Labels.ShouldBe(new Dictionary<string, string> { ["na_ve"] = "é", ["_2nd_place"] = "x" }, ignoreOrder: true);
    }

    [Fact]
    public void Case_12_Keys_that_become_one_name_are_joined_in_order_of_the_keys()
    {
        using var exposed = new Exposed();
        exposed.Meter.CreateGauge<int>("g").Record(1, new("a_b", "under"), new("a.b", "dot"), new("a-b", "dash"));
        exposed.Family("g").Samples.Single().Labels.ShouldBe(new Dictionary<string, string> { ["a_b"] = "dash;dot;under" });
    }

    [Fact]
    public void Case_13_An_empty_key_is_an_underscore()
    {
        using var exposed = new Exposed();
        exposed.Meter.CreateGauge<int>("g").Record(1, new KeyValuePair<string, object?>("", "none"));
        exposed.Text.ShouldContain("g{_=\"none\"} 1\n");
        exposed.Family("g").Samples.Single().Labels.ShouldBe(new Dictionary<string, string> { ["_"] = "none" });
    }

    [Fact]
    public void Points_that_cannot_be_told_apart_are_one()
    {
        using var exposed = new Exposed();
        var gauge = exposed.Meter.CreateGauge<int>("g");
        gauge.Record(1, new KeyValuePair<string, object?>("a.b", "x"));
        gauge.Record(2, new KeyValuePair<string, object?>("a_b", "x"));
        exposed.Family("g").Samples.Single().Labels["a_b"].ShouldBe("x");
    }

    [Fact]
    public void Case_14_A_histograms_own_le_is_dropped_and_a_gauges_kept()
    {
        using var exposed = new Exposed(builder => builder.AddView("h", new ExplicitBucketHistogramConfiguration { Boundaries = [1] }));
        exposed.Meter.CreateHistogram<double>("h").Record(0.5, new KeyValuePair<string, object?>("le", "mine"));
        exposed.Meter.CreateGauge<int>("g").Record(1, new KeyValuePair<string, object?>("le", "mine"));
        exposed.Text.ShouldNotContain("mine\",le");
        exposed.Family("h").Samples.Where(sample => sample.Name == "h_bucket").Select(sample => sample.Labels["le"]).ShouldBe(["1.0", "+Inf"]);
    }

    [Fact]
    public void Case_29_The_constant_label_wins_over_a_points_own()
    {
        using var exposed = new Exposed(options: options => options.ResourceConstantLabels = key => key == "service");
        exposed.Meter.CreateCounter<int>("c").Add(1, new KeyValuePair<string, object?>("service", "other"));
        exposed.Meter.CreateCounter<int>("d").Add(1);
        exposed.Families.Where(family => family.Type == "counter").SelectMany(family => family.Samples)
            .ShouldAllBe(sample => sample.Labels["service"] == "tests" && sample.Labels.Count == 1);
    }

    [Fact]
    public void Scope_labels_tell_the_meter_and_can_be_left_out()
    {
        using var with = new Exposed(options: options => options.ScopeInfoEnabled = true);
        with.AddMeter(".more", "2.1", [new("team", "media"), new("name", "no")]).CreateGauge<int>("g").Record(1);
        with.Family("g").Samples.Single().Labels.ShouldBe(
            new Dictionary<string, string> { ["otel_scope_name"] = with.Name + ".more", ["otel_scope_version"] = "2.1", ["otel_scope_team"] = "media" },
            ignoreOrder: true);

        using var without = new Exposed();
        without.Meter.CreateGauge<int>("g").Record(1);
        without.Family("g").Samples.Single().Labels.ShouldBeEmpty();
    }
}
