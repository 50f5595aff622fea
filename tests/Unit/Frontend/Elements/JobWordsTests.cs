using Platform.Contracts.Jobs;
using Platform.Frontend.Elements;
using Shouldly;
using Xunit;

namespace Platform.Unit.Frontend.Elements;

public sealed class JobWordsTests
{
    [Fact]
    public void Every_state_and_step_has_a_name()
    {
        foreach (var state in Enum.GetValues<JobState>())
        {
            JobWords.Of(state).ShouldNotBeNullOrWhiteSpace();
        }

        foreach (var step in (string[])["fetch", "probe", "split", "transcribe", "speakers", "assemble", "encode", "store"])
        {
            JobWords.OfStep(step).ShouldNotBe(step);
        }
    }
}
