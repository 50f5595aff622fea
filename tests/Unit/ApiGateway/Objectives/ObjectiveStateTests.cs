using Platform.ApiGateway.Objectives;
using Shouldly;
using Xunit;

namespace Platform.Unit.ApiGateway.Objectives;

public sealed class ObjectiveStateTests
{
    [Theory]
    [InlineData(null, null, false, "no_data")]
    [InlineData(1.0, 0.0, false, "ok")]
    [InlineData(0.6, 100.0, false, "ok")]
    [InlineData(0.6, 100.0, true, "burning")]
    [InlineData(0.2, 100.0, false, "low")]
    [InlineData(0.2, 100.0, true, "burning")]
    [InlineData(0.0, 100.0, false, "spent")]
    [InlineData(-3.0, 100.0, true, "spent")]
    [InlineData(-3.0, 1.0, true, "ok")]
    public void A_state_follows_the_limits_of_the_alerts(double? remaining, double? bad, bool burnsTooFast, string state) =>
        ObjectiveState.Of(remaining, bad, leastBadEvents: 5, burnsTooFast).ShouldBe(state);
}
