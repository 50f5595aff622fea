using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Platform.JobManager.Submission;
using Platform.ServiceDefaults.Texts;
using Shouldly;
using Xunit;

namespace Platform.Unit.Jobs;

public sealed class StorableTextTests
{
    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Texts of characters, NUL, whole pairs and halves of pairs.</summary>
    private static Gen<string> Texts { get; } =
        Gen.ListOf(Gen.Elements("a", "é", "e\u0301", "\0", "\ud83d\ude00", "\ud83d", "\ude00", "\ufffd", "\uffff")).Select(string.Concat);

    [Fact]
    public void A_text_is_storable_exactly_when_it_is_without_NUL_and_can_be_encoded() => Prop.ForAll(Texts.ToArbitrary(), text =>
        StorableText.IsStorable(text).ShouldBe(!text.Contains('\0', StringComparison.Ordinal) && CanBeEncoded(text))).QuickCheckThrowOnFailure();

    [Fact]
    public void What_is_cleaned_can_be_stored_and_what_could_be_stays() => Prop.ForAll(Texts.ToArbitrary(), Gen.Choose(1, 12).ToArbitrary(), (text, longest) =>
    {
        string clean = StorableText.Clean(text, longest);
        StorableText.IsStorable(clean).ShouldBeTrue();
        clean.Length.ShouldBeLessThanOrEqualTo(longest);
        StorableText.Clean(clean, longest).ShouldBe(clean);
        if (StorableText.IsStorable(text))
        {
            text.StartsWith(clean, StringComparison.Ordinal).ShouldBeTrue();
            clean.Length.ShouldBeGreaterThanOrEqualTo(Math.Min(text.Length, longest) - 1);
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_key_is_the_key_of_itself_and_of_every_form_of_its_text() => Prop.ForAll(Texts.ToArbitrary(), text =>
    {
        string key = SearchText.KeyOf(text);
        SearchText.KeyOf(key).ShouldBe(key);
        if (CanBeEncoded(text) && !text.Contains('\uffff', StringComparison.Ordinal))
        {
            SearchText.KeyOf(text.Normalize(NormalizationForm.FormC)).ShouldBe(key);
            SearchText.KeyOf(text.Normalize(NormalizationForm.FormD)).ShouldBe(key);
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Keys_tell_nothing_of_how_a_text_was_typed()
    {
        SearchText.KeyOf("CAFÉ").ShouldBe("café");
        SearchText.KeyOf("CAFE\u0301").ShouldBe("café");

        // Ångström's sign, and the dotted capital I in both of its forms.
        SearchText.KeyOf("\u212b").ShouldBe("å");
        SearchText.KeyOf("I\u0307").ShouldBe(SearchText.KeyOf("\u0130"));
    }

    private static bool CanBeEncoded(string text)
    {
        try
        {
            _ = s_strict.GetBytes(text);
            return true;
        }
        catch (EncoderFallbackException)
        {
            return false;
        }
    }
}
