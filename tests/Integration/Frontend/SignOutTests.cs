using System.Diagnostics.Metrics;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Platform.Frontend.Gateway;
using Platform.Frontend.Session;
using Platform.ServiceDefaults.Measures;
using Shouldly;
using Xunit;

namespace Platform.Integration.Frontend;

public sealed class SignOutTests
{
    [Fact]
    public async Task Signing_out_revokes_the_session_even_when_the_request_is_aborted()
    {
        await using var gateway = await GatewayDouble.StartAsync();
        await using var services = new ServiceCollection().AddMetrics().AddSingleton<IAuthenticationService, NoCookies>().BuildServiceProvider();
        using var sessions = new SessionStore(new CacheMetrics(services.GetRequiredService<IMeterFactory>(), TimeProvider.System));
        using var session = sessions.GetOrAdd("s", () => GatewayDouble.Tokens(TimeProvider.System.GetUtcNow().AddHours(1)));
        var hadEnded = true;
        gateway.OnSignOut = () => hadEnded = session.HasEnded;
        var context = new DefaultHttpContext
        {
            RequestServices = services,
            RequestAborted = new CancellationToken(canceled: true),
            User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(SessionStore.IdClaim, "s")])),
        };
        await new SignIns(new AccountApi(gateway.Http), sessions, TimeProvider.System, NullLogger<SignIns>.Instance).SignOutAsync(context);
        gateway.SignedOut.ShouldHaveSingleItem().ShouldBe("Bearer access-0");
        hadEnded.ShouldBeFalse();
        session.HasEnded.ShouldBeTrue();
    }

    private sealed class NoCookies : IAuthenticationService
    {
        public Task<AuthenticateResult> AuthenticateAsync(HttpContext context, string? scheme) => Task.FromResult(AuthenticateResult.NoResult());

        public Task ChallengeAsync(HttpContext context, string? scheme, AuthenticationProperties? properties) => Task.CompletedTask;

        public Task ForbidAsync(HttpContext context, string? scheme, AuthenticationProperties? properties) => Task.CompletedTask;

        public Task SignInAsync(HttpContext context, string? scheme, ClaimsPrincipal principal, AuthenticationProperties? properties) => Task.CompletedTask;

        public Task SignOutAsync(HttpContext context, string? scheme, AuthenticationProperties? properties) => Task.CompletedTask;
    }
}
