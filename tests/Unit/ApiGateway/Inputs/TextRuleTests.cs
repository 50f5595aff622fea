using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Platform.ApiGateway.Inputs;
using Shouldly;
using Xunit;

namespace Platform.Unit.ApiGateway.Inputs;

public sealed class TextRuleTests
{
    [Fact]
    public void A_text_is_accepted_if_it_is_encodable_and_contains_no_NUL() =>
        Prop.ForAll(Given.Text.ToArbitrary(), text => (TextRule.Fault(text) is null).ShouldBe(TextSamples.CanBeEncoded(text) && !text.Contains('\0', StringComparison.Ordinal)))
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Every_text_is_normalised_or_refused() =>
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
    public void Quoted_texts_are_short_and_well_formed() =>
        Prop.ForAll(Given.Text.ToArbitrary(), Gen.Choose(0, 20).ToArbitrary(), (text, most) =>
        {
            var shown = TextRule.Shown(text, most);
            TextSamples.CanBeEncoded(shown).ShouldBeTrue();
            shown.Length.ShouldBeLessThanOrEqualTo(most + 1);
        }).QuickCheckThrowOnFailure();
}
