using Platform.Accuracy.Words;
using Shouldly;
using Xunit;

namespace Platform.Unit.Accuracy.Words;

public sealed class AlignmentTests
{
    [Theory]
    [InlineData("a b c", "a b c", 0, "0 1 2")]
    [InlineData("a b c", "a x c", 1, "0 1 2")]
    [InlineData("a b c", "a c", 1, "0 -1 1")]
    [InlineData("a b", "x a b y", 2, "1 2")]
    [InlineData("", "a b", 2, "")]
    [InlineData("a b", "", 2, "-1 -1")]
    public void Spoken_words_are_aligned_with_recognised_ones(string said, string heard, int wrong, string found)
    {
        var alignment = Alignment.Of(said.Split(' ', StringSplitOptions.RemoveEmptyEntries), heard.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        alignment.Wrong.ShouldBe(wrong);
        string.Join(' ', alignment.Heard).ShouldBe(found);
    }
}
