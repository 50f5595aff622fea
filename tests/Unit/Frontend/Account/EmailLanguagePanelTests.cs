using System.Net;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Platform.Frontend.Account;
using Platform.Frontend.Elements;
using Platform.Frontend.Wording;
using Shouldly;
using Xunit;

namespace Platform.Unit.Frontend.Account;

public sealed class EmailLanguagePanelTests
{
    [Fact]
    public async Task The_language_of_mails_is_set_independently_of_the_page()
    {
        using var speaking = new InLanguage("pt-BR");
        await using var page = new PageContext();
        var part = LoadingPart.All["language of mails"];
        page.Gateway.Says(part.Path, part.Something.Replace("pt-BR", "en", StringComparison.Ordinal));
        page.Gateway.Says("/api/v1/auth/language", HttpStatusCode.NoContent, "");
        var shown = page.Render<EmailLanguagePanel>();
        await shown.WaitForAssertionAsync(() => shown.Find("#email-language").GetAttribute("value").ShouldBe("en"));
        await shown.InvokeAsync(() => shown.Find("#email-language").Change("pt-BR"));
        await shown.InvokeAsync(() => shown.Find("form").Submit());
        await shown.WaitForAssertionAsync(() => page.Services.GetRequiredService<Notices>().Shown.ShouldHaveSingleItem().Text.Own.ShouldBe(Words.EmailLanguageSaved));
        page.Gateway.CountOf("/api/v1/auth/language").ShouldBe(1);
    }
}
