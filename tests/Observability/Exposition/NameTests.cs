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
    public void Case_01_A_gauge_without_tags_is_one_line()
    {
        using var exposed = new Exposed();
        exposed.Meter.CreateGauge<int>("depth").Record(3);
        exposed.Text.ShouldBe("# TYPE depth gauge\ndepth 3\n");
    }

    [Fact]
    public void Case_02_A_description_is_help_and_escaped_as_each_format_wants()
    {
        using var exposed = new Exposed();
        exposed.Meter.CreateGauge<int>("depth", null, "How \"deep\"\\\nit is").Record(3);
        exposed.Text.ShouldBe("# TYPE depth gauge\n# HELP depth How \"deep\"\\\\\\nit is\ndepth 3\n");
        exposed.OpenMetrics.ShouldContain("# TYPE depth gauge\n# HELP depth How \\\"deep\\\"\\\\\\nit is\ndepth 3\n");
        exposed.Family("depth").Help.ShouldBe("How \"deep\"\\\nit is");
    }

    [Fact]
    public void Case_03_A_unit_is_the_names_suffix_and_metadata_in_OpenMetrics()
    {
        using var exposed = new Exposed();
        exposed.Meter.CreateGauge<double>("wait", "s", "How \"long\"\\\nit takes").Record(0.25);
        exposed.Text.ShouldBe("# TYPE wait_seconds gauge\n# HELP wait_seconds How \"long\"\\\\\\nit takes\nwait_seconds 0.25\n");
        exposed.OpenMetrics.ShouldContain("# TYPE wait_seconds gauge\n# UNIT wait_seconds seconds\n# HELP wait_seconds How \\\"long\\\"\\\\\\nit takes\nwait_seconds 0.25\n");
        exposed.Family("wait_seconds").Help.ShouldBe("How \"long\"\\\nit takes");
    }

    [Theory]
    [InlineData("wait_seconds", "s", "wait_seconds")]
    [InlineData("wait.seconds.used", "s", "wait_seconds_used_seconds")]
    [InlineData("used_percent", "%", "used_percent")]
    [InlineData("speed_meters_per_second", "m/s", "speed_meters_per_second")]
    public void Case_04_A_unit_that_the_name_ends_with_is_not_said_twice(string instrument, string unit, string name)
    {
        using var exposed = new Exposed();
        exposed.Meter.CreateGauge<int>(instrument, unit).Record(3);
        exposed.Text.ShouldBe($"# TYPE {name} gauge\n{name} 3\n");
        exposed.Meter.CreateCounter<int>("db_bytes_total", "By").Add(4);
        exposed.Text.ShouldEndWith("# TYPE db_bytes_total counter\ndb_bytes_total 4\n");
        exposed.OpenMetrics.ShouldContain("# TYPE db_bytes counter\n# UNIT db_bytes bytes\ndb_bytes_total 4\n");
    }

    [Theory]
    [InlineData("jobs.created")]
    [InlineData("jobs_created_total")]
    [InlineData("jobs.created.total")]
    public void Case_05_A_counter_bears_total_once(string instrument)
    {
        using var exposed = new Exposed();
        exposed.Meter.CreateCounter<long>(instrument, "{job}", "Jobs").Add(2);
        exposed.Text.ShouldContain("\njobs_created_total 2\n");
        exposed.OpenMetrics.ShouldContain("\njobs_created_total 2\n");
        exposed.OpenMetrics.ShouldNotContain("total_total");
    }

    [Fact]
    public void Case_06_A_counters_metadata_bears_total_in_text_only()
    {
        using var exposed = new Exposed();
        exposed.Meter.CreateCounter<long>("jobs.created", "{job}", "Jobs").Add(2);
        exposed.Text.ShouldBe("# TYPE jobs_created_total counter\n# HELP jobs_created_total Jobs\njobs_created_total 2\n");
        exposed.OpenMetrics.ShouldContain("# TYPE jobs_created counter\n# HELP jobs_created Jobs\njobs_created_total 2\n");
        exposed.Family("jobs_created").Type.ShouldBe("counter");
    }

    [Fact]
    public void Case_07_Instruments_that_go_up_and_down_are_gauges()
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
    public void Case_08_Observable_instruments_are_exposed_as_their_kin()
    {
        using var exposed = new Exposed();
        exposed.Meter.CreateObservableCounter("ticks", () => 7L);
        exposed.Meter.CreateObservableCounter("cost", () => 7.5);
        exposed.Meter.CreateObservableGauge("level", () => 8L);
        exposed.Meter.CreateObservableGauge("height", () => 8.5);
        exposed.Meter.CreateObservableUpDownCounter("balance", () => -9L);
        exposed.Families.Where(family => family.Type != "info").Select(family => (family.Name, family.Type, family.Samples.Single().ValueText))
            .ShouldBe([("ticks", "counter", "7"), ("cost", "counter", "7.5"), ("level", "gauge", "8"), ("height", "gauge", "8.5"), ("balance", "gauge", "-9")]);
    }
}
