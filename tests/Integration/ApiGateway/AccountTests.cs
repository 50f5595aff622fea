using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Platform.ApiGateway.Access;
using Platform.ApiGateway.Accounts;
using Platform.ApiGateway.Database;
using Platform.Contracts.PublicApi;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.Integration.ApiGateway;

public sealed class AccountTests(GatewayFixture gateway) : IClassFixture<GatewayFixture>
{
    [Fact]
    public async Task Sign_up_and_sign_in_identify_the_account()
    {
        var user = await gateway.SignUpAsync("Ada.Lovelace@example.com");
        user.Tokens.TokenType.ShouldBe("Bearer");
        user.Tokens.ExpiresIn.ShouldBeGreaterThan(0);
        var me = await user.Client.GetFromJsonAsync<UserResponse>("/api/v1/auth/me", GatewayFixture.Snake);
        me!.Email.ShouldBe("Ada.Lovelace@example.com");
        me.Roles.ShouldBeEmpty();

        using var again = await gateway.Anonymous.PostAsJsonAsync("/api/v1/auth/register", new { email = "ADA.lovelace@example.com", password = GatewayFixture.Password });
        again.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await Problem.ReadAsync(again)).Errors!.Keys.ShouldBe(["email"]);
    }

    [Theory]
    [InlineData("""{"email":"not an address","password":"correct horse battery"}""", 422, "email")]
    [InlineData("""{"email":"","password":"correct horse battery"}""", 422, "email")]
    [InlineData("""{"email":"a@example.com","password":"short"}""", 422, "password")]
    [InlineData("""{"email":"a@example.com","password":"aaaaaaaaaaaaaaa"}""", 422, "password")]
    [InlineData("""{"email":"a@example.com"}""", 400, "password")]
    [InlineData("""{"email":7,"password":"correct horse battery"}""", 400, "email")]
    [InlineData("""{"email":null,"password":"correct horse battery"}""", 400, "email")]
    [InlineData("""{"email":"a@example.com","password":"correct horse battery","admin":true}""", 400, "admin")]
    [InlineData("""[]""", 400, "$")]
    [InlineData("""{"email":""", 400, "$")]
    public async Task Invalid_registrations_are_refused(string body, int status, string field)
    {
        using var response = await gateway.Anonymous.PostAsync("/api/v1/auth/register", new StringContent(body, MediaTypeHeaderValue.Parse("application/json")));
        ((int)response.StatusCode).ShouldBe(status);
        (await Problem.ReadAsync(response)).Errors!.Keys.ShouldContain(field);
    }

    [Fact]
    public async Task A_wrong_password_and_an_unknown_account_get_identical_answers()
    {
        var user = await gateway.SignUpAsync();
        Problem? first = null;
        foreach (var email in (string[])[user.Email, $"nobody-{Guid.CreateVersion7():N}@example.com"])
        {
            for (var i = 0; i < 10; i++)
            {
                using var wrong = await gateway.Anonymous.PostAsJsonAsync("/api/v1/auth/sign-in", new { email, password = "wrong horse battery" });
                wrong.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
                var problem = await Problem.ReadAsync(wrong);
                first ??= problem;
                problem.Detail.ShouldBe(first.Detail);
            }

            using var locked = await gateway.Anonymous.PostAsJsonAsync("/api/v1/auth/sign-in", new { email, password = GatewayFixture.Password });
            locked.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
            locked.Headers.RetryAfter.ShouldNotBeNull();
            (await Problem.ReadAsync(locked)).Code.ShouldBe("locked_out");
        }
    }

    [Fact]
    public async Task Guessing_passwords_locks_the_account_for_the_guessers_address_but_not_for_its_owner()
    {
        var user = await gateway.SignUpAsync();
        (await SignInAsync(user.Email, GatewayFixture.Password, "192.0.2.1")).ShouldBe(HttpStatusCode.OK);
        for (var i = 0; i < 30; i++)
        {
            // Enough for a lock of this address, and for all that the account may be tried in a minute.
            (await SignInAsync(user.Email, "wrong horse battery", "192.0.2.2")).ShouldNotBe(HttpStatusCode.OK);
        }

        (await SignInAsync(user.Email, GatewayFixture.Password, "192.0.2.2")).ShouldBe(HttpStatusCode.TooManyRequests);
        (await SignInAsync(user.Email, GatewayFixture.Password, "192.0.2.1")).ShouldBe(HttpStatusCode.OK);

        // Who does not show the page's key says nothing that counts.
        using var forged = new HttpRequestMessage(HttpMethod.Post, "/api/v1/auth/sign-in") { Content = JsonContent.Create(new { email = user.Email, password = GatewayFixture.Password }) };
        forged.Headers.Add("X-Visitor-Address", "192.0.2.2");
        forged.Headers.Add("X-Visitor-Key", "some other key of the page");
        using var believed = await gateway.Anonymous.SendAsync(forged);
        believed.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_refresh_token_works_once_and_its_reuse_ends_the_session()
    {
        var user = await gateway.SignUpAsync();
        using var first = await RefreshAsync(user.Tokens.RefreshToken);
        first.StatusCode.ShouldBe(HttpStatusCode.OK);
        var next = await first.Content.ReadFromJsonAsync<TokenResponse>(GatewayFixture.Snake);

        using var reuse = await RefreshAsync(user.Tokens.RefreshToken);
        reuse.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        // The thief's and the owner's tokens are both dead: refresh and access.
        using var after = await RefreshAsync(next!.RefreshToken);
        after.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        using var access = await user.Client.GetAsync("/api/v1/auth/me");
        access.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        access.Headers.WwwAuthenticate.ToString().ShouldContain("invalid_token");
        (await EventsOfAsync(user.Id)).ShouldContain("session.refresh_reused");
    }

    [Theory]
    [InlineData("")]
    [InlineData("rt_")]
    [InlineData("rt_AAAA")]
    [InlineData("nonsense")]
    public async Task Invalid_refresh_tokens_are_refused(string token)
    {
        using var response = await RefreshAsync(token);
        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Sign_out_ends_the_session_at_once()
    {
        var user = await gateway.SignUpAsync();
        using var signOut = await user.Client.PostAsync("/api/v1/auth/sign-out", null);
        signOut.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        using var after = await user.Client.GetAsync("/api/v1/auth/me");
        after.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        using var refresh = await RefreshAsync(user.Tokens.RefreshToken);
        refresh.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Changing_the_password_ends_every_other_session()
    {
        var here = await gateway.SignUpAsync();
        var there = await gateway.SignInAsync(here.Email);
        using var wrong = await here.Client.PostAsJsonAsync("/api/v1/auth/password", new { current_password = "wrong horse battery", new_password = "another horse battery" });
        wrong.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await Problem.ReadAsync(wrong)).Errors!.Keys.ShouldBe(["current_password"]);

        using var changed = await here.Client.PostAsJsonAsync("/api/v1/auth/password", new { current_password = GatewayFixture.Password, new_password = "another horse battery" });
        changed.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await there.Client.GetAsync("/api/v1/auth/me")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await here.Client.GetAsync("/api/v1/auth/me")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await RefreshAsync(there.Tokens.RefreshToken)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await RefreshAsync(here.Tokens.RefreshToken)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await gateway.SignInAsync(here.Email, "another horse battery")).Id.ShouldBe(here.Id);
    }

    [Fact]
    public async Task An_expired_access_token_is_refused_as_expired()
    {
        var user = await gateway.SignUpAsync();
        var expired = ExpiredToken(user.Id);
        using var client = new HttpClient { BaseAddress = gateway.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", expired);
        using var response = await client.GetAsync("/api/v1/auth/me");
        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        response.Headers.WwwAuthenticate.ToString().ShouldContain("expired");
        (await Problem.ReadAsync(response)).Code.ShouldBe("auth");
    }

    [Fact]
    public async Task Security_events_are_kept_for_400_days()
    {
        var now = TimeProvider.System.GetUtcNow();
        var user = Guid.CreateVersion7();
        await using var scope = gateway.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDb>();

        // More than are deleted at a time.
        db.SecurityEvents.AddRange(Enumerable.Range(0, 1001).Select(_ => EventOf(now.AddDays(-401))));
        db.SecurityEvents.Add(EventOf(now.AddDays(-399)));
        await db.SaveChangesAsync();
        (await gateway.Services.GetRequiredService<SecurityEventCleanUp>().RunOnceAsync(CancellationToken.None)).ShouldBeGreaterThanOrEqualTo(1001);
        (await db.SecurityEvents.AsNoTracking().Where(e => e.UserId == user).Select(e => e.At).SingleAsync()).ShouldBe(now.AddDays(-399), TimeSpan.FromMilliseconds(1));

        SecurityEvent EventOf(DateTimeOffset at) => new() { Id = Guid.CreateVersion7(at), At = at, Event = "sign_in.failed", UserId = user };
    }

    [Fact]
    public async Task A_user_has_at_most_a_hundred_keys_even_when_created_concurrently()
    {
        var user = await gateway.SignUpAsync();
        var statuses = await Task.WhenAll(Enumerable.Range(0, 130).Select(async i =>
        {
            using var response = await user.Client.PostAsJsonAsync("/api/v1/api-keys", new { name = $"key {i}" });
            if (response.StatusCode != HttpStatusCode.Created)
            {
                (await Problem.ReadAsync(response)).Code.ShouldBe("quota_exceeded");
                response.Headers.RetryAfter.ShouldBeNull();
            }

            return response.StatusCode;
        }));
        statuses.Count(status => status == HttpStatusCode.Created).ShouldBe(100);
        statuses.Count(status => status == HttpStatusCode.TooManyRequests).ShouldBe(30);
    }

    [Fact]
    public async Task Keys_are_shown_once_and_limited_to_their_scopes()
    {
        var user = await gateway.SignUpAsync();
        var key = await NewReaderKeyAsync(user);
        key.Key!.ShouldStartWith("pk_");
        key.Key!.ShouldStartWith(key.Prefix);

        // Not beyond its scope, and not for keys at all.
        using var client = KeyClient(gateway.Address, key.Key!);
        (await client.GetAsync("/api/v1/jobs")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await client.PostAsJsonAsync("/api/v1/jobs", new { kind = "probe" })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await client.GetAsync("/api/v1/api-keys")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);

        var listed = await user.Client.GetFromJsonAsync<ListResponse<ApiKeyResponse>>("/api/v1/api-keys", GatewayFixture.Snake);
        listed!.Items.Single().Key.ShouldBeNull();
    }

    [Fact]
    public async Task Keys_and_tokens_work_in_every_replica_and_revocation_takes_effect_in_all_at_once()
    {
        var user = await gateway.SignUpAsync();
        var key = await NewReaderKeyAsync(user);
        await using var replica = gateway.Start(out var otherAddress, out var otherServices);
        using var here = KeyClient(gateway.Address, key.Key!);
        using var there = KeyClient(otherAddress, key.Key!);
        (await here.GetAsync("/api/v1/jobs")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await there.GetAsync("/api/v1/jobs")).StatusCode.ShouldBe(HttpStatusCode.OK);

        // A token works in the other replica as well: the key ring is shared.
        using var tokenThere = new HttpClient { BaseAddress = otherAddress };
        tokenThere.DefaultRequestHeaders.Authorization = user.Client.DefaultRequestHeaders.Authorization;
        (await tokenThere.GetAsync("/api/v1/auth/me")).StatusCode.ShouldBe(HttpStatusCode.OK);

        // Once the other replica hears of revocations, it hears of this one, and not only when it asks the database again.
        var revocations = otherServices.GetRequiredService<Revocations>();
        var nobody = Guid.CreateVersion7();
        await Eventually.BecomesTrueAsync(() =>
        {
            gateway.Services.GetRequiredService<Revocations>().Revoke(nobody);
            return revocations.IsRevokedSince(nobody, 0);
        });
        var before = TimeProvider.System.GetTimestamp();
        (await user.Client.DeleteAsync("/api/v1/api-keys/" + key.Id)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        using var refused = await here.GetAsync("/api/v1/jobs");
        refused.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await Problem.ReadAsync(refused)).Detail.ShouldBe("The API key has been revoked.");
        await Eventually.BecomesTrueAsync(() => revocations.IsRevokedSince(user.Id, before));
        (await there.GetAsync("/api/v1/jobs")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_key_of_another_user_is_not_found()
    {
        var key = await NewReaderKeyAsync(await gateway.SignUpAsync());
        var other = await gateway.SignUpAsync();
        (await other.Client.DeleteAsync("/api/v1/api-keys/" + key.Id)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var client = KeyClient(gateway.Address, key.Key!);
        (await client.GetAsync("/api/v1/jobs")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("""{"name":""}""", "name")]
    [InlineData("""{"name":"x","scopes":[]}""", "scopes")]
    [InlineData("""{"name":"x","scopes":["jobs:admin"]}""", "scopes[0]")]
    [InlineData("""{"name":"x","expires_at":"2001-01-01T00:00:00Z"}""", "expires_at")]
    public async Task Invalid_keys_are_refused(string body, string field)
    {
        var user = await gateway.SignUpAsync();
        using var response = await user.Client.PostAsync("/api/v1/api-keys", new StringContent(body, MediaTypeHeaderValue.Parse("application/json")));
        response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await Problem.ReadAsync(response)).Errors!.Keys.ShouldBe([field]);
    }

    [Fact]
    public async Task Nobody_becomes_an_operator_by_registering_an_address()
    {
        await using var replica = gateway.Start(out var address, out _, new() { ["Identity:Operators:0"] = "chief@example.com" });
        using var client = new HttpClient { BaseAddress = address };
        using var registered = await client.PostAsJsonAsync("/api/v1/auth/register", new { email = "chief@example.com", password = GatewayFixture.Password });
        (await registered.Content.ReadFromJsonAsync<UserResponse>(GatewayFixture.Snake))!.Roles.ShouldBeEmpty();
    }

    [Fact]
    public async Task Operators_are_appointed_by_command_and_only_they_see_the_audit_log()
    {
        var boss = await gateway.SignUpAsync("operator@example.com");
        var me = await boss.Client.GetFromJsonAsync<UserResponse>("/api/v1/auth/me", GatewayFixture.Snake);
        me!.Roles.ShouldBe(["operator"]);
        (await boss.Client.GetAsync("/api/v1/audit")).StatusCode.ShouldBe(HttpStatusCode.OK);
        using var events = System.Text.Json.JsonDocument.Parse(await boss.Client.GetStringAsync("/api/v1/audit/security?limit=200"));
        var items = events.RootElement.GetProperty("items").EnumerateArray().ToList();
        items.ShouldContain(e => e.GetProperty("action").GetString() == "operator.granted" && e.GetProperty("actor_id").GetGuid() == boss.Id);
        var next = items[1].GetProperty("id").GetGuid();
        using var older = System.Text.Json.JsonDocument.Parse(await boss.Client.GetStringAsync($"/api/v1/audit/security?limit=1&before={items[0].GetProperty("id").GetGuid()}"));
        older.RootElement.GetProperty("items")[0].GetProperty("id").GetGuid().ShouldBe(next);

        var user = await gateway.SignUpAsync();
        (await user.Client.GetAsync("/api/v1/audit")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await user.Client.GetAsync("/api/v1/audit/security")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("GET", "/api/v1/auth/me")]
    [InlineData("POST", "/api/v1/auth/email/verification")]
    [InlineData("POST", "/api/v1/auth/email/change")]
    [InlineData("POST", "/api/v1/auth/email/change/confirm")]
    [InlineData("GET", "/api/v1/jobs")]
    [InlineData("POST", "/api/v1/jobs")]
    [InlineData("POST", "/api/v1/jobs/batch")]
    [InlineData("POST", "/api/v1/jobs/bulk")]
    [InlineData("GET", "/api/v1/jobs/events")]
    [InlineData("GET", "/api/v1/kinds")]
    [InlineData("GET", "/api/v1/api-keys")]
    [InlineData("POST", "/api/v1/uploads")]
    [InlineData("GET", "/api/v1/audit")]
    public async Task Every_route_requires_credentials(string method, string path)
    {
        using var response = await gateway.Anonymous.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));
        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        response.Headers.WwwAuthenticate.ToString().ShouldStartWith("Bearer");
    }

    private async Task<HttpStatusCode> SignInAsync(string email, string password, string visitor)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/auth/sign-in") { Content = JsonContent.Create(new { email, password }) };
        request.Headers.Add("X-Visitor-Address", visitor);
        request.Headers.Add("X-Visitor-Key", GatewayFixture.VisitorKey);
        using var response = await gateway.Anonymous.SendAsync(request);
        return response.StatusCode;
    }

    private Task<HttpResponseMessage> RefreshAsync(string token) =>
        gateway.Anonymous.PostAsJsonAsync("/api/v1/auth/refresh", new { refresh_token = token });

    private static async Task<ApiKeyResponse> NewReaderKeyAsync(TestUser user)
    {
        using var created = await user.Client.PostAsJsonAsync("/api/v1/api-keys", new { name = "reader", scopes = new[] { "jobs:read" } });
        created.StatusCode.ShouldBe(HttpStatusCode.Created);
        return (await created.Content.ReadFromJsonAsync<ApiKeyResponse>(GatewayFixture.Snake))!;
    }

    private static HttpClient KeyClient(Uri address, string key)
    {
        var client = new HttpClient { BaseAddress = address };
        client.DefaultRequestHeaders.Add("X-Api-Key", key);
        return client;
    }

    private async Task<List<string>> EventsOfAsync(Guid userId)
    {
        await using var scope = gateway.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IdentityDb>().SecurityEvents.Where(e => e.UserId == userId).Select(e => e.Event).ToListAsync();
    }

    private string ExpiredToken(Guid userId)
    {
        var options = gateway.Services.GetRequiredService<Microsoft.Extensions.Options.IOptionsMonitor<Microsoft.AspNetCore.Authentication.BearerToken.BearerTokenOptions>>()
            .Get(Microsoft.AspNetCore.Authentication.BearerToken.BearerTokenDefaults.AuthenticationScheme);
        var identity = new System.Security.Claims.ClaimsIdentity([new("sid", Guid.CreateVersion7().ToString()), new("sub", userId.ToString())], "x");
        return options.BearerTokenProtector.Protect(new Microsoft.AspNetCore.Authentication.AuthenticationTicket(
            new System.Security.Claims.ClaimsPrincipal(identity),
            new Microsoft.AspNetCore.Authentication.AuthenticationProperties { ExpiresUtc = TimeProvider.System.GetUtcNow().AddMinutes(-1) },
            "x"));
    }
}
