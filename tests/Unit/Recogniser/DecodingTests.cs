extern alias Recogniser;

using System.Text;
using Platform.Speech.Activity;
using Platform.Speech.Words;
using Platform.Unit.Jobs;
using Recogniser::Platform.Recogniser.Engine;
using Recogniser::Platform.Recogniser.Hearing;
using Shouldly;
using Xunit;

namespace Platform.Unit.Recogniser;

public sealed class DecodingTests
{
    [Fact]
    public void Characters_that_are_split_over_tokens_are_whole_again()
    {
        var bytes = Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(" 你好😀"));
        var tokens = TokenTexts.Join(
        [
            new RawToken(bytes[..2], 0, 1, 0.9),
            new RawToken(bytes[2..4], 1, 2, 0.4),
            new RawToken(bytes[4..8], 2, 3, 0.8),
            new RawToken(bytes[8..], 3, 4, 0.7),
        ]);
        tokens.ShouldBe([new HeardToken(" 你", 0, 2, 0.4), new HeardToken("好😀", 2, 4, 0.7)]);
        TokenTexts.Join([new RawToken("\u00e4", 0, 1, 1)]).ShouldHaveSingleItem().Text.ShouldBe("\ufffd", "what is cut off by the end stands as what it is");
        TokenTexts.Join([]).ShouldBeEmpty();
    }

    [Fact]
    public void Bytes_that_the_models_file_has_lost_are_known_by_the_number_of_their_token()
    {
        const string lost = "\u00EF\u00BF\u00BD";
        TokenTexts.Join([new RawToken(LostBytes.Of(2523, lost), 0, 1, 0.9), new RawToken(LostBytes.Of(240, lost), 1, 2, 0.8)])
            .ShouldBe([new HeardToken("園", 0, 2, 0.8)]);
        LostBytes.Of(94, lost).ShouldBe("\u00a1");
        LostBytes.Of(94, "of another file").ShouldBe("of another file");
        LostBytes.Of(50_000_000, lost).ShouldBe(lost);
    }

    [Fact]
    public async Task A_text_that_is_good_is_not_decoded_again()
    {
        var decoder = new Saying(" A good sentence.");
        var words = await Recognition(decoder).RunAsync(Part(), new float[16_000], new DecodingWish("en", null, Translate: false, KeepSounds: false), default);
        decoder.Temperatures.ShouldBe([0f]);
        words.Select(word => word.Text).ShouldBe(["A", "good", "sentence."]);
    }

    [Fact]
    public async Task A_loop_is_decoded_again_with_more_freedom_and_not_for_ever()
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
    public async Task Each_decoding_is_told_before_and_after_three_minutes_there_is_no_other()
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

    private static PartRecognition Recognition(IDecoder decoder) => new(decoder, TimeProvider.System, static _ => { });

    private static SpeechPart Part() => new(0, 100, 20, [new SpeechSegment(100, 120)]);

    /// <summary>Says one text after the other, and the last one again.</summary>
    private sealed class Saying(params string[] texts) : IDecoder
    {
        public List<float> Temperatures { get; } = [];

        public Task<IReadOnlyList<HeardSegment>> DecodeAsync(float[] sound, double start, DecodingWish wish, float temperature, CancellationToken cancellationToken)
        {
            var text = texts[Math.Min(Temperatures.Count, texts.Length - 1)];
            Temperatures.Add(temperature);
            var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var each = 20d / words.Length;
            IReadOnlyList<HeardSegment> heard =
            [
                new HeardSegment(text, start, start + 20, 0.01, [.. words.Select((word, i) => new HeardToken(" " + word, start + (i * each), start + ((i + 1) * each), 0.95))]),
            ];
            return Task.FromResult(heard);
        }
    }
}
