using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using OtpNet;
using Platform.Contracts.PublicApi;
using Platform.Integration.ApiGateway;
using Shouldly;
using Xunit;

namespace Platform.Integration.Frontend;

/// <summary>Signing in by the page with a second factor, and what the page hands out.</summary>
[Collection(PageCollection.Name)]
public sealed partial class SecondStepTests(PageFixture page)
{
    [Fact]
    public async Task A_correct_password_leads_to_the_code_form_which_contains_no_password()
    {
        var (user, codes) = await EnrolAsync();
        var jar = new CookieContainer();
        using var browser = new HttpClient(new SocketsHttpHandler { CookieContainer = jar, AllowAutoRedirect = false }) { BaseAddress = page.Address };
        using var first = await browser.PostAsync("/sign-in", Fields(await browser.GetStringAsync("/sign-in"), "sign-in", ("Form.Email", user.Email), ("Form.Password", GatewayFixture.Password)));
        first.StatusCode.ShouldBe(HttpStatusCode.OK);
        var step = await first.Content.ReadAsStringAsync();
        step.ShouldContain("autocomplete=\"one-time-code\"");
        step.ShouldContain("inputmode=\"numeric\"");
        step.ShouldNotContain(GatewayFixture.Password);
        step.ShouldNotContain(user.Email);
        jar.GetCookies(page.Address)["platform-session"].ShouldBeNull();

        using var wrong = await browser.PostAsync("/sign-in", Fields(step, "sign-in-code", ("SecondStepForm.Ticket", TicketIn(step)), ("SecondStepForm.Code", "000000")));
        wrong.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        step = await wrong.Content.ReadAsStringAsync();
        step.ShouldContain("code-error");

        using var right = await browser.PostAsync("/sign-in", Fields(step, "sign-in-code", ("SecondStepForm.Ticket", TicketIn(step)), ("SecondStepForm.Code", codes[0])));
        right.StatusCode.ShouldBe(HttpStatusCode.Found);
        jar.GetCookies(page.Address)["platform-session"].ShouldNotBeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("CfDJ8AAAAAAAAAAAAAAAAAAAAAA")]
    public async Task An_invalid_ticket_restarts_the_sign_in(string ticket)
    {
        using var browser = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = page.Address };
        using var answer = await browser.PostAsync("/sign-in", Fields(await browser.GetStringAsync("/sign-in"), "sign-in-code", ("SecondStepForm.Ticket", ticket), ("SecondStepForm.Code", "123456")));
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task The_export_of_ones_data_is_downloaded_through_the_page()
    {
        using var browser = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = page.Address };
        using var stranger = await browser.GetAsync("/account/export");
        stranger.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        using var request = new HttpRequestMessage(HttpMethod.Get, "/account/export");
        request.Headers.Add("Cookie", page.Cookies);
        using var answer = await browser.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/zip");
        answer.Content.Headers.ContentDisposition!.FileName.ShouldNotBeNull().ShouldEndWith(".zip");
        await using var zip = new System.IO.Compression.ZipArchive(await answer.Content.ReadAsStreamAsync());
        zip.Entries.Select(entry => entry.FullName).ShouldContain("account.json");
    }

    [Fact]
    public async Task A_post_mortem_is_asked_of_the_gateway_by_who_is_signed_in()
    {
        using var browser = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = page.Address };
        using var stranger = await browser.GetAsync("/operations/incidents/1/post-mortem");
        stranger.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        // This gateway has no service for incidents, and says so.
        using var request = new HttpRequestMessage(HttpMethod.Get, "/operations/incidents/1/post-mortem");
        request.Headers.Add("Cookie", page.Cookies);
        using var answer = await browser.SendAsync(request);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("not_configured");
    }

    private static FormUrlEncodedContent Fields(string form, string handler, params (string Name, string Value)[] fields) =>
        new(fields.Append(("_handler", handler)).Append(("__RequestVerificationToken", FormToken.In(form))).ToDictionary(field => field.Item1, field => field.Item2));

    private static string TicketIn(string form) => Ticket().Match(form).Groups["ticket"].Value;

    private async Task<(TestUser User, IReadOnlyList<string> Codes)> EnrolAsync()
    {
        var user = await page.Gateway.SignUpAsync();
        using var begun = await user.Client.PostAsJsonAsync("/api/v1/auth/second-factor", new { password = GatewayFixture.Password });
        var secret = Base32Encoding.ToBytes((await begun.Content.ReadFromJsonAsync<SecondFactorSecretResponse>(GatewayFixture.Snake))!.Secret);
        var code = new Totp(secret).ComputeTotp(TimeProvider.System.GetUtcNow().UtcDateTime);
        using var confirmed = await user.Client.PostAsJsonAsync("/api/v1/auth/second-factor/confirm", new { code });
        confirmed.EnsureSuccessStatusCode();
        return (user, (await confirmed.Content.ReadFromJsonAsync<RecoveryCodesResponse>(GatewayFixture.Snake))!.Codes);
    }

    [GeneratedRegex("name=\"SecondStepForm.Ticket\" value=\"(?<ticket>[^\"]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Ticket();
}
