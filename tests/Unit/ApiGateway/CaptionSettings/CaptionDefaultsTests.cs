using Platform.ApiGateway.CaptionSettings;
using Platform.Contracts.PublicApi;
using Shouldly;
using Xunit;

namespace Platform.Unit.ApiGateway.CaptionSettings;

public sealed class CaptionDefaultsTests
{
    private static readonly AccountCaptions s_account = new("pt-BR", true, ["Ada", "Grace"], true, new CaptionStyle(2, 42, 17));

    [Fact]
    public void Unset_options_of_a_job_come_from_its_account()
    {
        var filled = CaptionDefaults.Fill(new CaptionsInput("https://example.org/a"), s_account);
        (filled with { Vocabulary = null }).ShouldBe(new CaptionsInput("https://example.org/a", Language: "pt-BR", Translate: true, Sounds: true, Style: s_account.Style));
        filled.Vocabulary.ShouldBe(["Ada", "Grace"]);
    }

    [Fact]
    public void Options_of_a_job_override_its_account()
    {
        var asked = new CaptionsInput("https://example.org/a", Language: "de-DE", Translate: false, Vocabulary: ["Grace", "Linus"], Sounds: false, Style: new CaptionStyle(Lines: 1));
        var filled = CaptionDefaults.Fill(asked, s_account);
        (filled.Language, filled.Translate, filled.Sounds).ShouldBe(("de-DE", false, false));
        filled.Vocabulary.ShouldBe(["Grace", "Linus", "Ada"]);
        filled.Style.ShouldBe(new CaptionStyle(1, 42, 17));
    }

    [Fact]
    public void Captions_that_are_typed_are_no_translation()
    {
        var filled = CaptionDefaults.Fill(new CaptionsInput("https://example.org/a", Recognise: false), s_account);
        (filled.Language, filled.Translate).ShouldBe(("pt-BR", null));
    }

    [Theory]
    [InlineData("auto")]
    [InlineData("AUTO")]
    public void A_job_can_ask_for_language_detection_although_its_account_has_a_language(string language) =>
        CaptionDefaults.Fill(new CaptionsInput("https://example.org/a", Language: language), s_account).Language.ShouldBeNull();

    [Fact]
    public void An_empty_list_clears_the_names_of_the_account() =>
        CaptionDefaults.Fill(new CaptionsInput("https://example.org/a", Vocabulary: []), s_account).Vocabulary.ShouldBeNull();

    [Fact]
    public void Names_of_the_job_come_first_and_two_hundred_are_kept()
    {
        string[] own = [.. Enumerable.Range(0, 150).Select(i => $"own {i}")];
        string[] account = [.. Enumerable.Range(0, 150).Select(i => $"account {i}")];
        var terms = CaptionDefaults.Fill(new CaptionsInput("https://example.org/a", Vocabulary: own), new AccountCaptions(Vocabulary: account)).Vocabulary!;
        terms.Count.ShouldBe(CaptionsInput.MaxTerms);
        terms.Take(150).ShouldBe(own);
    }
}
