using System.Net.Http.Json;
using Platform.Contracts.PublicApi;
using Platform.EndToEnd.Accounts;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Platform.EndToEnd.Frontend;

[Collection(PlainPlatformCollection.Name)]
public sealed class LanguageTests(PlainPlatformFixture platform, Browser browser)
{
    [Fact]
    [Trait("Length", "long")]
    public async Task Input_of_the_job_form_is_kept_when_the_language_changes()
    {
        await using var visitor = await browser.VisitAsync(platform.Page);
        var page = visitor.Page;
        await visitor.RegisterAsync();
        await visitor.OpenNewJobAsync();
        var url = platform.Media.AddStatus("/kept.mp3", 404).ToString();
        await page.FillAsync("#url", url);
        await page.Locator("#language").SelectOptionAsync("pt-BR");
        await page.Locator("#caption-options summary").ClickAsync();
        await page.FillAsync("#terms", "Dra. Almeida\nKubernetes");
        await page.Locator("#speakers").SelectOptionAsync("2");
        await page.Locator("#sounds").CheckAsync();
        await page.Locator("#job-options summary").ClickAsync();
        await page.FillAsync("#title", "Kept");
        await page.FillAsync("#tags", "red, blue");
        await page.Locator("#priority").SelectOptionAsync("High");
        await page.Locator("[data-page-language='pt-BR']").ClickAsync();

        await Expect(page.Locator("html")).ToHaveAttributeAsync("lang", "pt-BR");
        await Expect(page.Locator("#title")).ToHaveValueAsync("Kept");
        await Expect(page.Locator("#url")).ToHaveValueAsync(url);
        await Expect(page.Locator("#language")).ToHaveValueAsync("pt-BR");
        await Expect(page.Locator("#terms")).ToHaveValueAsync("Dra. Almeida\nKubernetes");
        await Expect(page.Locator("#speakers")).ToHaveValueAsync("2");
        await Expect(page.Locator("#sounds")).ToBeCheckedAsync();
        await Expect(page.Locator("#tags")).ToBeVisibleAsync();
        await visitor.LooksGoodAsync();

        // The server knows of it, too.
        await page.Locator(".submit-line .primary").ClickAsync();
        await page.ArrivesAtAsync("*/jobs/*-*");
        using var api = await ApiUser.SignInAsync(platform.Api, visitor.Email);
        var job = (await api.Http.GetFromJsonAsync<PageResponse<JobResponse>>("/api/v1/jobs", ApiUser.Json))!.Items.ShouldHaveSingleItem();
        (job.Title, job.Priority.ToString()).ShouldBe(("Kept", "High"));
        job.Tags.ShouldBe(["red", "blue"]);
        job.Input!.Value.GetProperty("speakers").GetInt32().ShouldBe(2);
        visitor.Faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task Input_of_the_sign_up_form_except_the_password_is_kept_and_mails_use_the_language_of_the_page()
    {
        await using var visitor = await browser.VisitAsync(platform.Page);
        var page = visitor.Page;
        var email = $"visitor-{Guid.CreateVersion7():N}@example.org";
        await page.GotoAsync("/sign-up");
        await page.FillAsync("#email", email);
        await page.FillAsync("#password", ApiUser.Password);
        await page.Locator("[data-page-language='pt-BR']").ClickAsync();
        await Expect(page.Locator("html")).ToHaveAttributeAsync("lang", "pt-BR");
        await Expect(page.Locator("#email")).ToHaveValueAsync(email);
        await Expect(page.Locator("#password")).ToHaveValueAsync("");
        await page.FillAsync("#password", ApiUser.Password);
        await page.Locator("main button[type=submit]").ClickAsync();
        await page.ArrivesAtAsync("*/jobs");
        await platform.Mail.GetAsync(email, "Verifique seu endereço de e-mail");
        await page.GotoAsync("/account");
        await Expect(page.Locator("#page-language-card [aria-pressed=true]")).ToHaveAttributeAsync("data-page-language", "pt-BR");
        visitor.Faults.ShouldBeEmpty();

        // Another browser, which prefers English, gets the language of the account with it, and changes it for both.
        await using var elsewhere = await browser.VisitAsync(platform.Page);
        await elsewhere.SignInAsync(email: email);
        await elsewhere.Page.ArrivesAtAsync("*/jobs");
        await Expect(elsewhere.Page.Locator("html")).ToHaveAttributeAsync("lang", "pt-BR");
        await elsewhere.Page.Locator("footer [data-page-language='en']").ClickAsync();
        await Expect(elsewhere.Page.Locator("html")).ToHaveAttributeAsync("lang", "en");
        await page.GotoAsync("/account");
        await Expect(page.Locator("#page-language-card [aria-pressed=true]")).ToHaveAttributeAsync("data-page-language", "en");
        await page.Locator("#page-language-card [data-page-language='en']").ClickAsync();
        await Expect(page.Locator("html")).ToHaveAttributeAsync("lang", "en");
        await elsewhere.LooksGoodAsync();
        elsewhere.Faults.ShouldBeEmpty();
    }
}
