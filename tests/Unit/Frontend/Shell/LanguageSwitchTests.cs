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
}
