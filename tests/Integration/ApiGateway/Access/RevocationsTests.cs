using System.Net;
using Platform.ApiGateway.Access;
using Shouldly;
using Xunit;

namespace Platform.Integration.ApiGateway.Access;

/// <summary>What is revoked in one replica ends in every other, also where this hears nothing of it.</summary>
[Collection(GatewayCollection.Name)]
public sealed class RevocationsTests(GatewayFixture gateway)
{
    [Fact]
    public async Task A_stream_ends_with_its_key_in_a_replica_that_hears_nothing_of_the_others()
    {
        var user = await gateway.SignUpAsync();
        var (id, client) = await gateway.WithKeyAsync(user);
        using var there = new HttpClient();
        there.DefaultRequestHeaders.Add(CredentialHandler.ApiKeyHeader, client.DefaultRequestHeaders.GetValues(CredentialHandler.ApiKeyHeader));
        client.Dispose();

        // Nothing but a doubt of its credential wakes the stream.
        await using var deaf = gateway.Start(
            out var address, out _, new() { ["ConnectionStrings:redis"] = "127.0.0.1:1,connectTimeout=200", ["Events:KeepAlive"] = "00:05:00", ["Events:PollPeriod"] = "00:05:00" });
        there.BaseAddress = address;
        await using var stream = await EventStream.OpenAsync(there, "/api/v1/jobs/events");
        (await stream.NextAsync())!.Value.Name.ShouldBe(":");
        (await user.Client.DeleteAsync($"/api/v1/api-keys/{id}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        await stream.EndAsync();
    }
}
