using Aspire.Dashboard.Telemetry;
using Aspire.Dashboard.Traces;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace Platform.Unit.Dashboard;

public sealed class SpanTreeTests
{
    private static readonly TelemetrySender Sender = new("service", "", 0, []);

    [Fact]
    public void Puts_parents_before_children_and_siblings_by_their_start()
    {
        var order = SpanTree.Order([Span(4, 2, 30), Span(3, 1, 20), Span(2, 1, 10), Span(1, 0, 0)]);

        order.Select(placed => (placed.Span.SpanId, placed.Depth)).ShouldBe([(1UL, 0), (2UL, 1), (4UL, 2), (3UL, 1)]);
    }

    [Fact]
    public void Shows_a_span_whose_parent_has_not_come_in_at_the_top_and_says_so()
    {
        var placed = SpanTree.Order([Span(1, 0, 0), Span(5, 99, 3)]);

        placed.Select(item => (item.Span.SpanId, item.Depth, item.ParentIsMissing)).ShouldBe([(1UL, 0, false), (5UL, 0, true)]);
    }

    [Fact]
    public void Shows_a_span_that_was_sent_twice_once() =>
        SpanTree.Order([Span(1, 0, 0), Span(2, 1, 1), Span(2, 1, 1)]).Count.ShouldBe(2);

    [Fact]
    public void Places_every_span_exactly_once_whatever_the_parents_are()
    {
        // Parents at random: trees, missing parents, spans that are their own parents, circles.
        var property = Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), parents =>
        {
            var spans = parents.Select((parent, index) => Span((ulong)index + 1, (ulong)(parent % (parents.Length + 3)), parent)).ToArray();
            SpanTree.Order(spans).Select(placed => placed.Span.SpanId).Order().ShouldBe(spans.Select(span => span.SpanId));
        });
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(300), property);
    }

    private static SpanRecord Span(ulong id, ulong parent, long start) =>
        new() { TraceId = 1, SpanId = id, ParentId = parent, Sender = Sender, Name = "span", Start = start, End = start + 1 };
}
