using System.Net;
using System.Net.Http.Json;
using Platform.Contracts.Internal;
using Platform.Contracts.PublicApi;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.Integration.ApiGateway.StatusPage;

/// <summary>The status page is there while what it tells of is not.</summary>
public sealed class StatusCopyTests(StatusGateway gateway) : IClassFixture<StatusGateway>
{
    [Fact]
    public async Task The_last_state_is_served_without_database_and_Operations_and_says_its_age()
    {
        await StateAsync(gateway.Anonymous, state => state is { TakenAt: not null, IsOld: false });
        await gateway.StopOperationsAsync();
        var copy = await StateAsync(gateway.Anonymous, state => state.IsOld);
        copy.Parts.Count.ShouldBe(5);
        (await gateway.Anonymous.GetStringAsync("/status-page")).ShouldContain("minutes old");

        // An Operations that starts without its database tells what it knew; the page says how old that is.
        await using var alone = gateway.StartOperationsAlone();
        var last = await new StatusService.StatusServiceClient(alone.Calls).ReadAsync(new());
        last.Parts.Count.ShouldBe(5);

        // So does a gateway that starts without Operations, and without PostgreSQL and Redis.
        await using var second = gateway.Start(out var address, out _, new()
        {
            ["services:operations:http:0"] = "http://127.0.0.1:1",
            ["services:operations:grpc:0"] = "http://127.0.0.1:1",
            ["ConnectionStrings:platform"] = "Host=127.0.0.1;Port=1;Username=nobody;Database=none",
            ["ConnectionStrings:redis"] = "127.0.0.1:1",
        });
        using var client = new HttpClient { BaseAddress = address };
        (await StateAsync(client, state => state.IsOld)).TakenAt.ShouldBe(copy.TakenAt);
        using var feed = await client.GetAsync("/status-page/atom.xml");
        feed.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private static Task<StatusPageResponse> StateAsync(HttpClient client, Func<StatusPageResponse, bool> isAwaited) => Eventually.GetAsync(async () =>
        await client.GetFromJsonAsync<StatusPageResponse>("/status-page.json", GatewayFixture.Snake) is { } state && isAwaited(state) ? state : null);
}
