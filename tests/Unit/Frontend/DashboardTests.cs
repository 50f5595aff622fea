using Platform.Frontend.Charts;
using Platform.Frontend.Dashboards;
using Platform.Frontend.Gateway;
using Platform.Testkit.Files;
using Shouldly;
using Xunit;

namespace Platform.Unit.Frontend;

public sealed class DashboardTests
{
    private static readonly DateTimeOffset s_now = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);

    public static TheoryData<string> Files => [.. Directory.EnumerateFiles(RepositoryRoot.Combine("deploy", "grafana", "dashboards"), "*.json", SearchOption.AllDirectories)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_dashboard_can_be_read_and_drawn(string file)
    {
        var dashboard = DashboardFiles.Parse(File.ReadAllText(file));
        dashboard.Title.ShouldNotBeEmpty();
        dashboard.Variables.Select(variable => variable.Name).ShouldContain("job");
        dashboard.Annotations.Count.ShouldBe(2);
        string[] drawn = ["timeseries", "stat", "gauge", "bargauge", "piechart", "table", "heatmap", "state-timeline", "text"];
        dashboard.Rows.SelectMany(row => row.Panels).Select(panel => panel.Type).ShouldBeSubsetOf(drawn);
        foreach (var panel in dashboard.Rows.SelectMany(row => row.Panels))
        {
            panel.Y.ShouldBeGreaterThanOrEqualTo(0);
            PanelDrawing.StyleOf(panel).Unit.ShouldNotBeNull(panel.Title);

            // What is left is a group of a pattern, no variable.
            Scope().Fill(string.Concat(panel.Targets.Select(target => target.Expression)), TimeSpan.FromSeconds(15)).Replace("${1}xx", "", StringComparison.Ordinal).ShouldNotContain("$");
        }
    }

    [Fact]
    public void Variables_become_patterns_and_cannot_leave_their_string()
    {
        var scope = Scope() with { Chosen = new Dictionary<string, IReadOnlyList<string>> { ["job"] = ["api-gateway", "a.b\"} or up{x=\""] } };
        scope.Fill("up{job=~\"$job\", instance=~\"${instance}\"}", TimeSpan.FromSeconds(15))
            .ShouldBe("up{job=~\"api-gateway|a\\\\.b\\\"} or up\\\\{x=\\\"\", instance=~\".+\"}");
    }

    [Theory]
    [InlineData(1, 15, "60s")]
    [InlineData(24, 300, "315s")]
    public void A_rate_looks_at_four_scrapes_or_a_step_and_one(int hours, int step, string interval)
    {
        var scope = Scope() with { From = s_now.AddHours(-hours) };
        scope.StepFor(300).TotalSeconds.ShouldBe(step);
        scope.Fill("rate(x[$__rate_interval]) + increase(x[$__range])", scope.StepFor(300)).ShouldBe($"rate(x[{interval}]) + increase(x[{hours * 3600}s])");
    }

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
    public void Series_are_named_coloured_and_brought_to_the_moments_of_the_frame()
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
    public void Buckets_lose_what_lies_below_them()
    {
        var panel = Panel("""{"id":1,"type":"heatmap","title":"T","gridPos":{"x":0,"y":1,"w":12,"h":8},"targets":[{"refId":"A","expr":"a"}],"fieldConfig":{"defaults":{"unit":"s"},"overrides":[]}}""");
        MetricSeries[] series = [Bucket("+Inf", 10), Bucket("0.5", 7), Bucket("0.1", 4)];
        var (names, rows) = PanelDrawing.BucketsOf(panel, new PanelData(Frame(1), [(panel.Targets[0], series)]));
        names.ShouldBe(["≤ 100 ms", "≤ 500 ms", "≤ ∞"]);
        rows.Select(row => row[0]).ShouldBe([4, 3, 3]);
    }

    [Fact]
    public void A_refresh_asks_the_same_and_another_choice_or_length_does_not()
    {
        var scope = Scope().With("job", "worker");
        scope.IsSameRequest(scope with { From = scope.From.AddSeconds(5), To = scope.To.AddSeconds(5), Chosen = Scope().With("job", "worker").Chosen }).ShouldBeTrue();
        scope.IsSameRequest(scope with { From = scope.From.AddHours(-1) }).ShouldBeFalse();
        scope.IsSameRequest(Scope().With("job", "frontend")).ShouldBeFalse();
        scope.IsSameRequest(scope.With("instance", "worker-0")).ShouldBeFalse();
        Scope().IsSameRequest(scope).ShouldBeFalse();
    }

    private static QueryScope Scope() => new(s_now.AddHours(-1), s_now, new Dictionary<string, IReadOnlyList<string>>(), new Dictionary<string, string>());

    private static TimeFrame Frame(int count) => new(DateTimeOffset.UnixEpoch, TimeSpan.FromSeconds(15), count);

    private static MetricSeries One(string service, double value) => new(new Dictionary<string, string> { ["service"] = service }, [new(0, value)]);

    private static MetricSeries Bucket(string le, double value) => new(new Dictionary<string, string> { ["le"] = le }, [new(0, value)]);

    private static DashboardPanel Panel(string json) =>
        DashboardFiles.Parse($$$"""
            {"uid":"u","title":"t","description":"d","tags":["platform","x"],"refresh":"30s","time":{"from":"now-1h"},"templating":{"list":[]},"annotations":{"list":[]},"panels":[{{{json}}}]}
            """).Rows[0].Panels[0];
}
