using Platform.Broker.Queues;
using Platform.Contracts.Internal;
using Shouldly;
using Xunit;

namespace Platform.Unit.Broker.Queues;

public sealed class QueueFiguresTests
{
    [Fact]
    public void Without_new_samples_the_age_of_messages_stays_and_the_age_of_the_sample_grows()
    {
        var time = new ManualTime();
        var figures = new QueueFigures(time);
        var published = time.GetUtcNow();
        time.Advance(TimeSpan.FromSeconds(40));
        figures.Store(new QueueTotals(), [new QueueFigure("orders", 1, 0, 0, published)], []);
        time.Advance(TimeSpan.FromHours(1));
        figures.SecondsSince(figures.ByLabel().Single().Oldest).ShouldBe(40);
        figures.SecondsSince(null).ShouldBe(0);
        figures.AgeSeconds.ShouldBe(3600);
    }
}
