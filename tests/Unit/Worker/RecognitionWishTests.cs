using Platform.Worker.Recognition;
using Shouldly;
using Xunit;

namespace Platform.Unit.Worker;

public sealed class RecognitionWishTests
{
    [Fact]
    public void Terms_are_a_text_as_long_as_it_may_be()
    {
        new RecognitionWish([]).Prompt(100).ShouldBeNull();
        new RecognitionWish([" ", "Aspire", " Kestrel "]).Prompt(100).ShouldBe("Aspire, Kestrel.");
        new RecognitionWish([.. Enumerable.Repeat("Kestrel", 200)]).Prompt(100)!.Length.ShouldBeInRange(90, 100);
    }

    [Theory]
    [InlineData("en-US", "en")]
    [InlineData("pt-BR", "pt")]
    [InlineData("zh-Hant-TW", "zh")]
    [InlineData("nb", "no")]
    [InlineData("jv", "jw")]
    [InlineData("FR", "fr")]
    [InlineData("tlh", null)]
    public void Languages_are_called_as_Whisper_calls_them(string tag, string? language) => WhisperLanguages.Of(tag).ShouldBe(language);

    [Fact]
    public void There_are_as_many_languages_as_the_model_has() =>
        "en zh de es ru ko fr ja pt tr pl ca nl ar sv it id hi fi vi".Split(' ').ShouldAllBe(language => WhisperLanguages.Of(language) == language);
}
