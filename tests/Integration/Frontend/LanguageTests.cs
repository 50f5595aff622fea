using System.Net;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.Integration.Frontend;

/// <summary>The page in the language of whoever asks for it: as it is loaded, when it is refused, and when it lives.</summary>
[Collection(PageCollection.Name)]
public sealed class LanguageTests(PageFixture page)
{
    [Theory]
    [InlineData("", "en", "Welcome back")]
    [InlineData("Accept-Language: de, en;q=0.5\n", "en", "Welcome back")]
    [InlineData("Accept-Language: pt-PT, en;q=0.5\n", "pt-BR", "Boas-vindas de volta")]
    [InlineData("Accept-Language: pt-BR\nCookie: language=en\n", "en", "Welcome back")]
    [InlineData("Accept-Language: en\nCookie: language=pt-BR\n", "pt-BR", "Boas-vindas de volta")]
    public async Task A_page_declares_its_language(string headers, string tag, string title)
    {
        var shown = await RawHttp.SendAsync(page.Address, $"GET /sign-in HTTP/1.1\nAccept: text/html\n{headers}", []);
        shown.Status.ShouldBe(200);
        shown.Body.ShouldContain($"<html lang=\"{tag}\"");
        WebUtility.HtmlDecode(shown.Body).ShouldContain($"<h1>{title}</h1>");
    }

    [Fact]
    public async Task The_not_found_page_uses_the_visitors_language()
    {
        var shown = await RawHttp.SendAsync(page.Address, "GET /nothing-here HTTP/1.1\nAccept: text/html\nSec-Fetch-Mode: navigate\nAccept-Language: pt-BR\n", []);
        shown.Status.ShouldBe(404);
        WebUtility.HtmlDecode(shown.Body).ShouldContain("Não há nada neste endereço.");
    }

    [Fact]
    public async Task An_interactive_page_uses_the_chosen_language()
    {
        var cookies = await SignUpAsync();
        await using var english = await LivePage.OpenAsync(page.Address, cookies, IPAddress.Parse("127.0.0.31"));
        await using var portuguese = await LivePage.OpenAsync(page.Address, cookies + "; language=pt-BR", IPAddress.Parse("127.0.0.32"));
        await english.SaysAsync("Search title, address or id");
        await portuguese.SaysAsync("Buscar por título, endereço ou id");
        portuguese.HasSaid("Search title, address or id").ShouldBeFalse();
    }

    [Fact]
    public async Task A_page_becomes_interactive_in_the_language_it_was_loaded_in()
    {
        var cookies = await SignUpAsync();
        await using var live = await LivePage.OpenAsync(page.Address, cookies + "; language=pt-BR", IPAddress.Parse("127.0.0.33"), cookies + "; language=en");
        await live.SaysAsync("Buscar por título, endereço ou id");
        live.HasSaid("Search title, address or id").ShouldBeFalse();
    }

    [Fact]
    public async Task A_reconnected_page_keeps_its_language()
    {
        var here = IPAddress.Parse("127.0.0.34");
        var cookies = await SignUpAsync();
        await using var lost = await LivePage.OpenAsync(page.Address, cookies + "; language=pt-BR", here);
        await lost.SaysAsync("Buscar por título, endereço ou id");
        lost.Break();
        await using var back = await LivePage.ComeBackAsync(page.Address, cookies + "; language=en", here, lost.Secret!);
        back.IsLive.ShouldBeTrue();
        await back.MoveAsync(new Uri(page.Address, "/queues"));
        await back.SaysAsync("Nenhuma fila ainda");

        // Nothing of what was there before has changed to the other language either.
        foreach (var english in (string[])["No queues yet", "Search title, address or id", "Sign out", "Loading"])
        {
            back.HasSaid(english).ShouldBeFalse(english);
        }
    }

    [Fact]
    public async Task A_paused_and_resumed_page_keeps_its_language()
    {
        var here = IPAddress.Parse("127.0.0.35");
        var cookies = await SignUpAsync();
        await using var lost = await LivePage.OpenAsync(page.Address, cookies + "; language=pt-BR", here);
        await lost.SaysAsync("Buscar por título, endereço ou id");
        lost.Break();

        // It is kept as it is for some seconds first.
        await using var resumed = await Eventually.GetAsync(async () =>
        {
            var live = await LivePage.ResumeAsync(page.Address, cookies + "; language=en", here, lost.Secret!);
            if (live.IsLive)
            {
                return live;
            }

            await live.DisposeAsync();
            return null;
        });
        await resumed.SaysAsync("Buscar por título, endereço ou id");
        await resumed.MoveAsync(new Uri(page.Address, "/queues"));
        await resumed.SaysAsync("Nenhuma fila ainda");
        (resumed.HasSaid("Search title, address or id"), resumed.HasSaid("No queues yet")).ShouldBe((false, false));
    }

    [Fact]
    public async Task Choosing_a_language_stores_it_in_the_account_and_signing_in_elsewhere_brings_it()
    {
        var user = await page.Gateway.SignUpAsync();
        var cookies = await page.SignInAsync(user.Email);
        cookies.ShouldNotContain("language=", customMessage: "the account has none yet, so the browser decides");

        (await ChooseAsync("pt-BR", "")).Status.ShouldBe(401);
        (await ChooseAsync("xx", $"Cookie: {cookies}\n")).Status.ShouldBe(404);
        (await ChooseAsync("pt-BR", $"Cookie: {cookies}\nOrigin: https://elsewhere.example\n")).Status.ShouldBe(403);
        (await page.SignInAsync(user.Email)).ShouldNotContain("language=");

        (await ChooseAsync("pt-BR", $"Cookie: {cookies}\nOrigin: {page.Address.GetLeftPart(UriPartial.Authority)}\n")).Status.ShouldBe(204);
        var elsewhere = await page.SignInAsync(user.Email);
        elsewhere.ShouldContain("language=pt-BR");
        var shown = await RawHttp.SendAsync(page.Address, $"GET /account HTTP/1.1\nAccept: text/html\nAccept-Language: en\nCookie: {elsewhere}\n", []);
        shown.Body.ShouldContain("<html lang=\"pt-BR\"");
    }

    private Task<RawAnswer> ChooseAsync(string tag, string headers) =>
        RawHttp.SendAsync(page.Address, $"POST /account/language/{tag} HTTP/1.1\nContent-Length: 0\n{headers}", []);

    private async Task<string> SignUpAsync() => await page.SignInAsync((await page.Gateway.SignUpAsync()).Email);
}
