using Platform.Testkit.Running;
using Shouldly;
using Xunit;

namespace Platform.Unit.Testkit.Running;

public sealed class UnwindingTests
{
    [Fact]
    public async Task Code_that_cleans_up_after_an_exception_knows_of_it()
    {
        Unwinding.Watch();
        var cleanUp = new CleanUp();

        await Should.ThrowAsync<TimeoutException>(async () =>
        {
            await using (cleanUp)
            {
                await Task.Yield();
                throw new TimeoutException();
            }
        });

        cleanUp.WasAfterException.ShouldBe(true);
    }

    [Fact]
    public void A_thread_that_has_thrown_nothing_is_not_taken_for_one_that_has()
    {
        Unwinding.Watch();
        bool? isLikely = null;
        var thread = new Thread(() => isLikely = Unwinding.IsLikely);
        thread.Start();
        thread.Join();

        isLikely.ShouldBe(false);
    }

    private sealed class CleanUp : IAsyncDisposable
    {
        public bool? WasAfterException { get; private set; }

        public ValueTask DisposeAsync()
        {
            WasAfterException = Unwinding.IsLikely;
            return ValueTask.CompletedTask;
        }
    }
}
