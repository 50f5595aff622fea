using System.Globalization;
using Platform.Frontend.Charts;
using Platform.Frontend.Dashboards;
using Platform.Frontend.Gateway;
using Shouldly;
using Xunit;

namespace Platform.Unit.Frontend.Dashboards;

public sealed class PanelContentTests
{
    [Fact]
    public void The_highest_series_are_shown_and_the_others_counted()
    {
        var content = Content("timeseries", [.. Enumerable.Range(1, 30).Select(value => Series(value, value))]);
        content.Series.Count.ShouldBe(PanelDrawing.MaxSeries);
        content.Left.ShouldBe(6);
        content.Series[0].Highest.ShouldBe(30);
        content.First.Highest.ShouldBe(1);
    }

    [Fact]
    public void A_chart_is_also_a_table_of_a_dozen_values_in_the_readers_time()
    {
        using var speaking = new InLanguage("en");
        var content = Content("timeseries", [Series(1, [.. Enumerable.Range(0, 48).Select(i => (double)i)])], count: 48);
        var zone = TimeZoneInfo.CreateCustomTimeZone("east", TimeSpan.FromHours(2), "east", "east");
        var samples = content.Samples(zone);
        samples.Columns.Count.ShouldBe(2);
        samples.Rows.Count.ShouldBe(12);
        samples.Rows[^1][1].Text.ShouldBe("47");
        samples.Rows[^1][0].Text.ShouldEndWith("02:11:45");
    }

    [Fact]
    public void A_heat_map_shows_the_counts_of_its_buckets()
    {
        var content = Content("heatmap", [Bucket("+Inf", 10), Bucket("0.5", 7)]);
        content.Buckets.Names.Count.ShouldBe(2);
        content.Samples(TimeZoneInfo.Utc).Rows[0].Skip(1).Select(cell => cell.Text).ShouldBe(["7", "3"]);
    }

    [Fact]
    public void A_table_has_rows_and_no_series()
    {
        var content = Content("table", [Series(1, 5)]);
        content.Table.Rows.Count.ShouldBe(1);
        content.Series.ShouldBeEmpty();
    }

    private static PanelContent Content(string type, MetricSeries[] series, int count = 1)
    {
        var panel = DashboardFiles.Parse($$$"""
            {"uid":"u","title":"t","description":"d","tags":["platform","x"],"refresh":"30s","time":{"from":"now-1h"},"templating":{"list":[]},"annotations":{"list":[]},
             "panels":[{"id":1,"type":"{{{type}}}","title":"T","gridPos":{"x":0,"y":1,"w":12,"h":8},"targets":[{"refId":"A","expr":"a","legendFormat":"{{name}}"}],"fieldConfig":{"defaults":{"unit":"short"},"overrides":[]}}]}
            """).Rows[0].Panels[0];
        return new(panel, new PanelData(new TimeFrame(DateTimeOffset.UnixEpoch, TimeSpan.FromSeconds(15), count), [(panel.Targets[0], series)]), "now-1h");
    }

    private static MetricSeries Series(int name, params double[] values) => new(
        new Dictionary<string, string> { ["name"] = name.ToString(CultureInfo.InvariantCulture) }, [.. values.Select((value, i) => new MetricPoint(15 * i, value))]);

    private static MetricSeries Bucket(string le, double value) => new(new Dictionary<string, string> { ["le"] = le }, [new(0, value)]);
}
