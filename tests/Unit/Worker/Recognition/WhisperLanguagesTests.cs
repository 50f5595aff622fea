using Platform.Worker.Recognition;
using Shouldly;
using Xunit;

namespace Platform.Unit.Worker.Recognition;

public sealed class WhisperLanguagesTests
{
    [Theory]
    [InlineData("en-US", "en")]
    [InlineData("pt-BR", "pt")]
    [InlineData("zh-Hant-TW", "zh")]
    [InlineData("nb", "no")]
    [InlineData("jv", "jw")]
    [InlineData("FR", "fr")]
    [InlineData("tlh", null)]
    public void Languages_have_the_names_of_Whisper(string tag, string? language) => WhisperLanguages.Of(tag).ShouldBe(language);

    [Fact]
    public void The_number_of_languages_equals_that_of_the_model() =>
        "en zh de es ru ko fr ja pt tr pl ca nl ar sv it id hi fi vi".Split(' ').ShouldAllBe(language => WhisperLanguages.Of(language) == language);
}
