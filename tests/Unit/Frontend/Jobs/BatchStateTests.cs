using System.Text.Json;
using Platform.Contracts.PublicApi;
using Platform.Frontend.Gateway;
using Platform.Frontend.Jobs;
using Shouldly;
using Xunit;

namespace Platform.Unit.Frontend.Jobs;

public sealed class BatchStateTests
{
    [Fact]
    public void Jobs_count_alike_and_those_that_have_ended_are_done()
    {
        // Each of those that have not ended is at 7 %.
        var state = BatchState.Of([Job("succeeded"), Job("failed"), Job("running"), Job("running")]);
        (state.Total, state.Ended, state.Failed, state.IsOver).ShouldBe((4, 2, 1, false));
        state.Percent.ShouldBe((100 + 100 + 7 + 7) / 4.0, 0.001);
    }

    [Fact]
    public void A_batch_is_over_when_all_have_ended()
    {
        BatchState.Of([Job("cancelled"), Job("succeeded")]).IsOver.ShouldBeTrue();
        BatchState.Of([]).Percent.ShouldBe(0);
    }

    private static JobResponse Job(string state) => JsonSerializer.Deserialize(LoadingPart.JobIn(state), GatewayClientJson.Default.JobResponse)!;
}
