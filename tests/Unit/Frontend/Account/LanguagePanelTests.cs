using Bunit;
using Platform.Frontend.Account;
using Shouldly;
using Xunit;

namespace Platform.Unit.Frontend.Account;

public sealed class LanguagePanelTests
{
    [Theory]
    [InlineData("\"language\":\"en\"", "en")]
    [InlineData("\"language\":\"pt-BR\"", "pt-BR")]
    [InlineData("\"email_verified\":true", "pt-BR")]
    public async Task The_language_of_the_account_is_pressed_and_without_one_that_of_the_page(string language, string pressed)
    {
        using var speaking = new InLanguage("pt-BR");
        await using var page = new PageContext();
        var part = LoadingPart.All["language"];
        page.Gateway.Says(part.Path, part.Something.Replace("\"language\":\"pt-BR\"", language, StringComparison.Ordinal));
        var shown = page.Render<LanguagePanel>();
        await shown.WaitForAssertionAsync(() => shown.FindAll("[aria-pressed=true]").ShouldHaveSingleItem().GetAttribute("data-page-language").ShouldBe(pressed));
        shown.FindAll("[data-page-language]").ShouldAllBe(button => button.HasAttribute("data-of-account"));
    }
}
