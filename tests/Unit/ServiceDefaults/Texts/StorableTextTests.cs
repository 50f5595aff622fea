using FsCheck;
using FsCheck.Fluent;
using Platform.ServiceDefaults.Texts;
using Shouldly;
using Xunit;

namespace Platform.Unit.ServiceDefaults.Texts;

public sealed class StorableTextTests
{
    [Fact]
    public void A_text_is_storable_exactly_when_it_is_without_NUL_and_can_be_encoded() => Prop.ForAll(TextSamples.Any.ToArbitrary(), text =>
        StorableText.IsStorable(text).ShouldBe(!text.Contains('\0', StringComparison.Ordinal) && TextSamples.CanBeEncoded(text))).QuickCheckThrowOnFailure();

    [Fact]
    public void Cleaned_texts_are_storable_and_storable_texts_are_not_changed() => Prop.ForAll(TextSamples.Any.ToArbitrary(), Gen.Choose(1, 12).ToArbitrary(), (text, longest) =>
    {
        var clean = StorableText.Clean(text, longest);
        StorableText.IsStorable(clean).ShouldBeTrue();
        clean.Length.ShouldBeLessThanOrEqualTo(longest);
        StorableText.Clean(clean, longest).ShouldBe(clean);
        if (StorableText.IsStorable(text))
        {
            text.StartsWith(clean, StringComparison.Ordinal).ShouldBeTrue();
            clean.Length.ShouldBeGreaterThanOrEqualTo(Math.Min(text.Length, longest) - 1);
        }
    }).QuickCheckThrowOnFailure();
}
