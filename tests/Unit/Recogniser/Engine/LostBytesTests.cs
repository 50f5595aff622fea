extern alias Recogniser;

using Platform.Speech.Words;
using Recogniser::Platform.Recogniser.Engine;
using Shouldly;
using Xunit;

namespace Platform.Unit.Recogniser.Engine;

public sealed class LostBytesTests
{
    [Fact]
    public void Bytes_missing_in_the_model_file_are_restored_by_token_number()
    {
        const string lost = "\u00EF\u00BF\u00BD";
        TokenTexts.Join([new RawToken(LostBytes.Of(2523, lost), 0, 1, 0.9), new RawToken(LostBytes.Of(240, lost), 1, 2, 0.8)])
            .ShouldBe([new RecognisedToken("園", 0, 2, 0.8)]);
        LostBytes.Of(94, lost).ShouldBe("\u00a1");
        LostBytes.Of(94, "of another file").ShouldBe("of another file");
        LostBytes.Of(50_000_000, lost).ShouldBe(lost);
    }
}
