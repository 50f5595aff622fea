using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Platform.ApiGateway.Mail;
using Platform.Contracts.PublicApi;
using Shouldly;
using Xunit;

namespace Platform.Integration.ApiGateway.Mail;

[Collection(MailCollection.Name)]
public sealed class ForgottenPasswordTests(MailFixture gateway)
{
    private const string New = "staple battery horse";

    [Fact]
    public async Task The_code_is_mailed_with_headers_that_prevent_automatic_replies()
    {
        var (user, _) = await gateway.JoinAsync();
        var mail = await gateway.ForgetAsync(user);
        mail.Link.ToString().ShouldStartWith("https://page.example/reset-password#code=" + mail.Code);
        mail.Link.Query.ShouldBeEmpty();
        mail.Message.From.ToString().ShouldBe("\"Platform\" <robot@platform.example>");
        mail.Message.To.Mailboxes.Single().Address.ShouldBe(user.Email);
        mail.Message.MessageId.ShouldEndWith("@platform.example");
        mail.Message.Headers["Auto-Submitted"].ShouldBe("auto-generated");
        mail.Message.Date.ShouldBe(TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(2));
    }

    [Fact]
    public async Task A_refused_weak_password_does_not_consume_the_code()
    {
        var (user, _) = await gateway.JoinAsync();
        var mail = await gateway.ForgetAsync(user);
        using var weak = await ResetAsync(user.Email, mail.Code, "aaaaaaaaaaaaaaaa");
        weak.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await Problem.ReadAsync(weak)).Errors!.Keys.ShouldBe(["new_password"]);
        using var strong = await ResetAsync(user.Email, mail.Code);
        strong.StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task A_mailed_code_sets_a_new_password_and_ends_every_session_but_no_key()
    {
        var (user, _) = await gateway.JoinAsync();
        await gateway.WithDatabaseAsync(db => db.Users.Where(u => u.Id == user.Id).ExecuteUpdateAsync(s => s.SetProperty(u => u.EmailConfirmed, true)));
        using var made = await user.Client.PostAsJsonAsync("/api/v1/api-keys", new { name = "robot" });
        var key = (await made.Content.ReadFromJsonAsync<ApiKeyResponse>(GatewayFixture.Snake))!.Key;

        // As people type it.
        var mail = await gateway.ForgetAsync(user);
        using var reset = await ResetAsync(user.Email, mail.Code.ToLowerInvariant().Replace("-", " ", StringComparison.Ordinal).Replace('0', 'o').Replace('1', 'l'));
        reset.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await user.Client.GetAsync("/api/v1/auth/me")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        using var refresh = await gateway.PostAsync("refresh", new { refresh_token = user.Tokens.RefreshToken });
        refresh.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        using var program = new HttpClient { BaseAddress = gateway.Address };
        program.DefaultRequestHeaders.Add("X-Api-Key", key);
        (await program.GetAsync("/api/v1/jobs")).StatusCode.ShouldBe(HttpStatusCode.OK);

        using var old = await gateway.PostAsync("sign-in", new { email = user.Email, password = GatewayFixture.Password });
        old.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        var again = await gateway.SignInAsync(user.Email, New);
        (await again.Client.GetFromJsonAsync<UserResponse>("/api/v1/auth/me", GatewayFixture.Snake))!.EmailVerified.ShouldBeTrue();
        (await gateway.Receiver.GetAsync(user.Email, "Your password was changed")).Text.ShouldContain("every session has ended");
        await ShouldBeRefusedAsync(ResetAsync(user.Email, mail.Code));
        string[] events = ["password.forgotten", "password.reset", "code.refused"];
        events.ShouldBeSubsetOf(await gateway.EventsOfAsync(user.Id));
    }

    [Fact]
    public async Task An_unknown_account_gets_the_same_answer_and_no_mail_is_sent()
    {
        var (user, _) = await gateway.JoinAsync();
        var nobody = MailFixture.NewAddress();
        var answers = new List<string>();
        foreach (var email in (string[])[user.Email, nobody])
        {
            using var asked = await gateway.PostAsync("password/forgotten", new { email });
            using var wrong = await ResetAsync(email, "00000-00000");
            var problem = await Problem.ReadAsync(wrong);
            answers.Add($"{asked.StatusCode} {await asked.Content.ReadAsStringAsync()} {Names(asked)} {wrong.StatusCode} {Names(wrong)} {problem.Code} {problem.Detail}");
        }

        answers[1].ShouldBe(answers[0]);
        answers[0].ShouldStartWith("Accepted");
        answers[0].ShouldContain("code_not_valid");
        await gateway.Receiver.GetAsync(user.Email, "Choose a new password");
        gateway.Receiver.To(nobody).ShouldBeEmpty();

        // As much is written for both, so that time does not tell either.
        (await gateway.MailsToAsync(user.Email)).Count(mail => mail.Kind == MailKind.PasswordReset).ShouldBe(1);
        (await gateway.MailsToAsync(nobody)).Select(mail => (mail.Kind, mail.Body)).ShouldBe([(MailKind.PasswordReset, null)]);

        static string Names(HttpResponseMessage response) => string.Join(',', response.Headers.Concat(response.Content.Headers).Select(header => header.Key).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Resetting_the_password_of_an_unverified_account_revokes_everything_created_before()
    {
        var (stranger, _) = await gateway.JoinAsync();
        using var made = await stranger.Client.PostAsJsonAsync("/api/v1/api-keys", new { name = "robot" });
        var key = (await made.Content.ReadFromJsonAsync<ApiKeyResponse>(GatewayFixture.Snake))!.Key;
        var mail = await gateway.ForgetAsync(stranger);
        using var reset = await ResetAsync(stranger.Email, mail.Code);
        reset.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        using var asked = new HttpRequestMessage(HttpMethod.Get, "/api/v1/auth/me");
        asked.Headers.Add("X-Api-Key", key);
        using var answer = await gateway.Anonymous.SendAsync(asked);
        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_code_survives_a_few_wrong_attempts_but_not_more_than_the_limit()
    {
        var (user, _) = await gateway.JoinAsync();
        var mail = await gateway.ForgetAsync(user);
        for (var i = 0; i < 5; i++)
        {
            await ShouldBeRefusedAsync(ResetAsync(user.Email, "00000-00000"));
        }

        (await gateway.WithDatabaseAsync(db => db.MailedCodes.Where(c => c.UserId == user.Id && c.Purpose == "password_reset").Select(c => c.TriesLeft).SingleAsync())).ShouldBe(95);
        await gateway.WithDatabaseAsync(db => db.MailedCodes.Where(c => c.UserId == user.Id).ExecuteUpdateAsync(s => s.SetProperty(c => c.TriesLeft, 1)));
        await ShouldBeRefusedAsync(ResetAsync(user.Email, "00000-00000"));
        await ShouldBeRefusedAsync(ResetAsync(user.Email, mail.Code));
        (await gateway.SignInAsync(user.Email)).Id.ShouldBe(user.Id);
    }

    [Fact]
    public async Task A_newer_code_replaces_the_previous_one_and_each_expires()
    {
        var (user, _) = await gateway.JoinAsync();
        var first = await gateway.ForgetAsync(user);
        var second = await gateway.ForgetAsync(user, 2);
        second.Code.ShouldNotBe(first.Code);
        await ShouldBeRefusedAsync(ResetAsync(user.Email, first.Code));

        var now = TimeProvider.System.GetUtcNow();
        var ends = await gateway.WithDatabaseAsync(db => db.MailedCodes.Where(c => c.UserId == user.Id && c.Purpose == "password_reset").Select(c => c.ExpiresAt).SingleAsync());
        ends.ShouldBe(now.AddMinutes(30), TimeSpan.FromMinutes(2));
        await gateway.WithDatabaseAsync(db => db.MailedCodes.Where(c => c.UserId == user.Id).ExecuteUpdateAsync(s => s.SetProperty(c => c.ExpiresAt, now)));
        await ShouldBeRefusedAsync(ResetAsync(user.Email, second.Code));
    }

    [Fact]
    public async Task A_code_works_once_even_when_used_concurrently()
    {
        var (user, _) = await gateway.JoinAsync();
        var mail = await gateway.ForgetAsync(user);
        var statuses = await Task.WhenAll(Enumerable.Range(0, 5).Select(async i =>
        {
            using var response = await ResetAsync(user.Email, mail.Code, $"{New} {i}");
            return response.StatusCode;
        }));
        statuses.Count(status => status == HttpStatusCode.NoContent).ShouldBe(1);
        statuses.Count(status => status == HttpStatusCode.UnprocessableEntity).ShouldBe(4);
    }

    [Fact]
    public async Task Wrong_codes_lock_like_wrong_passwords_also_for_unknown_accounts()
    {
        var (user, _) = await gateway.JoinAsync();
        foreach (var email in (string[])[user.Email, MailFixture.NewAddress()])
        {
            for (var i = 0; i < 10; i++)
            {
                await ShouldBeRefusedAsync(gateway.PostFromAsync("192.0.2.17", "password/reset", new { email, code = "00000-00000", new_password = New }));
            }

            foreach (var (path, body) in (Dictionary<string, object>)new()
            {
                ["password/reset"] = new { email, code = "00000-00000", new_password = New },
                ["email/verify"] = new { email, code = "00000-00000" },
                ["sign-in"] = new { email, password = GatewayFixture.Password },
            })
            {
                using var locked = await gateway.PostFromAsync("192.0.2.17", path, body);
                locked.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests, path);
                (await Problem.ReadAsync(locked)).Code.ShouldBe("locked_out", path);
            }
        }

        // And over all addresses there are so many tries of an account in a minute.
        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 25; i++)
        {
            using var tried = await gateway.PostFromAsync($"192.0.2.{100 + i}", "password/reset", new { email = user.Email, code = "00000-00000", new_password = New });
            statuses.Add(tried.StatusCode);
        }

        statuses.ShouldContain(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task Repeated_requests_send_five_mails_an_hour_and_get_the_same_answer()
    {
        var (user, _) = await gateway.JoinAsync();
        var statuses = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            using var asked = await gateway.PostAsync("password/forgotten", new { email = user.Email });
            return asked.StatusCode;
        }));
        statuses.ShouldAllBe(status => status == HttpStatusCode.Accepted);

        (await gateway.MailsToAsync(user.Email)).Count(mail => mail.Kind == MailKind.PasswordReset).ShouldBe(5);

        // Mails of other kinds are sent all the same; the first was that of the registration. Whoever asks for a mail to himself is told.
        for (var i = 0; i < 4; i++)
        {
            using var more = await gateway.PostAsync("email/verification", new { }, user.Client);
            more.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        }

        using var another = await gateway.PostAsync("email/verification", new { }, user.Client);
        another.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        another.Headers.RetryAfter!.Delta!.Value.ShouldBeGreaterThan(TimeSpan.FromMinutes(50));

        // That the password was changed is told all the same.
        using var changed = await gateway.PostAsync("password", new { current_password = GatewayFixture.Password, new_password = New }, user.Client);
        changed.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await gateway.Receiver.GetAsync(user.Email, "Your password was changed")).Text.ShouldContain("every other session has ended");
    }

    private Task<HttpResponseMessage> ResetAsync(string email, string code, string password = New) =>
        gateway.PostAsync("password/reset", new { email, code, new_password = password });

    private static async Task ShouldBeRefusedAsync(Task<HttpResponseMessage> sent)
    {
        using var response = await sent;
        response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var problem = await Problem.ReadAsync(response);
        problem.Code.ShouldBe("code_not_valid");
        problem.Errors!.Keys.ShouldBe(["code"]);
    }
}
