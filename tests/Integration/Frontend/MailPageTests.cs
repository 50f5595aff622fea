using System.Net;
using Platform.Frontend.Gateway;
using Platform.Integration.ApiGateway;
using Platform.Integration.ApiGateway.Mail;
using Platform.Testkit.Hosting;
using Shouldly;
using Xunit;

namespace Platform.Integration.Frontend;

/// <summary>The pages that take codes from mails, as a browser without scripts has them.</summary>
[Collection(MailCollection.Name)]
public sealed class MailPageTests(MailFixture gateway) : IAsyncLifetime
{
    private const string New = "staple battery horse";

    private readonly CookieContainer _cookies = new();
    private RunningService<GatewayHttp> _page = null!;
    private HttpClient _browser = null!;

    public Task InitializeAsync()
    {
        _page = Start(gateway.Address);
        _browser = new HttpClient(new SocketsHttpHandler { CookieContainer = _cookies, AllowAutoRedirect = false }) { BaseAddress = _page.Address };
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        _browser.Dispose();
        await _page.DisposeAsync();
    }

    [Fact]
    public async Task A_forgotten_password_is_reset_by_forms_without_secrets_in_addresses()
    {
        var (user, _) = await gateway.JoinAsync();
        (await _browser.GetStringAsync("/sign-in")).ShouldContain("href=\"/forgotten-password\"");
        foreach (var email in (string[])[user.Email, MailFixture.NewAddress()])
        {
            using var asked = await PostAsync("/forgotten-password", "forgotten-password", ("Email", email));
            asked.StatusCode.ShouldBe(HttpStatusCode.Found);
            asked.Headers.Location!.OriginalString.ShouldEndWith("/reset-password?mailed=true");
        }

        var mail = await gateway.Receiver.GetAsync(user.Email, "Choose a new password");
        (await _browser.GetStringAsync("/reset-password?mailed=true")).ShouldContain("js/mailed-code");
        using var wrong = await PostAsync("/reset-password", "reset-password", ("Email", user.Email), ("Code", "00000-00000"), ("Password", New));
        wrong.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await wrong.Content.ReadAsStringAsync()).ShouldContain("id=\"code-error\"");
        using var missing = await PostAsync("/reset-password", "reset-password", ("Email", ""), ("Code", ""), ("Password", "short"));
        var shown = await missing.Content.ReadAsStringAsync();
        foreach (var id in (string[])["email-error", "code-error", "password-error"])
        {
            shown.ShouldContain($"id=\"{id}\"");
        }

        using var right = await PostAsync("/reset-password", "reset-password", ("Email", user.Email), ("Code", mail.Code), ("Password", New));
        right.StatusCode.ShouldBe(HttpStatusCode.Found);
        right.Headers.Location!.OriginalString.ShouldEndWith("/reset-password?done=true");
        (await gateway.SignInAsync(user.Email, New)).Id.ShouldBe(user.Id);
    }

    [Fact]
    public async Task An_address_is_verified_and_changed_by_forms_and_the_page_shows_the_new_one()
    {
        var (user, verification) = await gateway.JoinAsync();
        using var verified = await PostAsync("/verify-email", "verify-email", ("Email", user.Email), ("Code", verification.Code));
        verified.Headers.Location!.OriginalString.ShouldEndWith("/verify-email?done=true");

        using var signedIn = await PostAsync("/sign-in", "sign-in", ("Email", user.Email), ("Password", GatewayFixture.Password));
        signedIn.StatusCode.ShouldBe(HttpStatusCode.Found);
        var next = MailFixture.NewAddress();
        (await gateway.PostAsync("email/change", new { new_email = next, password = GatewayFixture.Password }, user.Client)).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var mail = await gateway.Receiver.GetAsync(next, "Confirm your new");
        using var wrong = await PostAsync("/account/email", "confirm-email", ("Code", "00000-00000"));
        (await wrong.Content.ReadAsStringAsync()).ShouldContain("id=\"code-error\"");
        using var confirmed = await PostAsync("/account/email", "confirm-email", ("Code", mail.Code));
        confirmed.Headers.Location!.OriginalString.ShouldEndWith("/account/email?done=true");
        var page = await _browser.GetStringAsync("/account/email?done=true");
        page.ShouldContain(next);
        page.ShouldNotContain(user.Email);
    }

    [Fact]
    public async Task Features_that_need_mail_are_hidden_on_a_platform_without_mail()
    {
        await using var without = gateway.Start(out var address, out _, new() { ["environment"] = "Production", ["Mail:Host"] = "", ["Internal:Key"] = "sixteen characters and more" });
        await using var page = Start(address);
        using var browser = new HttpClient { BaseAddress = page.Address };
        (await browser.GetStringAsync("/sign-in")).ShouldNotContain("forgotten-password");
        (await browser.GetStringAsync("/forgotten-password")).ShouldContain("sends no mail");
    }

    [Fact]
    public async Task Without_a_mail_server_the_page_says_that_the_code_is_in_the_log()
    {
        await using var without = gateway.Start(out var address, out _, new() { ["Mail:Host"] = "" });
        await using var page = Start(address);
        using var browser = new HttpClient { BaseAddress = page.Address };
        (await browser.GetStringAsync("/reset-password?mailed=true")).ShouldContain("in the log of this platform");
        (await _browser.GetStringAsync("/reset-password?mailed=true")).ShouldContain("is on its way");
    }

    private static RunningService<GatewayHttp> Start(Uri gateway) => new RunningService<GatewayHttp>(new Dictionary<string, string>
    {
        ["services:api-gateway:http:0"] = gateway.ToString(),
        ["environment"] = "Production",
        ["Visitors:Key"] = GatewayFixture.VisitorKey,
        ["Logging:LogLevel:Default"] = "Warning",
    }).Start();

    private async Task<HttpResponseMessage> PostAsync(string path, string form, params (string Name, string Value)[] fields)
    {
        var token = FormToken.In((await _browser.GetStringAsync(path)).Split("<main")[1]);
        return await _browser.PostAsync(path, new FormUrlEncodedContent(
            [new("_handler", form), new("__RequestVerificationToken", token), .. fields.Select(field => KeyValuePair.Create("Form." + field.Name, field.Value))]));
    }
}
