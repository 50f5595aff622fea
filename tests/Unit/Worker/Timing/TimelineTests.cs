using FsCheck;
using FsCheck.Fluent;
using Platform.Worker.Timing;
using Shouldly;
using Xunit;

namespace Platform.Unit.Worker.Timing;

public sealed class TimelineTests
{
    private const int Rate = 16_000;
    private const double Allowed = 0.05;

    [Fact]
    public void Sound_is_placed_by_its_timestamps_across_gaps()
    {
        var recordings = from seed in Gen.Choose(0, int.MaxValue)
                         from stretches in Gen.Choose(1, 8)
                         from zero in Gen.Elements(0d, 1.4, 90_000)
                         select (seed, stretches, zero);
        Prop.ForAll(Arb.From(recordings), recording =>
        {
            var random = new Random(recording.seed);
            var heard = new Heard(new TimelineOptions(Rate, recording.zero, HasLooseClock: false));
            var at = random.Next(2) * random.NextDouble() * 20;
            for (var i = 0; i < recording.stretches; i++)
            {
                var frame = random.Next(160, 3000);
                for (var frames = random.Next((Rate / frame) + 2, 200); frames > 0; frames--)
                {
                    // Rounded as containers do it.
                    heard.Add(at, frame, Math.Round(recording.zero + at, 3) + ((random.NextDouble() - 0.5) * 0.01));
                    at += (double)frame / Rate;
                }

                at += random.Next(3) switch { 0 => random.NextDouble() * 0.1, 1 => random.NextDouble() * 3, _ => random.NextDouble() * 4000 };
            }

            heard.ShouldBeInTime();
            heard.Builder.SoundSeconds.ShouldBeLessThan(heard.Seconds + recording.stretches + 0.01, "a gap costs a second and no more");
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(4, 2)]
    [InlineData(6, 3)]
    [InlineData(11, 6)]
    [InlineData(12.5, 6.5)]
    public void A_time_of_the_recording_is_found_in_the_sound_and_one_in_a_gap_after_it(double media, double sound) => Gaps().SoundAt(media).ShouldBe(sound, 1e-9);

    [Theory]
    [InlineData(0.5)]
    [InlineData(3)]
    [InlineData(6)]
    [InlineData(7)]
    public void A_sound_that_is_cut_keeps_its_times(double from)
    {
        for (var at = from; at < 10; at += 0.25)
        {
            Gaps().From(from).At(at - from).ShouldBe(Gaps().At(at), 1e-9);
        }
    }

    [Fact]
    public void A_late_start_is_not_a_gap()
    {
        var heard = new Heard(new TimelineOptions(Rate, 0, HasLooseClock: false));
        heard.AddRun(4.992, 4.992, 100);
        heard.ShouldBeInTime();
        heard.Builder.Timeline.At(1).ShouldBe(4.992, 0.001);
    }

    [Fact]
    public void A_single_wrong_timestamp_is_ignored()
    {
        var heard = new Heard(new TimelineOptions(Rate, 0, HasLooseClock: false));
        heard.AddRun(0, 0, 50);
        heard.Add(1, 320, 500);
        heard.AddRun(1.02, 1.02, 50);
        heard.Add(2.02, 320, 0);
        heard.AddRun(2.04, 2.04, 50);
        heard.ShouldBeInTime();
        heard.Builder.Timeline.Marks.ShouldBeEmpty();
    }

    [Fact]
    public void A_drifting_clock_is_followed()
    {
        var heard = new Heard(new TimelineOptions(Rate, 0, HasLooseClock: false));
        for (var i = 0; i < 10_000; i++)
        {
            heard.Add(i * 0.02 * 1.002, 320, i * 0.02 * 1.002);
        }

        heard.ShouldBeInTime();
    }

    [Fact]
    public void Slightly_overlapping_sound_stays_with_its_picture()
    {
        var heard = new Heard(new TimelineOptions(Rate, 0, HasLooseClock: false));
        heard.AddRun(0, 0, 50);
        heard.AddRun(0.8, 0.8, 50);
        heard.ShouldBeInTime();
    }

    [Fact]
    public void A_restarted_clock_means_a_joined_recording()
    {
        var heard = new Heard(new TimelineOptions(Rate, 1.4, HasLooseClock: true));
        heard.AddRun(0, 1.4, 500);
        heard.AddRun(10, 1.4, 500);
        heard.AddRun(20, 80_000, 500);
        heard.ShouldBeInTime();
        heard.Builder.End.ShouldBe(30, 0.01);
    }

    [Fact]
    public void Sound_before_the_beginning_is_dropped()
    {
        var heard = new Heard(new TimelineOptions(Rate, 0, HasLooseClock: false));
        heard.AddRun(-0.5, -0.5, 100);
        heard.Builder.SoundSeconds.ShouldBe(1.5, 0.01);
        heard.Builder.Timeline.At(1).ShouldBe(1, 0.001);
    }

    [Fact]
    public void Days_without_sound_use_no_memory()
    {
        var heard = new Heard(new TimelineOptions(Rate, 0, HasLooseClock: false));
        heard.AddRun(0, 0, 50);
        heard.AddRun(3 * 86_400, 3 * 86_400, 50);
        heard.Builder.SoundSeconds.ShouldBeLessThan(3.1);
        heard.Builder.End.ShouldBe((3 * 86_400) + 1, 0.01);
    }

    [Fact]
    public void The_number_of_stored_jumps_is_limited()
    {
        var heard = new Heard(new TimelineOptions(Rate, 0, HasLooseClock: false) { ManyMarks = 100 });
        for (var i = 0; i < 5_000; i++)
        {
            heard.AddRun(0, i % 2 * 0.9, 10);
        }

        heard.Builder.Timeline.Marks.Count.ShouldBeLessThanOrEqualTo(200);
    }

    [Fact]
    public void A_word_that_begins_in_a_pause_belongs_to_the_following_speech()
    {
        var heard = new Heard(new TimelineOptions(Rate, 0, HasLooseClock: false));
        heard.AddRun(0, 0, 50);
        heard.AddRun(15, 15, 50);
        heard.Builder.Timeline.At(1.9).ShouldBe(14.9, 0.03);
        heard.Builder.Timeline.At(1.1).ShouldBe(1.1, 0.03);
        heard.Builder.Timeline.At(1.4, by: 1.8).ShouldBe(14.4, 0.03);
    }

    // Two seconds without a gap, then two gaps.
    private static Timeline Gaps() => new([new TimeMark(2, 5), new TimeMark(6, 12)]);

    /// <summary>Frames with the time at which each is truly to be heard.</summary>
    private sealed class Heard
    {
        private readonly List<(double Sound, double Media)> _truth = [];

        public Heard(TimelineOptions options) => Builder = new TimelineBuilder<double>(
            options,
            (media, skipped) => _truth.Add((Builder!.SoundSeconds, media + ((double)skipped / Rate))),
            _ => { });

        public TimelineBuilder<double> Builder { get; }

        public double Seconds { get; private set; }

        public void Add(double media, int samples, double timestamp)
        {
            Builder.Add(media, samples, timestamp);
            Seconds += (double)samples / Rate;
        }

        public void AddRun(double media, double timestamp, int frames)
        {
            for (var i = 0; i < frames; i++)
            {
                Add(media + (i * 0.02), 320, timestamp + (i * 0.02));
            }
        }

        public void ShouldBeInTime()
        {
            Builder.Finish();
            var timeline = Builder.Timeline;
            foreach (var (sound, media) in _truth)
            {
                timeline.At(sound).ShouldBe(media, Allowed);
            }

            Builder.SoundSeconds.ShouldBeGreaterThanOrEqualTo(Seconds - 0.001, "no sound is lost");
        }
    }
}
