extern alias Recogniser;

using System.Text;
using Platform.Speech.Words;
using Recogniser::Platform.Recogniser.Engine;
using Shouldly;
using Xunit;

namespace Platform.Unit.Recogniser.Engine;

public sealed class TokenTextsTests
{
    [Fact]
    public void Characters_split_over_tokens_are_joined()
    {
        var bytes = Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(" 你好😀"));
        var tokens = TokenTexts.Join(
        [
            new RawToken(bytes[..2], 0, 1, 0.9),
            new RawToken(bytes[2..4], 1, 2, 0.4),
            new RawToken(bytes[4..8], 2, 3, 0.8),
            new RawToken(bytes[8..], 3, 4, 0.7),
        ]);
        tokens.ShouldBe([new RecognisedToken(" 你", 0, 2, 0.4), new RecognisedToken("好😀", 2, 4, 0.7)]);
        TokenTexts.Join([new RawToken("\u00e4", 0, 1, 1)]).ShouldHaveSingleItem().Text.ShouldBe("\ufffd", "what is cut off by the end stands as what it is");
        TokenTexts.Join([]).ShouldBeEmpty();
    }
}
