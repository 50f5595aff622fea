using Aspire.Dashboard.Memory;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace Platform.Unit.Dashboard;

public sealed class RingBufferTests
{
    [Fact]
    public void Behaves_like_a_queue_that_never_grows_beyond_its_capacity()
    {
        var property = Prop.ForAll(ArbMap.Default.ArbFor<bool[]>(), ArbMap.Default.ArbFor<byte>(), (adds, size) =>
        {
            var capacity = 1 + (size % 40);
            var ring = new RingBuffer<int>(capacity);
            var queue = new Queue<int>();
            var next = 0;
            foreach (var add in adds)
            {
                if (add && queue.Count < capacity)
                {
                    ring.Add(++next);
                    queue.Enqueue(next);
                }
                else if (queue.Count > 0)
                {
                    ring.RemoveOldest().ShouldBe(queue.Dequeue());
                }
            }

            ring.IsFull.ShouldBe(queue.Count == capacity);
            ring.Copy(0, int.MaxValue).ShouldBe(queue);
        });
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(300), property);
    }

    [Fact]
    public void Refuses_what_does_not_fit()
    {
        var ring = new RingBuffer<int>(2);
        ring.Add(1);
        ring.Add(2);
        Should.Throw<InvalidOperationException>(() => ring.Add(3));
    }
}
