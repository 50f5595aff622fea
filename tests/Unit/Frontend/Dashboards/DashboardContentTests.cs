using Platform.Frontend.Dashboards;
using Shouldly;
using Xunit;

namespace Platform.Unit.Frontend.Dashboards;

public sealed class DashboardContentTests
{
    private static readonly DateTimeOffset s_now = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly Dashboard s_dashboard = new(
        "d", "D", "", "services", "now-6h", "30s", [new("service", "Service", "up", "service", ".+")], [new("All", null, []), new("Of $service", "service", [])], []);

    [Fact]
    public void Panels_query_the_selected_time_and_values()
    {
        var content = new DashboardContent();
        content.Choose(new Uri("https://page.example/d?from=now-24h"));
        content.Choice.ShouldBe(DashboardChoice.None, "there is no dashboard yet");
        content.Open(s_dashboard).ShouldBeTrue();
        content.Choose(new Uri("https://page.example/d?from=now-24h&var-service=api"));
        var scope = content.ScopeAt(s_now);
        (scope.From, scope.To).ShouldBe((s_now.AddDays(-1), s_now));
        scope.Chosen["service"].ShouldBe(["api"]);
        scope.AllValues["service"].ShouldBe(".+");
    }

    [Fact]
    public void A_repeated_row_has_a_scope_for_each_value_that_stays_until_the_next_load()
    {
        var content = Loaded("", "api", "worker");
        var rows = content.Rows().ToList();
        rows.Select(row => row.Title).ShouldBe(["All", "Of api", "Of worker"]);
        rows[2].Scope.Chosen["service"].ShouldBe(["worker"]);
        content.Rows().Select(row => row.Scope).ShouldBe(rows.Select(row => row.Scope));
        content.Rows().Last().Scope.ShouldBeSameAs(rows[2].Scope);

        content.Show(content.ScopeAt(s_now.AddMinutes(1)), new Dictionary<string, IReadOnlyList<string>> { ["service"] = ["worker"] });
        content.Rows().Last().Scope.ShouldNotBeSameAs(rows[2].Scope);
    }

    [Fact]
    public void A_repeated_row_is_only_that_of_the_selected_values() =>
        Loaded("?var-service=api", "api", "worker").Rows().Select(row => row.Title).ShouldBe(["All", "Of api"]);

    [Fact]
    public void Another_dashboard_has_nothing_of_the_one_before()
    {
        var content = Loaded("", "api");
        content.Open(s_dashboard).ShouldBeFalse();
        content.Scope.ShouldNotBeNull();
        content.Open(s_dashboard with { Uid = "other" }).ShouldBeTrue();
        content.Scope.ShouldBeNull();
        content.ValuesOf("service").ShouldBeEmpty();
    }

    private static DashboardContent Loaded(string query, params string[] services)
    {
        var content = new DashboardContent();
        content.Open(s_dashboard);
        content.Choose(new Uri("https://page.example/d" + query));
        content.Show(content.ScopeAt(s_now), new Dictionary<string, IReadOnlyList<string>> { ["service"] = services });
        return content;
    }
}
