using Platform.Frontend.Live;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.Unit.Frontend.Live;

public sealed class PollingTests
{
    [Fact]
    public async Task Without_a_wait_there_is_a_pause_all_the_same()
    {
        using var gate = new Gate();
        using var closing = new CancellationTokenSource();
        var time = new ManualTime();
        var acts = 0;

        var running = new Polling(gate, time).RunAsync(
            static () => TimeSpan.Zero,
            async () =>
            {
                // Otherwise a loop without a pause would not come back here.
                if (++acts > 100)
                {
                    await closing.CancelAsync();
                }
            },
            closing.Token);

        acts.ShouldBe(0);
        time.Advance(TimeSpan.FromMilliseconds(100));
        await Eventually.PassesAsync(() => Task.Run(() => acts.ShouldBe(1)), TimeSpan.FromSeconds(60));
        await closing.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(running);
    }
}
