using Platform.Frontend.Dashboards;
using Shouldly;
using Xunit;

namespace Platform.Unit.Frontend.Dashboards;

public sealed class QueryScopeTests
{
    private static readonly DateTimeOffset s_now = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Variables_become_escaped_patterns()
    {
        var scope = Scope() with { Chosen = new Dictionary<string, IReadOnlyList<string>> { ["job"] = ["api-gateway", "a.b\"} or up{x=\""] } };
        scope.Fill("up{job=~\"$job\", instance=~\"${instance}\"}", TimeSpan.FromSeconds(15))
            .ShouldBe("up{job=~\"api-gateway|a\\\\.b\\\"} or up\\\\{x=\\\"\", instance=~\".+\"}");
    }

    [Theory]
    [InlineData(1, 15, "60s")]
    [InlineData(24, 300, "315s")]
    public void The_rate_interval_is_four_scrapes_or_a_step_plus_one(int hours, int step, string interval)
    {
        var scope = Scope() with { From = s_now.AddHours(-hours) };
        scope.StepFor(300).TotalSeconds.ShouldBe(step);
        scope.Fill("rate(x[$__rate_interval]) + increase(x[$__range])", scope.StepFor(300)).ShouldBe($"rate(x[{interval}]) + increase(x[{hours * 3600}s])");
    }

    [Fact]
    public void The_scope_is_equal_after_a_refresh_and_differs_after_another_choice()
    {
        var scope = Scope().With("job", "worker");
        scope.IsSameRequest(scope with { From = scope.From.AddSeconds(5), To = scope.To.AddSeconds(5), Chosen = Scope().With("job", "worker").Chosen }).ShouldBeTrue();
        scope.IsSameRequest(scope with { From = scope.From.AddHours(-1) }).ShouldBeFalse();
        scope.IsSameRequest(Scope().With("job", "frontend")).ShouldBeFalse();
        scope.IsSameRequest(scope.With("instance", "worker-0")).ShouldBeFalse();
        Scope().IsSameRequest(scope).ShouldBeFalse();
    }

    private static QueryScope Scope() => new(s_now.AddHours(-1), s_now, new Dictionary<string, IReadOnlyList<string>>(), new Dictionary<string, string>());
}
