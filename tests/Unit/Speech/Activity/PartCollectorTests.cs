using FsCheck;
using FsCheck.Fluent;
using Platform.Speech.Activity;
using Shouldly;
using Xunit;

namespace Platform.Unit.Speech.Activity;

public sealed class PartCollectorTests
{
    private static readonly Arbitrary<SpeechSegment[]> s_speech = Arb.From(
        from count in Gen.Choose(0, 60)
        from pauses in Gen.Frequency((6, Gen.Choose(100, 700)), (2, Gen.Choose(700, 6000)), (1, Gen.Choose(6000, 60000)), (1, Gen.Constant(0))).ArrayOf(count)
        from lengths in Gen.Frequency((6, Gen.Choose(32, 4000)), (1, Gen.Choose(4000, 28900))).ArrayOf(count)
        select Speech(pauses, lengths));

    [Fact]
    public void Every_segment_is_in_one_part_and_parts_are_short_and_do_not_overlap() => Prop.ForAll(s_speech, speech =>
    {
        var parts = Collect(speech);
        parts.SelectMany(part => part.Segments).ShouldBe(speech);
        parts.Select(part => part.Index).ShouldBe(Enumerable.Range(0, parts.Count));
        var until = 0d;
        foreach (var part in parts)
        {
            part.Seconds.ShouldBeLessThanOrEqualTo(29.000001);
            part.Start.ShouldBeGreaterThanOrEqualTo(until - 0.000001);
            part.Segments[0].Start.ShouldBeGreaterThanOrEqualTo(part.Start - 0.000001);
            part.Segments[^1].End.ShouldBeLessThanOrEqualTo(part.Start + part.Seconds + 0.000001);
            part.Segments.Zip(part.Segments.Skip(1)).All(pair => pair.Second.Start - pair.First.End < 4.000001).ShouldBeTrue();
            until = part.Start + part.Seconds;
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_part_is_as_full_as_it_can_be()
    {
        var parts = Collect([.. Enumerable.Range(0, 100).Select(i => new SpeechSegment(i * 2.5, (i * 2.5) + 2.3))]);
        parts.SkipLast(1).ShouldAllBe(part => part.Segments.Count >= 11);
    }

    [Fact]
    public void A_part_ends_at_the_longest_of_the_last_pauses()
    {
        SpeechSegment[] speech = [new(0, 10), new(10.2, 22), new(22.9, 28), new(28.2, 40)];
        Collect(speech)[0].Segments.Count.ShouldBe(2);
    }

    [Fact]
    public void A_part_is_emitted_when_the_next_segment_does_not_fit()
    {
        var collector = new PartCollector();
        List<SpeechPart> closed = [];
        collector.Add(new SpeechSegment(1, 20), closed);
        closed.ShouldBeEmpty();
        collector.Add(new SpeechSegment(20.5, 31), closed);
        closed.ShouldHaveSingleItem().Segments.ShouldBe([new SpeechSegment(1, 20)]);
        closed[0].Start.ShouldBe(0.8, 1e-9);
        closed[0].Seconds.ShouldBe(19.4, 1e-9);
    }

    [Fact]
    public void A_part_does_not_wait_for_the_end_of_a_long_pause()
    {
        var collector = new PartCollector();
        List<SpeechPart> closed = [];
        collector.Add(new SpeechSegment(1, 2), closed);
        collector.Settle(5.9, closed);
        closed.ShouldBeEmpty();
        collector.Settle(6, closed);
        closed.Count.ShouldBe(1);
        collector.Add(new SpeechSegment(60, 61), closed);
        collector.Finish(closed);
        closed.Select(part => part.Index).ShouldBe([0, 1]);
    }

    [Fact]
    public void The_last_part_ends_within_the_sound()
    {
        var collector = new PartCollector();
        List<SpeechPart> closed = [];
        collector.Add(new SpeechSegment(0.1, 2), closed);
        collector.Finish(closed, 2.05);
        closed[0].Start.ShouldBe(0);
        closed[0].Seconds.ShouldBe(2.05, 1e-9);
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(5, 5)]
    [InlineData(5, 35)]
    [InlineData(double.NaN, 6)]
    public void Invalid_segments_are_refused(double start, double end)
    {
        var collector = new PartCollector();
        collector.Add(new SpeechSegment(2, 4), []);
        Should.Throw<ArgumentOutOfRangeException>(() => collector.Add(new SpeechSegment(start, end), []));
    }

    private static SpeechSegment[] Speech(int[] pauses, int[] lengths)
    {
        var at = 0;
        var speech = new SpeechSegment[pauses.Length];
        for (var i = 0; i < speech.Length; i++)
        {
            at += pauses[i];
            speech[i] = new SpeechSegment(at / 1000d, (at + lengths[i]) / 1000d);
            at += lengths[i];
        }

        return speech;
    }

    private static List<SpeechPart> Collect(SpeechSegment[] speech)
    {
        var collector = new PartCollector();
        List<SpeechPart> closed = [];
        foreach (var segment in speech)
        {
            collector.Add(segment, closed);
        }

        collector.Finish(closed, speech.Length == 0 ? 0 : speech[^1].End);
        return closed;
    }
}
