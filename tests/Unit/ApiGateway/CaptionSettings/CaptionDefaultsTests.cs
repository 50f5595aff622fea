using Platform.ApiGateway.CaptionSettings;
using Platform.Contracts.PublicApi;
using Shouldly;
using Xunit;

namespace Platform.Unit.ApiGateway.CaptionSettings;

public sealed class CaptionDefaultsTests
{
    private static readonly AccountCaptions s_account = new("pt-BR", true, ["Ada", "Grace"], true, new CaptionStyle(2, 42, 17));

    [Fact]
    public void What_a_job_leaves_open_is_as_its_account_has_it()
    {
        var filled = CaptionDefaults.Fill(new CaptionsInput("https://example.org/a"), s_account);
        (filled with { Vocabulary = null }).ShouldBe(new CaptionsInput("https://example.org/a", Language: "pt-BR", Translate: true, Sounds: true, Style: s_account.Style));
        filled.Vocabulary.ShouldBe(["Ada", "Grace"]);
    }

    [Fact]
    public void What_a_job_says_holds()
    {
        var asked = new CaptionsInput("https://example.org/a", Language: "de-DE", Translate: false, Vocabulary: ["Grace", "Linus"], Sounds: false, Style: new CaptionStyle(Lines: 1));
        var filled = CaptionDefaults.Fill(asked, s_account);
        (filled.Language, filled.Translate, filled.Sounds).ShouldBe(("de-DE", false, false));
        filled.Vocabulary.ShouldBe(["Grace", "Linus", "Ada"]);
        filled.Style.ShouldBe(new CaptionStyle(1, 42, 17));
    }

    [Theory]
    [InlineData("auto")]
    [InlineData("AUTO")]
    public void A_job_may_have_its_language_detected_though_its_account_has_one(string language) =>
        CaptionDefaults.Fill(new CaptionsInput("https://example.org/a", Language: language), s_account).Language.ShouldBeNull();

    [Fact]
    public void An_empty_list_is_no_name_at_all() =>
        CaptionDefaults.Fill(new CaptionsInput("https://example.org/a", Vocabulary: []), s_account).Vocabulary.ShouldBeNull();

    [Fact]
    public void Of_very_many_names_the_jobs_own_come_first_and_two_hundred_are_kept()
    {
        string[] own = [.. Enumerable.Range(0, 150).Select(i => $"own {i}")];
        string[] account = [.. Enumerable.Range(0, 150).Select(i => $"account {i}")];
        var terms = CaptionDefaults.Fill(new CaptionsInput("https://example.org/a", Vocabulary: own), new AccountCaptions(Vocabulary: account)).Vocabulary!;
        terms.Count.ShouldBe(CaptionsInput.MaxTerms);
        terms.Take(150).ShouldBe(own);
    }
}
