using Platform.Frontend.Dashboards;
using Platform.Testkit.Files;
using Shouldly;
using Xunit;

namespace Platform.Unit.Frontend.Dashboards;

public sealed class DashboardFilesTests
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
        dashboard.Annotations.Count.ShouldBeInRange(2, 3);
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

    private static QueryScope Scope() => new(s_now.AddHours(-1), s_now, new Dictionary<string, IReadOnlyList<string>>(), new Dictionary<string, string>());
}
