using Platform.Captions.Alignment;
using Shouldly;
using Xunit;

namespace Platform.Unit.Captions.Alignment;

public sealed class TextTokenTests
{
    [Theory]
    [InlineData("Hello,  big world!", "Hello,|big|world!", "Hello, big world!")]
    [InlineData("\u4f60\u597d\uff0c\u4e16\u754c OK", "\u4f60|\u597d\uff0c|\u4e16|\u754c|OK", "\u4f60\u597d\uff0c\u4e16\u754c OK")]
    [InlineData("Vraiment\u00a0?", "Vraiment\u00a0?", "Vraiment\u00a0?")]
    [InlineData("\ud83d\ude00 ok", "\ud83d\ude00|ok", "\ud83d\ude00 ok")]
    [InlineData(" ", "", "")]
    public void A_text_is_divided_into_words_that_join_to_it(string text, string words, string joined)
    {
        string.Join('|', TextToken.In(text).Select(token => token.Text)).ShouldBe(words);
        TextToken.Join(TextToken.In(text)).ShouldBe(joined);
    }

    [Theory]
    [InlineData("Hello,", "hello")]
    [InlineData("\u201cWorld!\u201d", "world")]
    [InlineData("R\u00e9sum\u00e9", "re\u0301sume\u0301")]
    [InlineData("Vraiment\u00a0?", "vraiment")]
    public void Words_are_compared_without_case_punctuation_and_form(string one, string other) => TextToken.Key(one).ShouldBe(TextToken.Key(other));

    [Fact]
    public void Punctuation_alone_is_compared_as_it_is() => TextToken.Key("&").ShouldNotBe(TextToken.Key("%"));
}
