using FsCheck;
using FsCheck.Fluent;
using Platform.Speech.Activity;
using Platform.Speech.Speakers;
using Shouldly;
using Xunit;

namespace Platform.Unit.Speech.Speakers;

public sealed class VoiceWindowsTests
{
    private const long Hour = 3600L * VoiceWindow.Rate;

    [Fact]
    public void Windows_begin_every_0_4_seconds_and_the_last_ends_with_the_segment()
    {
        // 25,840 samples and two steps of 6,400, then a step and 2,134 samples: just more than a third of a step.
        VoiceWindows.In([new(1, 1 + (38_640d / 16_000))], Hour).Select(window => window.First).ShouldBe([16_000, 22_400, 28_800]);
        VoiceWindows.In([new(1, 1 + (34_374d / 16_000))], Hour).Select(window => window.First).ShouldBe([16_000, 22_400, 24_534]);
        VoiceWindows.In([new(1, 1 + (34_373d / 16_000))], Hour).Select(window => window.First).ShouldBe([16_000, 22_400]);
    }

    [Fact]
    public void A_window_covers_the_words_up_to_half_way_to_its_neighbours()
    {
        var windows = VoiceWindows.In([new(1, 1 + (38_640d / 16_000)), new(10, 10.5)], Hour);

        windows[0].From.ShouldBe(1);
        windows[0].To.ShouldBe((16_000 + 12_920 + 3_200) / 16_000d, 0.0001);
        windows[1].From.ShouldBe(windows[0].To);
        windows[2].To.ShouldBe(1 + (38_640d / 16_000), 0.0001);
        (windows[3].From, windows[3].To, windows[3].Samples).ShouldBe((10d, 10.5, 8_000));
    }

    [Fact]
    public void Windows_are_inside_their_segments_and_cover_them_completely()
    {
        var sounds = from count in Gen.Choose(0, 12)
                     from starts in Gen.Choose(0, 60_000).ArrayOf(count)
                     from lengths in Gen.Choose(0, 15_000).ArrayOf(count)
                     from samples in Gen.Choose(0, 70 * VoiceWindow.Rate)
                     select (Speech: starts.Zip(lengths, (start, length) => new SpeechSegment(start / 1000d, (start + length) / 1000d)).ToArray(), samples);
        Prop.ForAll(Arb.From(sounds), sound =>
        {
            var windows = VoiceWindows.In(sound.Speech, sound.samples);
            foreach (var window in windows)
            {
                window.First.ShouldBeGreaterThanOrEqualTo(0);
                window.Samples.ShouldBeInRange(1, VoiceWindow.Length);
                (window.First + window.Samples).ShouldBeLessThanOrEqualTo(sound.samples);
                window.Seconds.ShouldBeGreaterThan(0);
            }

            foreach (var (one, next) in windows.Zip(windows.Skip(1)))
            {
                next.First.ShouldBeGreaterThan(one.First);
                (next.Segment == one.Segment ? next.From == one.To : next.From >= one.To && next.Segment == one.Segment + 1).ShouldBeTrue();
                (next.Segment == one.Segment || next.First >= one.First + one.Samples).ShouldBeTrue("no window hears two segments");
            }

            // Segments may overlap; each moment of them counts once.
            var covered = Enumerable.Range(0, 7_500).Count(tick => sound.Speech.Any(segment => tick * 0.01 >= segment.Start && tick * 0.01 < Math.Min(segment.End, (double)sound.samples / VoiceWindow.Rate)));
            windows.Sum(window => window.Seconds).ShouldBe(covered * 0.01, 0.3);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(50));
    }

    [Theory]
    [InlineData(1, 48 * 3600d)]
    [InlineData(30_000, 1.5)]
    [InlineData(100_000, 0.3)]
    public void The_number_of_windows_is_limited(int segments, double seconds)
    {
        SpeechSegment[] speech = [.. Enumerable.Range(0, segments).Select(i => new SpeechSegment(i * (seconds + 0.2), (i * (seconds + 0.2)) + seconds))];

        var windows = VoiceWindows.In(speech, long.MaxValue);

        windows.Length.ShouldBeInRange(VoiceWindows.Max / 3, VoiceWindows.Max);
        windows[^1].To.ShouldBeGreaterThan(speech[^1].End - 10, "the end is heard, too");
    }
}
