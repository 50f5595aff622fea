using System.Net;
using System.Net.Http.Json;
using Platform.Contracts.PublicApi;
using Shouldly;
using Xunit;

namespace Platform.Integration.ApiGateway;

/// <summary>Keys that nobody made are looked up in the database that all share, so an address has only so many of them.</summary>
public sealed class KeyLookUpTests(KeyLookUpTests.Few gateway) : IClassFixture<KeyLookUpTests.Few>
{
    private const int Allowed = 10;

    // Those that are being looked up when the last of the allowance is taken.
    private const int AtOnce = 4;

    [Fact]
    public async Task Invalid_keys_are_refused_without_a_lookup_after_a_limit_and_valid_keys_keep_working()
    {
        var user = await gateway.SignUpAsync();
        using var created = await user.Client.PostAsJsonAsync("/api/v1/api-keys", new { name = "reader" });
        using var good = ClientOf((await created.Content.ReadFromJsonAsync<ApiKeyResponse>(GatewayFixture.Snake))!.Key!);
        (await good.GetAsync("/api/v1/jobs")).StatusCode.ShouldBe(HttpStatusCode.OK);

        var statuses = await Task.WhenAll(Enumerable.Range(0, 200).Select(async _ =>
        {
            using var client = ClientOf("pk_" + Guid.CreateVersion7().ToString("N"));
            using var response = await client.GetAsync("/api/v1/jobs");
            return response.StatusCode;
        }));
        statuses.ShouldAllBe(status => status == HttpStatusCode.Unauthorized || status == HttpStatusCode.TooManyRequests);
        statuses.Count(status => status == HttpStatusCode.Unauthorized).ShouldBeInRange(Allowed, Allowed + AtOnce);

        (await good.GetAsync("/api/v1/jobs")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await user.Client.GetAsync("/api/v1/jobs")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await gateway.SignUpAsync()).Client.ShouldNotBeNull();

        // What can be no key is told so without asking anybody.
        using var nonsense = ClientOf("nonsense");
        (await nonsense.GetAsync("/api/v1/jobs")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    private HttpClient ClientOf(string key) => new() { BaseAddress = gateway.Address, DefaultRequestHeaders = { { "X-Api-Key", key } } };

    public sealed class Few : GatewayFixture
    {
        protected override Dictionary<string, string> Settings => new() { ["Limits:UnknownKeysPerMinute"] = "60" };
    }
}
