using Platform.ApiGateway.Objectives;
using Shouldly;
using Xunit;

namespace Platform.Unit.ApiGateway.Objectives;

public sealed class KnownObjectivesTests
{
    [Fact]
    public void The_gateway_knows_the_shipped_objectives()
    {
        var known = KnownObjectives.Shipped;

        known.LeastBadEvents.ShouldBe(5);
        known.Windows.Select(window => window.Length).ShouldBe(["1h", "6h", "1d", "3d"]);
        known.Objectives.ShouldAllBe(objective => objective.Budget > 0 && objective.Titles.ContainsKey("en") && objective.Causes.Count > 0);
        known.Find("api-latency").ShouldNotBeNull().Target.ShouldBe(0.95);
        known.Find("API-latency").ShouldBeNull();
    }
}
