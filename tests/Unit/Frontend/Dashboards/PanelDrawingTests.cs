using Platform.Frontend.Charts;
using Platform.Frontend.Dashboards;
using Platform.Frontend.Gateway;
using Shouldly;
using Xunit;

namespace Platform.Unit.Frontend.Dashboards;

public sealed class PanelDrawingTests
{
    [Fact]
    public void Rows_of_a_table_are_joined_by_their_labels_sorted_and_linked()
    {
        var panel = Panel("""
            {"id":1,"type":"table","title":"T","gridPos":{"x":0,"y":1,"w":12,"h":8},
             "targets":[{"refId":"A","expr":"a"},{"refId":"B","expr":"b"}],
             "fieldConfig":{"defaults":{"unit":"short","links":[{"url":"/d/plat-service?var-service=${__field.labels.service}&${__url_time_range}"}]},
               "overrides":[{"matcher":{"id":"byName","options":"Time up"},"properties":[{"id":"unit","value":"s"}]}]},
             "transformations":[{"id":"merge","options":{}},
               {"id":"organize","options":{"excludeByName":{"Time":true},"indexByName":{"service":0,"Value #A":1},"renameByName":{"service":"Service","Value #A":"Count","Value #B":"Time up"}}},
               {"id":"sortBy","options":{"sort":[{"desc":true,"field":"Count"}]}}]}
            """);
        var data = new PanelData(Frame(1), [(panel.Targets[0], [One("api", 1), One("worker", 5)]), (panel.Targets[1], [One("worker", 120)])]);
        var table = PanelDrawing.TableOf(panel, data, "now-1h");
        table.Columns.ShouldBe(["Service", "Count", "Time up"]);
        table.Rows.Select(row => row.Select(cell => cell.Text)).ShouldBe([["worker", "5", "2 min"], ["api", "1", "–"]]);
        table.Rows[0][0].Link.ShouldBe("/operations/dashboards/plat-service?var-service=worker&from=now-1h");
    }

    [Fact]
    public void Series_are_named_coloured_and_aligned_to_the_times_of_the_frame()
    {
        var panel = Panel("""
            {"id":1,"type":"timeseries","title":"T","gridPos":{"x":0,"y":1,"w":12,"h":8},"targets":[{"refId":"A","expr":"a","legendFormat":"{{service}} in 1 h"}],
             "fieldConfig":{"defaults":{"unit":"s"},"overrides":[{"matcher":{"id":"byRegexp","options":".* in 1 h"},"properties":[{"id":"custom.lineStyle","value":{"fill":"dash"}}]}]}}
            """);
        var series = new MetricSeries(new Dictionary<string, string> { ["service"] = "worker" }, [new(15, 1), new(45, 3)]);
        var drawn = PanelDrawing.SeriesOf(panel, new PanelData(Frame(4), [(panel.Targets[0], [series])]), "now-1h").ShouldHaveSingleItem();
        drawn.Name.ShouldBe("worker in 1 h");
        drawn.IsDashed.ShouldBeTrue();
        drawn.Values.ShouldBe([double.NaN, 1, double.NaN, 3]);
        drawn.Last.ShouldBe(3);
    }

    [Fact]
    public void Cumulative_buckets_become_single_counts()
    {
        var panel = Panel("""{"id":1,"type":"heatmap","title":"T","gridPos":{"x":0,"y":1,"w":12,"h":8},"targets":[{"refId":"A","expr":"a"}],"fieldConfig":{"defaults":{"unit":"s"},"overrides":[]}}""");
        MetricSeries[] series = [Bucket("+Inf", 10), Bucket("0.5", 7), Bucket("0.1", 4)];
        var (names, rows) = PanelDrawing.BucketsOf(panel, new PanelData(Frame(1), [(panel.Targets[0], series)]));
        names.ShouldBe(["≤ 100 ms", "≤ 500 ms", "≤ ∞"]);
        rows.Select(row => row[0]).ShouldBe([4, 3, 3]);
    }

    private static TimeFrame Frame(int count) => new(DateTimeOffset.UnixEpoch, TimeSpan.FromSeconds(15), count);

    private static MetricSeries One(string service, double value) => new(new Dictionary<string, string> { ["service"] = service }, [new(0, value)]);

    private static MetricSeries Bucket(string le, double value) => new(new Dictionary<string, string> { ["le"] = le }, [new(0, value)]);

    private static DashboardPanel Panel(string json) =>
        DashboardFiles.Parse($$$"""
            {"uid":"u","title":"t","description":"d","tags":["platform","x"],"refresh":"30s","time":{"from":"now-1h"},"templating":{"list":[]},"annotations":{"list":[]},"panels":[{{{json}}}]}
            """).Rows[0].Panels[0];
}
