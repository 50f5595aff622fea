using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Platform.ApiGateway.Mail;
using Platform.Contracts.PublicApi;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.Integration.ApiGateway.Mail;

[Collection(MailCollection.Name)]
public sealed class EmailTests(MailFixture gateway)
{
    [Fact]
    public async Task A_new_account_is_mailed_a_code_that_verifies_its_address_once()
    {
        var (user, mail) = await gateway.JoinAsync();
        mail.Link.Fragment.ShouldBe($"#code={mail.Code}&email={Uri.EscapeDataString(user.Email)}");
        (await MeAsync(user)).EmailVerified.ShouldBeFalse();

        (await StatusAsync("email/verify", new { email = user.Email, code = "00000-00000" })).ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await StatusAsync("password/reset", new { email = user.Email, code = mail.Code, new_password = "staple battery horse" })).ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await StatusAsync("email/verify", new { email = user.Email.ToUpperInvariant(), code = mail.Code })).ShouldBe(HttpStatusCode.NoContent);
        (await MeAsync(user)).EmailVerified.ShouldBeTrue();
        (await StatusAsync("email/verify", new { email = user.Email, code = mail.Code })).ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await StatusAsync("email/verification", new { }, user)).ShouldBe(HttpStatusCode.Conflict);
        (await gateway.EventsOfAsync(user.Id)).ShouldContain("email.verified");
    }

    [Fact]
    public async Task The_code_is_mailed_again_on_request_and_only_its_hash_is_stored()
    {
        var (user, first) = await gateway.JoinAsync();
        (await StatusAsync("email/verification", new { }, user)).ShouldBe(HttpStatusCode.Accepted);
        var second = await gateway.Receiver.GetAsync(user.Email, "Verify", 2);
        (await StatusAsync("email/verify", new { email = user.Email, code = first.Code })).ShouldBe(HttpStatusCode.UnprocessableEntity);

        // What was sent is not kept: the outbox holds no code for longer than it must.
        await Eventually.BecomesTrueAsync(async () => (await gateway.MailsToAsync(user.Email)).TrueForAll(sent => sent.Body is null && sent.EndedAt is not null));
        var kept = await gateway.WithDatabaseAsync(db => db.MailedCodes.AsNoTracking().SingleAsync(c => c.UserId == user.Id));
        kept.CodeHash.Length.ShouldBe(32);
        (await StatusAsync("email/verify", new { email = user.Email, code = second.Code })).ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Changing_an_address_needs_a_code_sent_to_the_new_one_and_notifies_the_old_one()
    {
        var (here, _) = await gateway.JoinAsync();
        var there = await gateway.SignInAsync(here.Email);
        var forgotten = await gateway.ForgetAsync(here);
        var next = MailFixture.NewAddress();
        (await StatusAsync("email/change", new { new_email = next, password = "wrong horse battery" }, here)).ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await StatusAsync("email/change", new { new_email = here.Email, password = GatewayFixture.Password }, here)).ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await StatusAsync("email/change", new { new_email = next, password = GatewayFixture.Password }, here)).ShouldBe(HttpStatusCode.Accepted);
        var mail = await gateway.Receiver.GetAsync(next, "Confirm your new");
        mail.Link.ToString().ShouldBe($"https://page.example/account/email#code={mail.Code}");
        (await MeAsync(here)).Email.ShouldBe(here.Email);

        // Somebody else's code is nobody's.
        var (other, _) = await gateway.JoinAsync();
        (await StatusAsync("email/change/confirm", new { code = mail.Code }, other)).ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await StatusAsync("email/change/confirm", new { code = mail.Code }, here)).ShouldBe(HttpStatusCode.NoContent);
        var me = await MeAsync(here);
        me.Email.ShouldBe(next);
        me.EmailVerified.ShouldBeTrue();
        (await there.Client.GetAsync("/api/v1/auth/me")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await gateway.SignInAsync(next)).Id.ShouldBe(here.Id);
        (await StatusAsync("sign-in", new { email = here.Email, password = GatewayFixture.Password })).ShouldBe(HttpStatusCode.Unauthorized);
        (await gateway.Receiver.GetAsync(here.Email, "was changed")).Text.ShouldContain(next);

        // What was mailed to the old address is of no use any more.
        (await StatusAsync("password/reset", new { email = next, code = forgotten.Code, new_password = "staple battery horse" })).ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await gateway.EventsOfAsync(here.Id)).ShouldContain("email.changed");
    }

    [Fact]
    public async Task Only_the_owner_of_a_taken_address_learns_that_it_is_taken()
    {
        var (owner, _) = await gateway.JoinAsync();
        var (other, _) = await gateway.JoinAsync();
        var answers = new List<string>();
        foreach (var wanted in (string[])[owner.Email, MailFixture.NewAddress()])
        {
            using var response = await gateway.PostAsync("email/change", new { new_email = wanted, password = GatewayFixture.Password }, other.Client);
            answers.Add($"{response.StatusCode} {await response.Content.ReadAsStringAsync()}");
        }

        answers[0].ShouldBe(answers[1]);
        answers[0].ShouldStartWith("Accepted");
        var told = await gateway.Receiver.GetAsync(owner.Email, "Somebody wanted");
        Should.Throw<InvalidOperationException>(() => told.Code);

        // An hour of the address that is full is passed over in silence, one's own is not.
        var (asker, _) = await gateway.JoinAsync();
        for (var i = 0; i < 5; i++)
        {
            (await StatusAsync("email/change", new { new_email = owner.Email, password = GatewayFixture.Password }, asker)).ShouldBe(HttpStatusCode.Accepted);
        }

        (await StatusAsync("email/change", new { new_email = MailFixture.NewAddress(), password = GatewayFixture.Password }, other)).ShouldBe(HttpStatusCode.Accepted);
        (await gateway.MailsToAsync(owner.Email)).Count(mail => mail.Kind == MailKind.EmailChange).ShouldBe(5);
    }

    [Fact]
    public async Task With_required_verification_an_unverified_account_cannot_submit_or_publish()
    {
        await using var replica = gateway.Start(out var address, out _, new() { ["Accounts:RequireVerifiedEmail"] = "true" });
        var (user, mail) = await gateway.JoinAsync();
        using var client = new HttpClient { BaseAddress = address };
        client.DefaultRequestHeaders.Authorization = user.Client.DefaultRequestHeaders.Authorization;
        using var made = await client.PostAsJsonAsync("/api/v1/api-keys", new { name = "robot" });
        using var program = new HttpClient { BaseAddress = address };
        program.DefaultRequestHeaders.Add("X-Api-Key", (await made.Content.ReadFromJsonAsync<ApiKeyResponse>(GatewayFixture.Snake))!.Key);
        (await client.GetFromJsonAsync<AccountSettingsResponse>("/api/v1/auth/settings", GatewayFixture.Snake)).ShouldBe(new AccountSettingsResponse(true, true, false));
        foreach (var caller in (HttpClient[])[client, program])
        {
            foreach (var (path, body) in (Dictionary<string, object>)new()
            {
                ["/api/v1/jobs"] = new { kind = "probe" },
                ["/api/v1/jobs/batch"] = new { jobs = new[] { new { kind = "probe" } } },
                ["/api/v1/queues"] = new { name = "orders" },
                ["/queues/orders/messages"] = new { content = 1 },
            })
            {
                using var refused = await caller.PostAsJsonAsync(path, body);
                refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden, path);
                (await Problem.ReadAsync(refused)).Code.ShouldBe("email_not_verified", path);
            }

            (await caller.GetAsync("/api/v1/jobs")).StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        // It holds at once, here and elsewhere.
        using var verified = await client.PostAsJsonAsync("/api/v1/auth/email/verify", new { email = user.Email, code = mail.Code });
        verified.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await client.PostAsJsonAsync("/api/v1/jobs", new { kind = "probe" })).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await program.PostAsJsonAsync("/api/v1/jobs", new { kind = "probe" })).StatusCode.ShouldBe(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task Mails_use_the_language_of_the_account()
    {
        var email = MailFixture.NewAddress();
        (await StatusAsync("register", new { email, password = GatewayFixture.Password, language = "pt-BR" })).ShouldBe(HttpStatusCode.Created);
        var mail = await gateway.Receiver.GetAsync(email, "Verifique seu endereço de e-mail");
        mail.Message.Body!.Headers["Content-Language"].ShouldBe("pt-BR");
        mail.Text.ShouldStartWith("Olá,");
        mail.Link.Fragment.ShouldStartWith($"#code={mail.Code}");
        var user = await gateway.SignInAsync(email);
        (await MeAsync(user)).Language.ShouldBe("pt-BR");

        foreach (var unknown in (object?[])["de", "pt", "", null, 7])
        {
            using var refused = await user.Client.PutAsJsonAsync("/api/v1/auth/language", new { language = unknown });
            ((int)refused.StatusCode).ShouldBeInRange(400, 422);
            (await Problem.ReadAsync(refused)).Errors!.Keys.ShouldBe(["language"]);
        }

        using var chosen = await user.Client.PutAsJsonAsync("/api/v1/auth/language", new { language = "en" });
        chosen.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await MeAsync(user)).Language.ShouldBe("en");
        (await gateway.ForgetAsync(user)).Message.Body!.Headers["Content-Language"].ShouldBe("en");
        (await StatusAsync("register", new { email = MailFixture.NewAddress(), password = GatewayFixture.Password, language = "de" })).ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    [Theory]
    [InlineData("pt-PT, en;q=0.5", "pt-BR", "pt-BR", "Verifique seu endereço de e-mail")]
    [InlineData("de, en;q=0.5", "en", "en", "Verify your e-mail address")]
    [InlineData("de", null, "en", "Verify your e-mail address")]
    [InlineData("-,;;=", null, "en", "Verify your e-mail address")]
    public async Task An_account_without_a_language_gets_that_of_the_request_and_otherwise_mails_in_English(string asked, string? chosen, string tag, string subject)
    {
        var email = MailFixture.NewAddress();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/auth/register") { Content = JsonContent.Create(new { email, password = GatewayFixture.Password }) };
        request.Headers.TryAddWithoutValidation("Accept-Language", asked);
        using var registered = await gateway.Anonymous.SendAsync(request);
        registered.StatusCode.ShouldBe(HttpStatusCode.Created);
        (await registered.Content.ReadFromJsonAsync<UserResponse>(GatewayFixture.Snake))!.Language.ShouldBe(chosen);
        (await gateway.Receiver.GetAsync(email, subject)).Message.Body!.Headers["Content-Language"].ShouldBe(tag);
    }

    [Fact]
    public async Task The_owner_of_a_taken_address_is_notified_in_their_own_language()
    {
        var (owner, _) = await gateway.JoinAsync();
        var (other, _) = await gateway.JoinAsync();
        using var chosen = await owner.Client.PutAsJsonAsync("/api/v1/auth/language", new { language = "pt-BR" });
        (await StatusAsync("email/change", new { new_email = owner.Email, password = GatewayFixture.Password }, other)).ShouldBe(HttpStatusCode.Accepted);
        (await gateway.Receiver.GetAsync(owner.Email, "Alguém quis usar seu endereço")).Message.Body!.Headers["Content-Language"].ShouldBe("pt-BR");
    }

    [Theory]
    [InlineData("\"a\r\nBcc: b\"@people.example")]
    [InlineData("\"a\r\n b\"@people.example")]
    [InlineData("a@people.example\r\nBcc: b@people.example")]
    [InlineData("a@people.example\u2028Bcc: b@people.example")]
    [InlineData("a\u0085b@people.example")]
    public async Task An_address_cannot_inject_a_mail_header_or_an_SMTP_command(string address)
    {
        var (user, _) = await gateway.JoinAsync();
        foreach (var (path, body, client) in ((string, object, HttpClient?)[])
        [
            ("register", new { email = address, password = GatewayFixture.Password }, null),
            ("email/change", new { new_email = address, password = GatewayFixture.Password }, user.Client),
        ])
        {
            using var refused = await gateway.PostAsync(path, body, client);
            refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity, path);
        }

        // One that is in the outbox all the same never gets to the server.
        var before = gateway.Receiver.Mails.Count(mail => mail.To.EndsWith("people.example", StringComparison.Ordinal) && mail.Message.Subject == "Evil");
        await gateway.WithDatabaseAsync(async db =>
        {
            var now = TimeProvider.System.GetUtcNow();
            db.Mails.Add(new()
            {
                Id = Guid.CreateVersion7(now),
                Kind = MailKind.Notice,
                Address = address,
                NormalizedAddress = address.ToUpperInvariant(),
                Subject = "Evil",
                Body = "b",
                CreatedAt = now,
                DueAt = now,
                GiveUpAt = now.AddHours(1),
            });
            return await db.SaveChangesAsync();
        });
        await Eventually.BecomesTrueAsync(async () => (await gateway.MailsToAsync(address)).TrueForAll(mail => mail.Body is null));
        gateway.Receiver.Mails.Count(mail => mail.Message.Subject == "Evil").ShouldBe(before);
        gateway.Receiver.Mails.ShouldAllBe(mail => mail.Message.Bcc.Count == 0);
    }

    private static async Task<UserResponse> MeAsync(TestUser user) => (await user.Client.GetFromJsonAsync<UserResponse>("/api/v1/auth/me", GatewayFixture.Snake))!;

    private async Task<HttpStatusCode> StatusAsync(string path, object body, TestUser? user = null)
    {
        using var response = await gateway.PostAsync(path, body, user?.Client);
        return response.StatusCode;
    }
}
