using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Platform.ApiGateway.Inputs;
using Shouldly;
using Xunit;

namespace Platform.Unit.ApiGateway.Inputs;

public sealed class TextCutTests
{
    [Fact]
    public void Texts_are_cut_between_characters() =>
        Prop.ForAll(Given.Text.ToArbitrary(), Gen.Choose(0, 40).ToArbitrary(), (text, most) =>
        {
            var (begin, end) = (TextCut.Begin(text, most), TextCut.End(text, most));
            text.ShouldStartWith(begin, Case.Sensitive);
            text.EndsWith(end, StringComparison.Ordinal).ShouldBeTrue();
            begin.Length.ShouldBeLessThanOrEqualTo(most);
            end.Length.ShouldBeLessThanOrEqualTo(most);
            if (TextSamples.CanBeEncoded(text))
            {
                TextSamples.CanBeEncoded(begin).ShouldBeTrue();
                TextSamples.CanBeEncoded(end).ShouldBeTrue();
            }

            int[] boundaries = [.. StringInfo.ParseCombiningCharacters(text), text.Length];
            if (begin.Length > 0 && StringInfo.GetNextTextElementLength(text) <= most)
            {
                boundaries.ShouldContain(begin.Length);
            }
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("\ud83d\ude00\ud83d\ude00.wav", 7, "\ud83d\ude00.wav")]
    [InlineData("\ud83d\ude00\ud83d\ude00.wav", 5, ".wav")]
    [InlineData("e\u0301e\u0301.wav", 5, ".wav")]
    [InlineData("ab.wav", 6, "ab.wav")]
    [InlineData("", 0, "")]
    public void The_end_of_a_long_text_is_kept(string text, int most, string end) => TextCut.End(text, most).ShouldBe(end);

    [Fact]
    public void Overlong_grapheme_clusters_are_cut_inside()
    {
        var tower = "a" + new string('\u0301', 1000);
        TextCut.Begin(tower, 10).ShouldBe("a");
        TextCut.End(tower, 10).Length.ShouldBe(10);
    }
}
