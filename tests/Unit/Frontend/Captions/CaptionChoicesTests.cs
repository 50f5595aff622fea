using Platform.Contracts.PublicApi;
using Platform.Frontend.Captions;
using Platform.Frontend.Gateway;
using Shouldly;
using Xunit;

namespace Platform.Unit.Frontend.Captions;

public sealed class CaptionChoicesTests
{
    private static readonly AccountCaptions s_account = new("pt-BR", true, ["Ada"], null, new CaptionStyle(LineLength: 32));
    private static readonly CaptionsInput s_source = new("https://example.org/a");

    [Fact]
    public void Untouched_options_are_left_to_the_account()
    {
        new CaptionChoices().Of(s_source).ShouldBe(s_source);
        var read = new CaptionChoices();
        read.Begin(s_account);
        (read.Language, read.Translate, read.LineLength).ShouldBe(("pt-BR", true, 32));
        read.Of(s_source).ShouldBe(s_source);
    }

    [Fact]
    public void Chosen_options_are_sent_even_if_they_differ_from_the_account()
    {
        var choices = new CaptionChoices();
        choices.Begin(s_account);
        (choices.Language, choices.Translate, choices.Sounds, choices.Terms, choices.Speakers, choices.LineLength) = (Languages.Any, false, true, "Grace\n Linus, Grace \n", "auto", 40);
        var asked = choices.Of(s_source);
        (asked with { Vocabulary = null }).ShouldBe(s_source with { Language = "auto", Translate = false, Sounds = true, DetectSpeakers = true, Style = new CaptionStyle(LineLength: 40) });
        asked.Vocabulary.ShouldBe(["Grace", "Linus"]);
    }

    [Fact]
    public void Options_chosen_before_the_account_is_loaded_are_kept()
    {
        var choices = new CaptionChoices { Language = "de-DE" };
        choices.Begin(s_account);
        choices.Language.ShouldBe("de-DE");
        choices.Translate.ShouldBeTrue();
        choices.Of(s_source).ShouldBe(s_source with { Language = "de-DE" });
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("Ada\n\n,Grace", true)]
    [InlineData("1234567890123456789012345678901234567890123456789012345678901", false)]
    public void Overlong_names_are_detected_before_sending(string typed, bool isValid) =>
        new CaptionChoices { Terms = typed }.AreTermsValid.ShouldBe(isValid);

    [Theory]
    [InlineData("en-GB", "English (UK)")]
    [InlineData("pt", "Português")]
    [InlineData("ja", "日本語")]
    [InlineData("tlh", "tlh")]
    public void A_language_is_shown_by_its_own_name_or_its_tag(string tag, string name) => Languages.NameOf(tag).ShouldBe(name);

    [Fact]
    public void An_error_of_one_name_is_shown_at_the_field() =>
        new Problem { Errors = new() { ["input.vocabulary[7]"] = ["Too long."] } }.ErrorOf("vocabulary")!.English.ShouldBe("Too long.");
}
