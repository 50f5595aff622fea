extern alias Recogniser;

using Platform.Speech.Activity;
using Platform.Speech.Words;
using Recogniser::Platform.Recogniser.Decoding;
using Recogniser::Platform.Recogniser.Engine;
using Shouldly;
using Xunit;

namespace Platform.Unit.Recogniser.Decoding;

public sealed class PartRecognitionTests
{
    private static readonly DecodingWish s_plain = new("en", null, Translate: false, KeepSounds: false);

    [Fact]
    public async Task Good_text_is_not_decoded_again()
    {
        var decoder = new Saying(" A good sentence.");
        var words = await Recognition(decoder).RunAsync(Part(), new float[16_000], new DecodingWish("en", null, Translate: false, KeepSounds: false), default);
        decoder.Temperatures.ShouldBe([0f]);
        words.Select(word => word.Text).ShouldBe(["A", "good", "sentence."]);
    }

    [Fact]
    public async Task A_loop_is_decoded_again_at_a_higher_temperature_a_limited_number_of_times()
    {
        var loop = string.Concat(Enumerable.Repeat(" la la la la", 40));
        var decoder = new Saying(loop, " A good sentence.");
        var words = await Recognition(decoder).RunAsync(Part(), new float[16_000], new DecodingWish("en", null, Translate: false, KeepSounds: false), default);
        decoder.Temperatures.ShouldBe([0f, 0.2f]);
        words.Select(word => word.Text).ShouldBe(["A", "good", "sentence."]);

        var hopeless = new Saying(loop);
        await Recognition(hopeless).RunAsync(Part(), new float[16_000], new DecodingWish("en", null, Translate: false, KeepSounds: false), default);
        hopeless.Temperatures.ShouldBe(Guards.Temperatures);
    }

    [Fact]
    public async Task Each_decoding_is_announced_and_none_starts_after_three_minutes()
    {
        var time = new ManualTime();
        List<int> told = [];
        var slow = new Saying(string.Concat(Enumerable.Repeat(" la la la la", 40)));
        var recognition = new PartRecognition(slow, time, part =>
        {
            told.Count.ShouldBe(slow.Temperatures.Count, "before it begins");
            told.Add(part);
            time.Advance(TimeSpan.FromMinutes(2));
        });
        var words = await recognition.RunAsync(Part(), new float[16_000], new DecodingWish("en", null, Translate: false, KeepSounds: false), default);
        slow.Temperatures.ShouldBe([0f, 0.2f]);
        told.ShouldBe([0, 0]);
        words.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Speech_without_text_is_decoded_separately()
    {
        // The first decoding says something of the first ten seconds only.
        var part = new SpeechPart(3, 100, 20, [new SpeechSegment(100.2, 104), new SpeechSegment(104.2, 112), new SpeechSegment(112.5, 119)]);
        List<(double Start, int Samples)> asked = [];
        List<int> told = [];
        var recognition = new PartRecognition(
            new Leaving((sound, start) =>
            {
                asked.Add((start, sound.Length));
                return asked.Count == 1 ? Segment(" First words.", 100.2, 104, 0.95) : Segment(" What came then.", 104.2, 119, 0.9);
            }),
            TimeProvider.System,
            told.Add);
        var words = await recognition.RunAsync(part, new float[20 * 16_000], s_plain, default);
        words.Select(word => word.Text).ShouldBe(["First", "words.", "What", "came", "then."]);
        words[2].Start.ShouldBe(104.2);
        words[^1].End.ShouldBe(119);
        words.Zip(words.Skip(1)).ShouldAllBe(pair => pair.First.End <= pair.Second.Start);
        told.ShouldBe([3, 3]);
        // With half of the short pause before it, and none of the word there.
        asked[1].Start.ShouldBe(104.1, 1e-9);
        asked[1].Samples.ShouldBeInRange((int)(15.1 * 16_000) - 1, (int)(15.1 * 16_000) + 1);
    }

    [Fact]
    public async Task Unlikely_text_fills_no_gap_and_short_gaps_are_kept()
    {
        var part = new SpeechPart(0, 100, 20, [new SpeechSegment(100, 104), new SpeechSegment(105, 112)]);
        var asked = 0;
        var unlikely = new PartRecognition(
            new Leaving((_, _) => ++asked == 1 ? Segment(" First words.", 100, 104, 0.95) : Segment(" Thank you.", 105, 112, 0.2)), TimeProvider.System, static _ => { });
        (await unlikely.RunAsync(part, new float[20 * 16_000], s_plain, default)).Count.ShouldBe(2);
        asked.ShouldBe(2);

        // What the model says it has heard is there, if not where it belongs.
        asked = 0;
        var claimed = new PartRecognition(new Leaving((_, _) => ++asked > 0 ? Segment(" First words.", 100, 112, 0.95) : []), TimeProvider.System, static _ => { });
        await claimed.RunAsync(part with { Segments = [new SpeechSegment(100, 104), new SpeechSegment(105, 107), new SpeechSegment(108, 112)] }, new float[20 * 16_000], s_plain, default);
        asked.ShouldBe(1);

        asked = 0;
        var brief = new PartRecognition(new Leaving((_, _) => ++asked > 0 ? Segment(" First words.", 100, 104, 0.95) : []), TimeProvider.System, static _ => { });
        await brief.RunAsync(part with { Segments = [new SpeechSegment(100, 104), new SpeechSegment(105, 106.4)] }, new float[20 * 16_000], s_plain, default);
        asked.ShouldBe(1);
    }

    [Theory]
    [InlineData(0.1, 0)]
    [InlineData(0.4, 2)]
    public async Task Words_with_low_confidence_throughout_are_dropped(double probability, int words)
    {
        var recognition = new PartRecognition(new Leaving((_, start) => Segment(" Good luck!", start, start + 20, probability)), TimeProvider.System, static _ => { });
        (await recognition.RunAsync(Part(), new float[16_000], s_plain, default)).Count.ShouldBe(words);
    }

    private static IReadOnlyList<RecognisedSegment> Segment(string text, double start, double end, double probability)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var each = (end - start) / words.Length;
        return [new RecognisedSegment(text, start, end, 0.01, [.. words.Select((word, i) => new RecognisedToken(" " + word, start + (i * each), start + ((i + 1) * each), probability))])];
    }

    private static PartRecognition Recognition(IDecoder decoder) => new(decoder, TimeProvider.System, static _ => { });

    private static SpeechPart Part() => new(0, 100, 20, [new SpeechSegment(100, 120)]);

    /// <summary>Says what a test says.</summary>
    private sealed class Leaving(Func<float[], double, IReadOnlyList<RecognisedSegment>> say) : IDecoder
    {
        public Task<IReadOnlyList<RecognisedSegment>> DecodeAsync(float[] sound, double start, DecodingWish wish, float temperature, CancellationToken cancellationToken) => Task.FromResult(say(sound, start));
    }

    /// <summary>Says one text after the other, and the last one again.</summary>
    private sealed class Saying(params string[] texts) : IDecoder
    {
        public List<float> Temperatures { get; } = [];

        public Task<IReadOnlyList<RecognisedSegment>> DecodeAsync(float[] sound, double start, DecodingWish wish, float temperature, CancellationToken cancellationToken)
        {
            var text = texts[Math.Min(Temperatures.Count, texts.Length - 1)];
            Temperatures.Add(temperature);
            var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var each = 20d / words.Length;
            IReadOnlyList<RecognisedSegment> heard =
            [
                new RecognisedSegment(text, start, start + 20, 0.01, [.. words.Select((word, i) => new RecognisedToken(" " + word, start + (i * each), start + ((i + 1) * each), 0.95))]),
            ];
            return Task.FromResult(heard);
        }
    }
}
