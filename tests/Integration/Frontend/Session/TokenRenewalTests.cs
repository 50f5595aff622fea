using Microsoft.Extensions.Logging.Abstractions;
using Platform.Frontend.Gateway;
using Platform.Frontend.Session;
using Shouldly;
using Xunit;

namespace Platform.Integration.Frontend.Session;

public sealed class TokenRenewalTests
{
    [Fact]
    public async Task Concurrent_requests_share_one_token_renewal()
    {
        await using var gateway = await GatewayDouble.StartAsync();
        using var session = new UserSession("s", GatewayDouble.Tokens(TimeProvider.System.GetUtcNow().AddSeconds(10)));
        var renewal = RenewalOf(gateway);
        var tellings = 0;
        session.Renewed += () => tellings++;
        var tokens = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => renewal.GetTokenAsync(session, null, CancellationToken.None).AsTask()));
        tokens.ShouldAllBe(token => token == "access-1");
        gateway.Refreshed.ShouldHaveSingleItem().ShouldContain("refresh-0");
        tellings.ShouldBe(1);
        session.Tokens.Refresh.ShouldBe("refresh-1");
    }

    [Fact]
    public async Task A_valid_token_is_used_until_it_is_refused()
    {
        await using var gateway = await GatewayDouble.StartAsync();
        using var session = new UserSession("s", GatewayDouble.Tokens(TimeProvider.System.GetUtcNow().AddHours(1)));
        var renewal = RenewalOf(gateway);
        (await renewal.GetTokenAsync(session, null, CancellationToken.None)).ShouldBe("access-0");
        (await renewal.GetTokenAsync(session, "access-0", CancellationToken.None)).ShouldBe("access-1");
        (await renewal.GetTokenAsync(session, "access-0", CancellationToken.None)).ShouldBe("access-1");
        gateway.Refreshed.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_refused_renewal_ends_the_session()
    {
        await using var gateway = await GatewayDouble.StartAsync();
        gateway.RefusesRefresh = true;
        using var session = new UserSession("s", GatewayDouble.Tokens(TimeProvider.System.GetUtcNow()));
        var renewal = RenewalOf(gateway);
        await Should.ThrowAsync<SessionEndedException>(() => renewal.GetTokenAsync(session, null, CancellationToken.None).AsTask());
        session.HasEnded.ShouldBeTrue();
        await Should.ThrowAsync<SessionEndedException>(() => renewal.GetTokenAsync(session, null, CancellationToken.None).AsTask());
        gateway.Refreshed.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_gateway_outage_does_not_end_the_session()
    {
        using var status = new GatewayStatus(TimeProvider.System);
        using var client = new HttpClient { BaseAddress = new Uri("http://127.0.0.1:1") };
        var renewal = new TokenRenewal(new AccountApi(new GatewayHttp(client, status)), TimeProvider.System, NullLogger<TokenRenewal>.Instance);
        using var session = new UserSession("s", GatewayDouble.Tokens(TimeProvider.System.GetUtcNow()));
        await Should.ThrowAsync<GatewayUnavailableException>(() => renewal.GetTokenAsync(session, null, CancellationToken.None).AsTask());
        session.HasEnded.ShouldBeFalse();
        status.State.ShouldBe(PlatformState.Unreachable);
    }

    private static TokenRenewal RenewalOf(GatewayDouble gateway) =>
        new(new AccountApi(gateway.Http), TimeProvider.System, NullLogger<TokenRenewal>.Instance);
}
