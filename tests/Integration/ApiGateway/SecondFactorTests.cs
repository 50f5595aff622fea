using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using OtpNet;
using Platform.ApiGateway.Access;
using Platform.ApiGateway.Accounts;
using Platform.ApiGateway.Database;
using Platform.ApiGateway.SecondFactor;
using Platform.Contracts.PublicApi;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.Integration.ApiGateway;

/// <summary>One-time codes and recovery codes, by a clock that the tests move.</summary>
public sealed class SecondFactorTests(SecondFactorTests.Fixture gateway) : IClassFixture<SecondFactorTests.Fixture>
{
    private const string Path = "/api/v1/auth/second-factor";
    private static readonly TimeSpan s_step = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task The_second_factor_starts_with_the_first_code_and_ends_every_other_session()
    {
        var user = await NewUserAsync();
        var there = await SignInAsync(user.Email);
        using var wrong = await user.SendAsync(HttpMethod.Post, Path, new { password = "wrong horse battery" });
        wrong.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await Problem.ReadAsync(wrong)).Errors!.Keys.ShouldBe(["password"]);

        var secret = await BeginAsync(user);
        (await StateAsync(user)).IsOn.ShouldBeFalse();
        (await SignInAsync(user.Email)).ShouldNotBeNull();
        (await ConfirmAsync(user, "000000")).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await StateAsync(user)).IsOn.ShouldBeFalse();

        using var confirmed = await ConfirmAsync(user, CodeOf(secret));
        confirmed.StatusCode.ShouldBe(HttpStatusCode.OK, await confirmed.Content.ReadAsStringAsync());
        confirmed.Headers.CacheControl!.NoStore.ShouldBeTrue();
        (await confirmed.Content.ReadFromJsonAsync<RecoveryCodesResponse>(GatewayFixture.Snake))!.Codes.Distinct().Count().ShouldBe(10);
        var state = await StateAsync(user);
        state.IsOn.ShouldBeTrue();
        state.RecoveryCodesLeft.ShouldBe(10);

        (await there!.GetAsync("/api/v1/auth/me")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        using var again = await user.SendAsync(HttpMethod.Post, Path, new { password = GatewayFixture.Password });
        again.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await EventsOfAsync(user.Id)).ShouldContain("second_factor.turned_on");
    }

    [Fact]
    public async Task A_correct_password_without_a_code_is_refused_and_asks_for_one()
    {
        var (user, secret, _) = await EnrolAsync();
        using var alone = await SignInAsync(user.Email, GatewayFixture.Password, null);
        alone.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await Problem.ReadAsync(alone)).Code.ShouldBe("second_factor_needed");

        using var wrong = await SignInAsync(user.Email, "wrong horse battery", null);
        (await Problem.ReadAsync(wrong)).Code.ShouldBe("auth");
        using var wrongWithCode = await SignInAsync(user.Email, "wrong horse battery", NextCode(secret));
        (await Problem.ReadAsync(wrongWithCode)).Code.ShouldBe("auth");
        using var wrongCode = await SignInAsync(user.Email, GatewayFixture.Password, "000000");
        (await Problem.ReadAsync(wrongCode)).Code.ShouldBe("second_factor_wrong");

        // That code was sent with a wrong password, and is still to be used.
        using var right = await SignInAsync(user.Email, GatewayFixture.Password, CodeOf(secret));
        right.StatusCode.ShouldBe(HttpStatusCode.OK);

        // Who has signed in goes on without codes, and so do keys.
        var tokens = await right.Content.ReadFromJsonAsync<TokenResponse>(GatewayFixture.Snake);
        using var refreshed = await gateway.Anonymous.PostAsJsonAsync("/api/v1/auth/refresh", new { refresh_token = tokens!.RefreshToken });
        refreshed.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var made = await user.SendAsync(HttpMethod.Post, "/api/v1/api-keys", new { name = "k" });
        var key = await made.Content.ReadFromJsonAsync<ApiKeyResponse>(GatewayFixture.Snake);
        using var byKey = new HttpRequestMessage(HttpMethod.Get, "/api/v1/jobs");
        byKey.Headers.Add("X-Api-Key", key!.Key);
        (await gateway.Anonymous.SendAsync(byKey)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData(-2, false)]
    [InlineData(-1, true)]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public async Task A_code_is_valid_one_time_step_before_and_after_its_own(int steps, bool counts)
    {
        var (user, secret, _) = await EnrolAsync();

        // Away from the step of the code that turned it on.
        gateway.Time.Advance(s_step * 10);
        using var signedIn = await SignInAsync(user.Email, GatewayFixture.Password, CodeOf(secret, s_step * steps));
        signedIn.StatusCode.ShouldBe(counts ? HttpStatusCode.OK : HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_code_works_once_even_when_sent_concurrently()
    {
        var (user, secret, _) = await EnrolAsync();
        using var ofEnrolment = await SignInAsync(user.Email, GatewayFixture.Password, CodeOf(secret));
        ofEnrolment.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        var code = NextCode(secret);
        var statuses = await Task.WhenAll(Enumerable.Range(0, 5).Select(async _ =>
        {
            using var response = await SignInAsync(user.Email, GatewayFixture.Password, code);
            return response.StatusCode;
        }));
        statuses.Count(status => status == HttpStatusCode.OK).ShouldBe(1);
        statuses.Count(status => status == HttpStatusCode.Unauthorized).ShouldBe(4);

        // Nor does one of a step before.
        using var before = await SignInAsync(user.Email, GatewayFixture.Password, CodeOf(secret, -s_step));
        before.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_recovery_code_works_once_and_new_ones_replace_the_old()
    {
        var (user, secret, codes) = await EnrolAsync();
        using var first = await SignInAsync(user.Email, GatewayFixture.Password, codes[0].ToUpperInvariant());
        first.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var second = await SignInAsync(user.Email, GatewayFixture.Password, codes[0]);
        second.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await StateAsync(user)).RecoveryCodesLeft.ShouldBe(9);
        (await EventsOfAsync(user.Id)).ShouldContain("second_factor.recovery_code_used");

        using var renewed = await user.SendAsync(HttpMethod.Post, Path + "/recovery-codes", new { code = NextCode(secret) });
        renewed.StatusCode.ShouldBe(HttpStatusCode.OK);
        var next = (await renewed.Content.ReadFromJsonAsync<RecoveryCodesResponse>(GatewayFixture.Snake))!.Codes;
        (await SignInAsync(user.Email, GatewayFixture.Password, codes[1])).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await SignInAsync(user.Email, GatewayFixture.Password, next[0])).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await StateAsync(user)).RecoveryCodesLeft.ShouldBe(9);
    }

    [Fact]
    public async Task Neither_secret_nor_recovery_codes_can_be_read_from_the_database()
    {
        var (user, secret, codes) = await EnrolAsync();
        await using var scope = gateway.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDb>();
        var stored = await db.Authenticators.AsNoTracking().SingleAsync(a => a.UserId == user.Id);
        stored.Secret.AsSpan().IndexOf(secret).ShouldBe(-1);
        Encoding.Latin1.GetString(stored.Secret).ShouldNotContain(Base32Encoding.ToString(secret));
        foreach (var hash in await db.RecoveryCodes.AsNoTracking().Where(c => c.UserId == user.Id).Select(c => c.CodeHash).ToListAsync())
        {
            codes.ShouldAllBe(code => !Encoding.Latin1.GetString(hash).Contains(code, StringComparison.OrdinalIgnoreCase));
        }

        // Another's secret in one's own row is none.
        var (other, _, _) = await EnrolAsync();
        await db.Authenticators.Where(a => a.UserId == other.Id).ExecuteUpdateAsync(s => s.SetProperty(a => a.Secret, stored.Secret));
        (await SignInAsync(other.Email, GatewayFixture.Password, NextCode(secret))).StatusCode.ShouldNotBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task After_a_hundred_wrong_codes_in_a_row_a_recovery_code_is_required()
    {
        var (user, secret, codes) = await EnrolAsync();
        await using (var scope = gateway.Services.CreateAsyncScope())
        {
            var db = scope.ServiceProvider.GetRequiredService<IdentityDb>();
            (await db.Authenticators.Where(a => a.UserId == user.Id).ExecuteUpdateAsync(set => set.SetProperty(a => a.Failures, FactorStore.MaxFailures - 1))).ShouldBe(1);
        }

        (await SignInAsync(user.Email, GatewayFixture.Password, "000000")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await SignInAsync(user.Email, GatewayFixture.Password, NextCode(secret))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await SignInAsync(user.Email, GatewayFixture.Password, codes[0])).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await SignInAsync(user.Email, GatewayFixture.Password, NextCode(secret))).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Wrong_codes_and_passwords_share_one_lockout_that_a_password_alone_does_not_reset()
    {
        var (user, secret, _) = await EnrolAsync();
        for (var i = 0; i < 5; i++)
        {
            (await SignInAsync(user.Email, "wrong horse battery", null)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
            (await SignInAsync(user.Email, GatewayFixture.Password, null)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
            (await SignInAsync(user.Email, GatewayFixture.Password, "000000")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        }

        using var locked = await SignInAsync(user.Email, GatewayFixture.Password, NextCode(secret));
        locked.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        (await Problem.ReadAsync(locked)).Code.ShouldBe("locked_out");

        // Nor can the same address guess on by a session.
        using var bySession = await user.SendAsync(HttpMethod.Delete, Path, new { password = GatewayFixture.Password, code = CodeOf(secret) });
        bySession.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task Turning_it_off_needs_password_and_code()
    {
        var (user, secret, codes) = await EnrolAsync();
        using var noCode = await user.SendAsync(HttpMethod.Delete, Path, new { password = GatewayFixture.Password, code = "" });
        noCode.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        using var noPassword = await user.SendAsync(HttpMethod.Delete, Path, new { password = "wrong horse battery", code = NextCode(secret) });
        (await Problem.ReadAsync(noPassword)).Errors!.Keys.ShouldBe(["password"]);
        (await StateAsync(user)).IsOn.ShouldBeTrue();

        using var off = await user.SendAsync(HttpMethod.Delete, Path, new { password = GatewayFixture.Password, code = codes[3] });
        off.StatusCode.ShouldBe(HttpStatusCode.NoContent, await off.Content.ReadAsStringAsync());
        (await StateAsync(user)).IsOn.ShouldBeFalse();
        (await SignInAsync(user.Email)).ShouldNotBeNull();
        (await EventsOfAsync(user.Id)).ShouldContain("second_factor.turned_off");
    }

    [Fact]
    public async Task With_a_required_second_factor_the_operator_role_is_inactive_without_one()
    {
        var boss = await NewUserAsync();
        await Operators.GrantAsync(gateway.Services, boss.Email);
        await using var strict = gateway.Start(out var address, out var services, new() { ["Accounts:SecondFactor"] = "operators" });
        using var there = new HttpClient { BaseAddress = address };
        there.DefaultRequestHeaders.Authorization = boss.Client.DefaultRequestHeaders.Authorization;
        using var refused = await there.GetAsync("/api/v1/audit/security");
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await Problem.ReadAsync(refused)).Code.ShouldBe("second_factor_needed");
        (await there.GetStringAsync("/health")).ShouldNotContain("server_version");
        var state = await there.GetFromJsonAsync<SecondFactorResponse>(Path, GatewayFixture.Snake);
        (state!.IsOn, state.IsNeeded).ShouldBe((false, true));

        // Others are told what they always were.
        var user = await NewUserAsync();
        there.DefaultRequestHeaders.Authorization = user.Client.DefaultRequestHeaders.Authorization;
        (await Problem.ReadAsync(await there.GetAsync("/api/v1/audit/security"))).Code.ShouldBe("forbidden");

        there.DefaultRequestHeaders.Authorization = boss.Client.DefaultRequestHeaders.Authorization;
        var secret = await BeginAsync(boss with { Client = there });
        (await ConfirmAsync(boss with { Client = there }, CodeOf(secret))).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await there.GetAsync("/api/v1/audit/security")).StatusCode.ShouldBe(HttpStatusCode.OK);

        // Lost, and reset by hand: the role waits for the next one.
        await using var scope = services.CreateAsyncScope();
        (await scope.ServiceProvider.GetRequiredService<SecondFactorReset>().RunAsync(boss.Email, CancellationToken.None)).ShouldBe(true);
        services.GetRequiredService<Revocations>().Revoke(boss.Id);
        await Eventually.BecomesTrueAsync(async () => (await there.GetAsync("/api/v1/audit/security")).StatusCode == HttpStatusCode.Forbidden);
        (await EventsOfAsync(boss.Id)).ShouldContain("second_factor.reset");
        (await scope.ServiceProvider.GetRequiredService<SecondFactorReset>().RunAsync("nobody-at-all@example.com", CancellationToken.None)).ShouldBeNull();
    }

    private string CodeOf(byte[] secret, TimeSpan ahead = default) => new Totp(secret).ComputeTotp((gateway.Time.GetUtcNow() + ahead).UtcDateTime);

    /// <summary>A code of a step that none was used of.</summary>
    private string NextCode(byte[] secret)
    {
        gateway.Time.Advance(s_step);
        return CodeOf(secret);
    }

    private async Task<SignedIn> NewUserAsync()
    {
        var user = await gateway.SignUpAsync();
        return new SignedIn(user.Id, user.Email, (await SignInAsync(user.Email))!);
    }

    private async Task<HttpClient?> SignInAsync(string email)
    {
        using var response = await SignInAsync(email, GatewayFixture.Password, null);
        if (!response.IsSuccessStatusCode)
        {
            return null;
        }

        var client = new HttpClient { BaseAddress = gateway.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (await response.Content.ReadFromJsonAsync<TokenResponse>(GatewayFixture.Snake))!.AccessToken);
        return client;
    }

    private Task<HttpResponseMessage> SignInAsync(string email, string password, string? code) =>
        gateway.Anonymous.PostAsJsonAsync("/api/v1/auth/sign-in", code is null ? new { email, password } : (object)new { email, password, code });

    private async Task<(SignedIn User, byte[] Secret, IReadOnlyList<string> Codes)> EnrolAsync()
    {
        var user = await NewUserAsync();
        var secret = await BeginAsync(user);
        using var confirmed = await ConfirmAsync(user, CodeOf(secret));
        confirmed.StatusCode.ShouldBe(HttpStatusCode.OK, await confirmed.Content.ReadAsStringAsync());
        return (user, secret, (await confirmed.Content.ReadFromJsonAsync<RecoveryCodesResponse>(GatewayFixture.Snake))!.Codes);
    }

    private static async Task<byte[]> BeginAsync(SignedIn user)
    {
        using var begun = await user.SendAsync(HttpMethod.Post, Path, new { password = GatewayFixture.Password });
        begun.StatusCode.ShouldBe(HttpStatusCode.OK, await begun.Content.ReadAsStringAsync());
        var secret = (await begun.Content.ReadFromJsonAsync<SecondFactorSecretResponse>(GatewayFixture.Snake))!;
        secret.Address.ShouldStartWith("otpauth://totp/");
        secret.Address.ShouldContain("secret=" + secret.Secret);
        return Base32Encoding.ToBytes(secret.Secret);
    }

    private static Task<HttpResponseMessage> ConfirmAsync(SignedIn user, string code) => user.SendAsync(HttpMethod.Post, Path + "/confirm", new { code });

    private static async Task<SecondFactorResponse> StateAsync(SignedIn user) =>
        (await user.Client.GetFromJsonAsync<SecondFactorResponse>(Path, GatewayFixture.Snake))!;

    private async Task<List<string>> EventsOfAsync(Guid userId)
    {
        await using var scope = gateway.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IdentityDb>().SecurityEvents.Where(e => e.UserId == userId).Select(e => e.Event).ToListAsync();
    }

    /// <summary>A gateway whose date stands still.</summary>
    public sealed class Fixture : GatewayFixture
    {
        internal StillTime Time { get; } = new();

        protected override Action<IServiceCollection> ReplaceServices => services => services.AddSingleton<TimeProvider>(Time);
    }

    private sealed record SignedIn(Guid Id, string Email, HttpClient Client)
    {
        public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, object body) =>
            Client.SendAsync(new HttpRequestMessage(method, path) { Content = JsonContent.Create(body, body.GetType(), null, JsonSerializerOptions.Default) });
    }
}
