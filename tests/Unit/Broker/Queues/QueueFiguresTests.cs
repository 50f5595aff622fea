using Platform.Broker.Queues;
using Platform.Contracts.Internal;
using Shouldly;
using Xunit;

namespace Platform.Unit.Broker.Queues;

public sealed class QueueFiguresTests
{
    [Fact]
    public void The_age_of_messages_stands_still_while_nobody_counts_and_the_age_of_the_figures_grows()
    {
        var time = new ManualTime();
        var figures = new QueueFigures(time);
        var published = time.GetUtcNow();
        time.Advance(TimeSpan.FromSeconds(40));
        figures.Take(new QueueTotals(), [new QueueFigure("orders", 1, 0, 0, published)], []);
        time.Advance(TimeSpan.FromHours(1));
        figures.SecondsSince(figures.ByLabel().Single().Oldest).ShouldBe(40);
        figures.SecondsSince(null).ShouldBe(0);
        figures.AgeSeconds.ShouldBe(3600);
    }
}
