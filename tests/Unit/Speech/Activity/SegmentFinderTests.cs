using FsCheck;
using FsCheck.Fluent;
using Platform.Speech.Activity;
using Shouldly;
using Xunit;

namespace Platform.Unit.Speech.Activity;

public sealed class SegmentFinderTests
{
    private const double Frame = 512d / 16_000;

    private static readonly Arbitrary<(float Probability, int Frames)[]> s_sounds = Arb.From(
        from count in Gen.Choose(0, 40)
        from runs in (from probability in Gen.Elements(0f, 0.2f, 0.34f, 0.4f, 0.5f, 0.9f, 1f)
                      from frames in Gen.Frequency((8, Gen.Choose(1, 12)), (3, Gen.Choose(12, 200)), (1, Gen.Choose(200, 3000)))
                      select (probability, frames)).ArrayOf(count)
        select runs);

    [Fact]
    public void Speech_starts_a_little_before_the_model_is_sure_and_ends_before_its_hangover()
    {
        var found = Find((0, 10), (1, 20), (0, 10));
        found.ShouldBe([new SpeechSegment((10 * Frame) - 0.03, (30 * Frame) - 0.06)]);
    }

    [Theory]
    [InlineData(4, 1)]
    [InlineData(5, 2)]
    public void A_pause_of_a_tenth_of_a_second_ends_a_segment(int quiet, int segments) => Find((1, 20), (0, quiet), (1, 20), (0, 10)).Count.ShouldBe(segments);

    [Fact]
    public void Uncertainty_neither_starts_nor_ends_a_segment()
    {
        Find((0.45f, 100)).ShouldBeEmpty();
        Find((1, 20), (0.4f, 100), (1, 20)).Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(7, 0)]
    [InlineData(8, 1)]
    public void Speech_shorter_than_a_quarter_of_a_second_is_ignored(int frames, int segments) => Find((0, 20), (1, frames), (0, 20)).Count.ShouldBe(segments);

    [Fact]
    public void The_end_of_the_sound_ends_a_segment_at_the_last_sample()
    {
        List<SpeechSegment> found = [];
        var finder = new SegmentFinder();
        for (var i = 0; i < 20; i++)
        {
            finder.Add(1, -20, found);
        }

        found.ShouldBeEmpty();
        finder.Finish(0.63, found);
        found.ShouldBe([new SpeechSegment(0, 0.63)]);
    }

    [Fact]
    public void A_segment_is_emitted_when_it_has_ended()
    {
        List<SpeechSegment> found = [];
        var finder = new SegmentFinder();
        for (var i = 0; i < 25; i++)
        {
            finder.Add(i < 20 ? 1 : 0, -20, found);
        }

        found.Count.ShouldBe(1);
        finder.SettledSeconds.ShouldBe((25 * Frame) - 0.03, 1e-9);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(4, 4)]
    [InlineData(6, 6)]
    [InlineData(12, 6)]
    public void A_faint_end_is_cut_off(int faint, int left)
    {
        List<SpeechSegment> found = [];
        var finder = new SegmentFinder();
        for (var i = 0; i < 50; i++)
        {
            finder.Add(i < 40 ? 1 : 0, i < 40 - faint ? -20 : -47, found);
        }

        found.ShouldBe([new SpeechSegment(0, Math.Min((40 * Frame) - 0.06, (40 - left) * Frame))]);
    }

    [Fact]
    public void In_noise_nothing_is_cut_off_as_faint()
    {
        List<SpeechSegment> found = [];
        var finder = new SegmentFinder();
        for (var i = 0; i < 50; i++)
        {
            finder.Add(i < 40 ? 1 : 0, i < 30 ? -20 : -40, found);
        }

        found.ShouldBe([new SpeechSegment(0, (40 * Frame) - 0.06)]);
    }

    [Fact]
    public void Long_speech_is_cut_where_it_is_quietest()
    {
        List<SpeechSegment> found = [];
        var finder = new SegmentFinder();
        for (var i = 0; i < 1000; i++)
        {
            finder.Add(1, i is 700 or 701 ? -50 : i is 600 or 800 ? -30 : -20, found);
        }

        finder.Finish(1000 * Frame, found);
        found.ShouldBe([new SpeechSegment(0, 701 * Frame), new SpeechSegment(701 * Frame, 1000 * Frame)]);
    }

    [Fact]
    public void Three_hours_without_a_pause_become_pieces_without_a_gap()
    {
        const int Frames = 3 * 3600 * 125 / 4;
        List<SpeechSegment> found = [];
        var finder = new SegmentFinder();
        for (var i = 0; i < Frames; i++)
        {
            finder.Add(1, -20 - (i % 31), found);
        }

        finder.Finish(Frames * Frame, found);
        found.ShouldAllBe(segment => segment.End - segment.Start <= 29);
        found.Zip(found.Skip(1)).ShouldAllBe(pair => pair.First.End == pair.Second.Start);
        found[0].Start.ShouldBe(0);
        found[^1].End.ShouldBe(3 * 3600, 1e-6);
    }

    [Fact]
    public void Segments_are_in_order_inside_the_sound_and_short_enough_for_a_part_and_no_speech_is_lost() => Prop.ForAll(s_sounds, runs =>
    {
        var found = Find(runs);
        var until = 0d;
        foreach (var segment in found)
        {
            segment.Start.ShouldBeGreaterThanOrEqualTo(until);
            segment.End.ShouldBeGreaterThan(segment.Start);
            (segment.End - segment.Start).ShouldBeLessThanOrEqualTo(PartCollector.MaxSeconds);
            until = segment.End;
        }

        var at = 0;
        foreach (var (probability, frames) in runs)
        {
            var middle = (at + (frames / 2)) * Frame;
            if (probability >= 0.5f && frames >= 14)
            {
                found.Exists(segment => segment.Start <= middle && middle <= segment.End).ShouldBeTrue();
            }

            at += frames;
        }

        until.ShouldBeLessThanOrEqualTo(at * Frame);
    }).QuickCheckThrowOnFailure();

    private static List<SpeechSegment> Find(params (float Probability, int Frames)[] runs)
    {
        List<SpeechSegment> found = [];
        var finder = new SegmentFinder();
        foreach (var (probability, frames) in runs)
        {
            for (var i = 0; i < frames; i++)
            {
                finder.Add(probability, -20 - (i % 7), found);
            }
        }

        finder.Finish(runs.Sum(run => run.Frames) * Frame, found);
        return found;
    }
}
