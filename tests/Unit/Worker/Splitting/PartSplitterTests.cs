using FsCheck;
using FsCheck.Fluent;
using Platform.Worker.Splitting;
using Shouldly;
using Xunit;

namespace Platform.Unit.Worker.Splitting;

public sealed class PartSplitterTests
{
    [Fact]
    public void Parts_lie_end_to_end_and_have_the_length_asked_for()
    {
        var recordings = from seconds in Gen.Choose(0, 900)
                         from seed in Gen.Choose(0, int.MaxValue)
                         select (seconds, seed);
        Prop.ForAll(Arb.From(recordings), recording =>
        {
            var levels = Speech(recording.seconds, new Random(recording.seed));
            var duration = levels.Length / (double)SoundLevels.FramesPerSecond;
            var parts = PartSplitter.Split(levels, duration);
            var at = 0d;
            foreach (var part in parts)
            {
                part.Start.ShouldBe(at, 1e-9);
                part.Seconds.ShouldBeLessThanOrEqualTo(PartSplitter.MaxSeconds);
                if (parts.Count > 1)
                {
                    part.Seconds.ShouldBeGreaterThanOrEqualTo(PartSplitter.MinSeconds - 0.2);
                }

                at += part.Seconds;
            }

            at.ShouldBe(duration, 1e-6);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_cut_falls_into_the_pause()
    {
        var levels = Enumerable.Repeat(-20f, 100 * SoundLevels.FramesPerSecond).ToArray();
        levels.AsSpan(50 * SoundLevels.FramesPerSecond, SoundLevels.FramesPerSecond / 2).Fill(-70);
        var parts = PartSplitter.Split(levels, 100);
        parts.Count.ShouldBe(2);
        parts[1].Start.ShouldBeInRange(50, 50.5);
    }

    [Fact]
    public void Silence_and_hum_are_distinguished_from_speech()
    {
        PartSplitter.Split(Enumerable.Repeat(SoundLevels.Silence, 500).ToArray(), 10).ShouldAllBe(part => part.Silent);
        PartSplitter.Split(Enumerable.Repeat(-65f, 500).ToArray(), 10).ShouldAllBe(part => part.Silent);
        PartSplitter.Split(Speech(10, new Random(1)), 10).ShouldAllBe(part => !part.Silent);
        PartSplitter.Split([], 0).ShouldBeEmpty();
    }

    private static float[] Speech(int seconds, Random random) =>
        [.. Enumerable.Range(0, seconds * SoundLevels.FramesPerSecond).Select(i => i / 25 % 4 == 3 ? -60f - random.Next(10) : -20f - random.Next(15))];
}
