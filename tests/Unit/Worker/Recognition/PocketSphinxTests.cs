using Platform.Contracts.PublicApi;
using Platform.Worker.Recognition;
using Shouldly;
using Xunit;

namespace Platform.Unit.Worker.Recognition;

public sealed class PocketSphinxTests
{
    [Theory]
    [InlineData("and(2) 0.150 0.360 0.260057", "and", 0.15, 0.36, 0.260057, true)]
    [InlineData("don't 1.000 1.360 1.000000", "don't", 1, 1.36, 1, true)]
    [InlineData("<sil> 3.910 3.930 0.553348", "<sil>", 3.91, 3.93, 0.553348, false)]
    [InlineData("[NOISE] 3.910 3.930 0.5", "[NOISE]", 3.91, 3.93, 0.5, false)]
    [InlineData("++COUGH++ 3.910 3.930 0.5", "++COUGH++", 3.91, 3.93, 0.5, false)]
    public void A_line_of_pocketsphinx_is_a_word_with_its_times(string line, string word, double start, double end, double confidence, bool speech)
    {
        PocketSphinx.TryParse(line, out var read, out var isSpeech).ShouldBeTrue();
        read.ShouldBe(new CaptionWord(word, start, end, confidence));
        isSpeech.ShouldBe(speech);
    }

    [Theory]
    [InlineData("he was not an")]
    [InlineData("one two three four")]
    [InlineData("a 1 2 3")]
    [InlineData("")]
    public void A_line_of_plain_text_is_not_a_word(string line) => PocketSphinx.TryParse(line, out _, out _).ShouldBeFalse();
}
