using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Platform.ApiGateway.Inputs;
using Shouldly;
using Xunit;

namespace Platform.Unit.Gateway.Inputs;

public sealed class TextRuleTests
{
    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    [Fact]
    public void A_text_enters_if_it_can_be_sent_to_the_database_and_holds_no_nul() =>
        Prop.ForAll(Given.Text.ToArbitrary(), text => (TextRule.Fault(text) is null).ShouldBe(IsWellFormed(text) && !text.Contains('\0', StringComparison.Ordinal)))
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Every_text_is_normalised_or_refused_and_never_more_than_that() =>
        Prop.ForAll(Given.Text.ToArbitrary(), text =>
        {
            var isNormal = TextRule.Normalise(text, out var normal) is null;
            isNormal.ShouldBe(TextRule.Fault(text) is null && !text.Contains('\ufffe', StringComparison.Ordinal) && !text.Contains('\uffff', StringComparison.Ordinal));
            if (isNormal)
            {
                normal.IsNormalized(NormalizationForm.FormC).ShouldBeTrue();
                TextRule.Normalise(normal, out var again).ShouldBeNull();
                again.ShouldBe(normal);
                TextRule.Normalise(text.Normalize(NormalizationForm.FormD), out var other).ShouldBeNull();
                other.ShouldBe(normal);
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void What_is_shown_is_short_and_well_formed() =>
        Prop.ForAll(Given.Text.ToArbitrary(), Gen.Choose(0, 20).ToArbitrary(), (text, most) =>
        {
            var shown = TextRule.Shown(text, most);
            IsWellFormed(shown).ShouldBeTrue();
            shown.Length.ShouldBeLessThanOrEqualTo(most + 1);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_cut_is_between_characters() =>
        Prop.ForAll(Given.Text.ToArbitrary(), Gen.Choose(0, 40).ToArbitrary(), (text, most) =>
        {
            var (begin, end) = (TextCut.Begin(text, most), TextCut.End(text, most));
            text.ShouldStartWith(begin, Case.Sensitive);
            text.EndsWith(end, StringComparison.Ordinal).ShouldBeTrue();
            begin.Length.ShouldBeLessThanOrEqualTo(most);
            end.Length.ShouldBeLessThanOrEqualTo(most);
            if (IsWellFormed(text))
            {
                IsWellFormed(begin).ShouldBeTrue();
                IsWellFormed(end).ShouldBeTrue();
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
    public void Ends_are_kept(string text, int most, string end) => TextCut.End(text, most).ShouldBe(end);

    [Fact]
    public void Longer_than_a_person_would_write_is_cut_within_what_is_one_character()
    {
        var tower = "a" + new string('\u0301', 1000);
        TextCut.Begin(tower, 10).ShouldBe("a");
        TextCut.End(tower, 10).Length.ShouldBe(10);
    }

    private static bool IsWellFormed(string text)
    {
        try
        {
            s_strict.GetBytes(text);
            return true;
        }
        catch (EncoderFallbackException)
        {
            return false;
        }
    }
}
