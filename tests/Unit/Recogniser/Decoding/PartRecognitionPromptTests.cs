extern alias Recogniser;

using Platform.Speech.Activity;
using Platform.Speech.Words;
using Recogniser::Platform.Recogniser.Decoding;
using Recogniser::Platform.Recogniser.Engine;
using Shouldly;
using Xunit;

namespace Platform.Unit.Recogniser.Decoding;

/// <summary>Names of the prompt in what a model says that does as it is told.</summary>
public sealed class PartRecognitionPromptTests
{
    private const string Prompt = "Dra. Almeida, Jean-Luc Kowalski, 東京タワー, Nguyễn Văn An.";

    [Theory]
    [InlineData("Almeida, Kowalski, Dra. Almeida.", 0.95)]
    [InlineData("Jean-Luc Kowalski", 0.4)]
    [InlineData("東京タワー東京タワー", 0.9)]
    public async Task Names_found_only_with_the_prompt_are_dropped(string echo, double probability)
    {
        var silent = new Prompted(Heard.Words(echo, 100, 110, probability), plain: null);
        (await RunAsync(silent)).ShouldBeEmpty();
        silent.Prompts.ShouldBe([Prompt, null]);

        // What is made up without it, too, by the model's own account.
        (await RunAsync(new Prompted(Heard.Words(echo, 100, 110, probability), Heard.Words("Thank you for watching", 100, 110, 0.9, noSpeech: 0.7)))).ShouldBeEmpty();
        (await RunAsync(new Prompted(Heard.Words(echo, 100, 110, probability), Heard.Words("Thank you for watching", 100, 110, probability: 0.3)))).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Dra. Almeida!", "Dr. Almeyda.")]
    [InlineData("Jean-Luc Kowalski, Nguyễn Văn An.", "John Luke Kowalsky, Nguyen van Ann.")]
    public async Task Names_also_found_without_the_prompt_keep_its_spelling(string prompted, string plain)
    {
        var words = await RunAsync(new Prompted(Heard.Words(prompted, 100, 110), Heard.Words(plain, 100, 110)));
        string.Join(' ', words).ShouldBe(prompted);
    }

    [Fact]
    public async Task Words_replaced_by_dropped_names_are_kept()
    {
        var words = await RunAsync(new Prompted(Heard.Words("Almeida, Kowalski.", 100, 110), Heard.Words("We shall now come to the next question.", 100, 110)));
        string.Join(' ', words).ShouldBe("We shall now come to the next question.");
    }

    [Fact]
    public async Task Text_with_other_words_is_decoded_once()
    {
        var decoder = new Prompted(Heard.Words("Good morning, Dra. Almeida.", 100, 110), plain: null);
        string.Join(' ', await RunAsync(decoder)).ShouldBe("Good morning, Dra. Almeida.");
        decoder.Prompts.ShouldBe([Prompt]);

        var nothing = new Prompted(null, plain: null);
        (await RunAsync(nothing)).ShouldBeEmpty();
        nothing.Prompts.ShouldBe([Prompt]);
    }

    private static async Task<IEnumerable<string>> RunAsync(Prompted decoder)
    {
        var recognition = new PartRecognition(decoder, TimeProvider.System, static _ => { });
        var part = new SpeechPart(0, 100, 10, [new SpeechSegment(100, 110)]);
        var words = await recognition.RunAsync(part, new float[16_000], new DecodingWish("en", Prompt, Translate: false, KeepSounds: false), default);
        return words.Select(static word => word.Text);
    }

    /// <summary>Says one thing where it has a prompt, and another where it has none.</summary>
    private sealed class Prompted(RecognisedSegment? prompted, RecognisedSegment? plain) : IDecoder
    {
        public List<string?> Prompts { get; } = [];

        public Task<IReadOnlyList<RecognisedSegment>> DecodeAsync(float[] sound, double start, DecodingWish wish, float temperature, CancellationToken cancellationToken)
        {
            Prompts.Add(wish.Prompt);
            var said = wish.Prompt is null ? plain : prompted;
            return Task.FromResult<IReadOnlyList<RecognisedSegment>>(said is null ? [] : [said]);
        }
    }
}
