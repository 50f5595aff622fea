using System.Net;
using Microsoft.Playwright;
using Platform.EndToEnd.Accounts;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Platform.EndToEnd.Frontend;

[Collection(PlainPlatformCollection.Name)]
public sealed class AccountPageTests(PlainPlatformFixture platform, Browser browser)
{
    [Fact]
    public async Task Pages_need_a_sign_in_and_scripts_cannot_read_tokens()
    {
        await using var visitor = await browser.VisitAsync(platform.Page);
        var page = visitor.Page;
        await page.GotoAsync("/");
        await visitor.LooksGoodAsync();
        await page.GotoAsync("/jobs");
        await page.ArrivesAtAsync("*/sign-in?returnUrl=%2Fjobs");

        await page.GotoAsync("/sign-up");
        await visitor.LooksGoodAsync();
        await visitor.SignUpAsync();
        var cookies = await page.Context.CookiesAsync();
        var session = cookies.Single(cookie => cookie.Name == "platform-session");
        session.HttpOnly.ShouldBeTrue();
        session.SameSite.ShouldBe(SameSiteAttribute.Lax);
        (await page.EvaluateAsync<string>("document.cookie + JSON.stringify(localStorage) + JSON.stringify(sessionStorage) + document.documentElement.outerHTML"))
            .ShouldNotContain(session.Value[..40]);

        await visitor.SignOutAsync();
        await page.GotoAsync("/account");
        await page.ArrivesAtAsync("*/sign-in?returnUrl=%2Faccount");

        await visitor.SignInAsync("not the password at all");
        await Expect(page.Locator(".trouble")).ToContainTextAsync("password is wrong");
        await visitor.LooksGoodAsync();
        await visitor.SignInAsync();
        await page.ArrivesAtAsync("*/jobs");
        visitor.Faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task Sign_in_never_redirects_to_another_site()
    {
        await using var visitor = await browser.VisitAsync(platform.Page);
        await visitor.RegisterAsync();
        foreach (var elsewhere in (string[])["https://example.org/", "//example.org/", "/\\example.org"])
        {
            await visitor.Page.GotoAsync("/sign-in?returnUrl=" + Uri.EscapeDataString(elsewhere));
            await visitor.Page.ArrivesAtAsync("*/jobs");
        }
    }

    [Fact]
    public async Task An_api_key_is_shown_once_works_and_can_be_revoked()
    {
        await using var visitor = await browser.VisitAsync(platform.Page);
        var page = visitor.Page;
        await visitor.RegisterAsync();
        await page.GotoAsync("/account");
        await Expect(page.Locator(".empty-line")).ToBeVisibleAsync();
        await page.FillAsync("#key-name", "nightly import");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create key" }).ClickAsync();
        var secret = await page.Locator(".secret code").InnerTextAsync();
        await Expect(page.Locator(".key-list li")).ToHaveCountAsync(1);
        await visitor.LooksGoodAsync();
        (await StatusWithKeyAsync(secret, "/api/v1/jobs")).ShouldBe(HttpStatusCode.OK);
        (await StatusWithKeyAsync(secret, "/queues")).ShouldBe(HttpStatusCode.Forbidden);

        await page.ReloadAsync();
        await Expect(page.Locator(".key-list li")).ToHaveCountAsync(1);
        await Expect(page.Locator(".secret")).ToHaveCountAsync(0);
        (await page.ContentAsync()).ShouldNotContain(secret);

        await page.Locator(".key-list button").ClickAsync();
        await visitor.AnswerYesAsync();
        await Expect(page.Locator(".key-list .revoked")).ToHaveCountAsync(1);
        (await StatusWithKeyAsync(secret, "/api/v1/jobs")).ShouldBe(HttpStatusCode.Unauthorized);

        // One for queues alone.
        await page.FillAsync("#key-name", "broker");
        await page.GetByLabel("jobs:read").UncheckAsync();
        await page.GetByLabel("jobs:write").UncheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Create key" }).ClickAsync();
        await Expect(page.Locator("#key-scopes-error")).ToBeVisibleAsync();
        await page.GetByLabel("queues:read").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Create key" }).ClickAsync();
        secret = await page.Locator(".secret code").InnerTextAsync();
        (await StatusWithKeyAsync(secret, "/queues")).ShouldBe(HttpStatusCode.OK);
        (await StatusWithKeyAsync(secret, "/api/v1/jobs")).ShouldBe(HttpStatusCode.Forbidden);
        visitor.Faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task Caption_settings_of_the_account_apply_to_the_next_job()
    {
        await using var visitor = await browser.VisitAsync(platform.Page);
        var page = visitor.Page;
        await visitor.RegisterAsync();
        await page.GotoAsync("/account");
        await page.Locator("#account-language").SelectOptionAsync("pt-BR");
        await page.FillAsync("#account-terms", "Dra. Almeida\nKubernetes");
        await page.FillAsync("#account-line-length", "90");
        await page.Locator("#captions button[type=submit]").ClickAsync();
        await Expect(page.Locator("#account-line-length-note.field-error")).ToContainTextAsync("20 to 60");
        await visitor.LooksGoodAsync();
        await page.FillAsync("#account-line-length", "32");
        await page.CheckAsync("#account-format-srt");
        await page.Locator("#captions button[type=submit]").ClickAsync();
        await Expect(page.Locator(".notice.good")).ToContainTextAsync("saved");

        // Somewhere else, on another page of the same account.
        var other = await page.Context.NewPageAsync();
        await other.GotoAsync("/account");
        await Expect(other.Locator("#account-terms")).ToHaveValueAsync("Dra. Almeida\nKubernetes");
        await Expect(other.Locator("#account-format-srt")).ToBeCheckedAsync();
        await other.Locator("#account-sounds").CheckAsync();
        await other.Locator("#captions button[type=submit]").ClickAsync();
        await Expect(other.Locator(".notice.good")).ToContainTextAsync("saved");
        await page.Locator("#captions button[type=submit]").ClickAsync();
        await Expect(page.Locator(".notice.bad")).ToContainTextAsync("changed somewhere else");

        await visitor.OpenNewJobAsync();
        await Expect(page.Locator("#language")).ToHaveValueAsync("pt-BR");
        await page.Locator("#caption-options summary").ClickAsync();
        await Expect(page.Locator("#line-length")).ToHaveValueAsync("32");
        await Expect(page.Locator("#sounds")).ToBeCheckedAsync();
        await page.Locator("#speakers").SelectOptionAsync("2");
        await visitor.LooksGoodAsync();
        visitor.Faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_password_can_only_be_changed_with_the_current_one()
    {
        await using var visitor = await browser.VisitAsync(platform.Page);
        var page = visitor.Page;
        await visitor.RegisterAsync();
        await page.GotoAsync("/account");
        await Expect(page.Locator(".empty-line")).ToBeVisibleAsync();
        await ChangePasswordAsync(page, "not the password", "another fine password 8");
        await Expect(page.Locator("#current-password-error, #new-password-error, .notice.bad").First).ToBeVisibleAsync();
        await ChangePasswordAsync(page, ApiUser.Password, "another fine password 8");
        await Expect(page.Locator(".notice.good")).ToContainTextAsync("Password changed");
        await visitor.SignOutAsync();
        await visitor.SignInAsync();
        await Expect(page.Locator(".trouble")).ToBeVisibleAsync();
        await visitor.SignInAsync("another fine password 8");
        await page.ArrivesAtAsync("*/jobs");
    }

    [Fact]
    public async Task A_forgotten_password_is_reset_by_the_link_in_a_mail()
    {
        await using var visitor = await browser.VisitAsync(platform.Page);
        var page = visitor.Page;
        await visitor.RegisterAndOpenJobsAsync();

        // Until the address is verified the page says so.
        await Expect(page.Locator(".reminder")).ToContainTextAsync("Verify your e-mail address");
        await visitor.LooksGoodAsync();
        await page.Locator(".reminder button").ClickAsync();
        await Expect(page.Locator(".notice.good")).ToContainTextAsync(visitor.Email);
        await platform.Mail.GetAsync(visitor.Email, "Verify", 2);

        await visitor.SignOutAsync();
        await page.GotoAsync("/sign-in");
        await page.GetByRole(AriaRole.Link, new() { Name = "Forgotten your password?" }).ClickAsync();
        await page.ArrivesAtAsync("*/forgotten-password");
        await visitor.LooksGoodAsync();
        await page.FillAsync("#email", visitor.Email);
        await page.Locator("main button[type=submit]").ClickAsync();
        await page.ArrivesAtAsync("*/reset-password?mailed=true");
        await visitor.LooksGoodAsync();

        var mail = await platform.Mail.GetAsync(visitor.Email, "Choose a new password");
        await page.GotoAsync(mail.Link.ToString());
        await Expect(page.Locator("#email")).ToHaveValueAsync(visitor.Email);
        await Expect(page.Locator("#code")).ToHaveValueAsync(mail.Code);
        page.Url.ShouldNotContain(mail.Code);
        await page.FillAsync("#password", "another fine password 8");
        await page.Locator("main button[type=submit]").ClickAsync();
        await page.ArrivesAtAsync("*/reset-password?done=true");
        await Expect(page.Locator(".trouble.good")).ToBeVisibleAsync();
        await visitor.LooksGoodAsync();

        // The code was read from the mail: the address is verified with it.
        await visitor.SignInAsync("another fine password 8");
        await page.ArrivesAtAsync("*/jobs");
        await page.GotoAsync("/account");
        await Expect(page.Locator("#new-email")).ToBeVisibleAsync();
        await Expect(page.Locator(".reminder")).ToHaveCountAsync(0);
        visitor.Faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task With_a_second_factor_signing_in_and_deleting_the_account_need_a_code()
    {
        await using var visitor = await browser.VisitAsync(platform.Page);
        var page = visitor.Page;
        await visitor.RegisterAsync();
        await page.GotoAsync("/account");
        await page.FillAsync("#factor-password", ApiUser.Password);
        await page.Locator("#factor-begin button[type=submit]").ClickAsync();
        (await page.Locator("svg.qr-code path").GetAttributeAsync("d")).ShouldNotBeNull().ShouldStartWith("M");
        var secret = OtpNet.Base32Encoding.ToBytes((await page.Locator("#factor-secret").InnerTextAsync()).Replace(" ", "", StringComparison.Ordinal));
        (await page.Locator("#factor-link").GetAttributeAsync("href")).ShouldStartWith("otpauth://totp/");
        await visitor.LooksGoodAsync();

        // Of the step that has begun: the next is left for signing in.
        await page.FillAsync("#confirm-code", CodeOf(secret, 0));
        await page.Locator("#factor-confirm button[type=submit]").ClickAsync();
        await Expect(page.Locator("#factor-on")).ToBeVisibleAsync();
        var recovery = await page.Locator(".recovery-codes code").AllInnerTextsAsync();
        recovery.Count.ShouldBe(10);
        await visitor.LooksGoodAsync();

        await visitor.SignOutAsync();
        await visitor.SignInAsync();
        await Expect(page.Locator("#code")).ToBeFocusedAsync();
        await visitor.LooksGoodAsync();
        await page.FillAsync("#code", CodeOf(secret, 1));
        await page.Locator("main button[type=submit]").ClickAsync();
        await page.ArrivesAtAsync("*/jobs");

        await page.GotoAsync("/account");
        await Expect(page.Locator("#factor-on")).ToBeVisibleAsync();
        var download = await page.RunAndWaitForDownloadAsync(() => page.Locator("#export").ClickAsync());
        download.SuggestedFilename.ShouldEndWith(".zip");

        await page.FillAsync("#leave-email", visitor.Email);
        await page.FillAsync("#leave-password", ApiUser.Password);
        await page.Locator("#leave button[type=submit]").ClickAsync();
        await page.FillAsync("#leave-code", recovery[0]);
        await page.Locator("#leave button[type=submit]").ClickAsync();
        await page.ArrivesAtAsync("*/sign-in?left=true");
        await Expect(page.Locator(".trouble")).ToContainTextAsync("has been deleted");
        await visitor.SignInAsync();
        await Expect(page.Locator(".trouble")).ToContainTextAsync("password is wrong");
        visitor.Faults.ShouldBeEmpty();
    }

    private static string CodeOf(byte[] secret, int steps) => new OtpNet.Totp(secret).ComputeTotp(TimeProvider.System.GetUtcNow().AddSeconds(30 * steps).UtcDateTime);

    private static async Task ChangePasswordAsync(IPage page, string current, string next)
    {
        await page.FillAsync("#current-password", current);
        await page.FillAsync("#new-password", next);
        await page.Locator("form:has(#new-password) button[type=submit]").ClickAsync();
    }

    private async Task<HttpStatusCode> StatusWithKeyAsync(string key, string path)
    {
        using var http = new HttpClient { BaseAddress = platform.Api };
        http.DefaultRequestHeaders.Add("X-Api-Key", key);
        using var response = await http.GetAsync(path);
        return response.StatusCode;
    }
}
