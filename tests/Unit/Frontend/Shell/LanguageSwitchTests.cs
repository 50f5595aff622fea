using Bunit;
using Platform.Frontend.Shell;
using Shouldly;
using Xunit;

namespace Platform.Unit.Frontend.Shell;

public sealed class LanguageSwitchTests
{
    [Fact]
    public async Task The_current_language_is_marked_as_pressed()
    {
        using var speaking = new InLanguage("pt-BR");
        await using var page = new PageContext();
        var shown = page.Render<LanguageSwitch>();
        var pressed = shown.FindAll("[aria-pressed=true]").ShouldHaveSingleItem();
        pressed.GetAttribute("data-page-language").ShouldBe("pt-BR");
        pressed.GetAttribute("lang").ShouldBe("pt-BR");
        pressed.TextContent.ShouldBe("Português (Brasil)");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_choice_is_stored_in_the_account_of_whoever_is_signed_in(bool isSignedIn)
    {
        await using var page = new PageContext();
        if (!isSignedIn)
        {
            page.Authorization.SetNotAuthorized();
        }

        var shown = page.Render<LanguageSwitch>();
        shown.FindAll("[data-page-language]").ShouldAllBe(button => button.HasAttribute("data-of-account") == isSignedIn);
    }
}
