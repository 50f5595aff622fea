using System.Text;
using Platform.ApiGateway.StatusPage;
using Platform.Contracts.Internal;
using Platform.Contracts.PublicApi;
using Shouldly;
using Xunit;

namespace Platform.Unit.ApiGateway.StatusPage;

public sealed class StatusViewTests
{
    private static readonly Uri s_page = new("https://platform.example/status-page");

    [Theory]
    [InlineData("en")]
    [InlineData("pt-BR")]
    public void Every_value_has_a_name_in_every_language(string language)
    {
        var view = new StatusView(new StatusSnapshot(), DateTimeOffset.UnixEpoch, false, s_page, language);
        Enum.GetValues<StatusPart>().Where(part => part != StatusPart.Unspecified).Select(part => view.NameOf(part)).ShouldAllBe(name => name.Length > 0);
        Enum.GetValues<StatusStage>().Where(stage => stage != StatusStage.Unspecified).Select(stage => view.NameOf(stage)).ShouldAllBe(name => name.Length > 0);
        Enum.GetValues<StatusLevel>().Where(level => level != StatusLevel.Unspecified).Select(level => view.NameOf(level) + view.Word("Now" + level)).ShouldAllBe(name => name.Length > 0);
        Encoding.UTF8.GetString(StatusHtml.Write(view)).ShouldContain($"<html lang=\"{language}\">");
    }

    [Fact]
    public void Languages_have_the_same_words()
    {
        var words = SpokenLanguages.All.Select(language => StatusWords.ResourceManager.GetResourceSet(new(language == SpokenLanguages.English ? "" : language), true, false)!
            .Cast<System.Collections.DictionaryEntry>().Select(entry => (string)entry.Key).Order(StringComparer.Ordinal).ToArray()).ToList();
        words[1].ShouldBe(words[0]);
    }

    [Theory]
    [InlineData(0.99999, "99.99")]
    [InlineData(1.0, "100.00")]
    [InlineData(0.5, "50.00")]
    public void A_share_is_never_rounded_up(double share, string text) =>
        new StatusView(new StatusSnapshot(), DateTimeOffset.UnixEpoch, false, s_page, "en").Percent(share).ShouldBe(text);
}
