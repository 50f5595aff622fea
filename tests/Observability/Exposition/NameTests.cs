using OpenTelemetry.Exporter.Prometheus;
using Shouldly;
using Xunit;

namespace Platform.Observability.Exposition;

public sealed class NameTests
{
    [Theory]
    [InlineData("queue.depth", "", false, "queue_depth", "")]
    [InlineData("a..b--c", "", false, "a_b_c", "")]
    [InlineData("a__b", "", false, "a_b", "")]
    [InlineData("1st.place", "", false, "_1st_place", "")]
    [InlineData("job:wait", "", false, "job:wait", "")]
    [InlineData("größe", "", false, "gr_e", "")]
    [InlineData("http.request.duration", "s", false, "http_request_duration_seconds", "seconds")]
    [InlineData("request.size", "By", false, "request_size_bytes", "bytes")]
    [InlineData("db_bytes_total", "By", true, "db_bytes", "bytes")]
    [InlineData("db_bytes", "By", false, "db_bytes", "bytes")]
    [InlineData("http.requests", "{request}", true, "http_requests", "")]
    [InlineData("requests_total", "", true, "requests", "")]
    [InlineData("load", "1", false, "load", "")]
    [InlineData("used", "%", false, "used_percent", "percent")]
    [InlineData("speed", "m/s", false, "speed_meters_per_second", "meters_per_second")]
    [InlineData("rate", "{packet}/s", false, "rate_per_second", "per_second")]
    [InlineData("flow", "KiBy/min", false, "flow_kibibytes_per_minute", "kibibytes_per_minute")]
    [InlineData("heat", "Cel", false, "heat_celsius", "celsius")]
    [InlineData("x", "ms", false, "x_milliseconds", "milliseconds")]
    [InlineData("odd", "foo bar", false, "odd_foo_bar", "foo_bar")]
    [InlineData("_", "s", false, "_seconds", "seconds")]
    public void Names_and_units_are_translated(string instrument, string unit, bool isCounter, string family, string familyUnit) =>
        PrometheusNames.Family(instrument, unit, isCounter).ShouldBe((family, familyUnit));

    [Theory]
    [InlineData("http.route", "http_route")]
    [InlineData("a:b", "a_b")]
    [InlineData("1x", "_1x")]
    [InlineData("", "_")]
    [InlineData("naïve", "na_ve")]
    [InlineData("plain_1", "plain_1")]
    public void Label_names_are_translated(string key, string name) => PrometheusNames.Label(key).ShouldBe(name);

    [Fact]
    public void A_gauge_without_tags_is_one_line()
    {
        using var exposed = new Exposed();
        exposed.Meter.CreateGauge<int>("depth").Record(3);
        exposed.Text.ShouldBe("# TYPE depth gauge\ndepth 3\n");
    }

    [Fact]
    public void Description_and_unit_are_metadata()
    {
        using var exposed = new Exposed();
        exposed.Meter.CreateGauge<double>("wait", "s", "How \"long\"\\\nit takes").Record(0.25);
        exposed.Text.ShouldBe("# TYPE wait_seconds gauge\n# HELP wait_seconds How \"long\"\\\\\\nit takes\nwait_seconds 0.25\n");
        exposed.OpenMetrics.ShouldContain("# TYPE wait_seconds gauge\n# UNIT wait_seconds seconds\n# HELP wait_seconds How \\\"long\\\"\\\\\\nit takes\nwait_seconds 0.25\n");
        exposed.Family("wait_seconds").Help.ShouldBe("How \"long\"\\\nit takes");
    }

    [Theory]
    [InlineData("jobs.created")]
    [InlineData("jobs_created_total")]
    public void A_counter_bears_total_once_and_its_family_only_in_text(string instrument)
    {
        using var exposed = new Exposed();
        exposed.Meter.CreateCounter<long>(instrument, "{job}", "Jobs").Add(2);
        exposed.Text.ShouldBe("# TYPE jobs_created_total counter\n# HELP jobs_created_total Jobs\njobs_created_total 2\n");
        exposed.OpenMetrics.ShouldContain("# TYPE jobs_created counter\n# HELP jobs_created Jobs\njobs_created_total 2\n");
        exposed.Family("jobs_created").Type.ShouldBe("counter");
    }

    [Fact]
    public void Instruments_that_go_up_and_down_are_gauges()
    {
        using var exposed = new Exposed();
        exposed.Meter.CreateUpDownCounter<int>("active").Add(-2);
        exposed.Meter.CreateObservableUpDownCounter("seen", () => 1.5);
        exposed.Family("active").ShouldSatisfyAllConditions(
            family => family.Type.ShouldBe("gauge"),
            family => family.Samples.Single().Value.ShouldBe(-2));
        exposed.Family("seen").Samples.Single().Value.ShouldBe(1.5);
    }

    [Fact]
    public void Observable_instruments_are_exposed_as_their_kin()
    {
        using var exposed = new Exposed();
        exposed.Meter.CreateObservableCounter("ticks", () => 7L);
        exposed.Meter.CreateObservableCounter("cost", () => 7.5);
        exposed.Meter.CreateObservableGauge("level", () => 8L);
        exposed.Meter.CreateObservableGauge("height", () => 8.5);
        exposed.Families.Where(family => family.Type != "info").Select(family => (family.Name, family.Type, family.Samples.Single().ValueText))
            .ShouldBe([("ticks", "counter", "7"), ("cost", "counter", "7.5"), ("level", "gauge", "8"), ("height", "gauge", "8.5")]);
    }
}
