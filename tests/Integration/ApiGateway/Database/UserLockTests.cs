using System.Net;
using System.Net.Http.Headers;
using Npgsql;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.Integration.ApiGateway.Database;

/// <summary>Checks that limits of a user hold for concurrent requests, and that one user's requests do not delay another's.</summary>
[Collection(GatewayCollection.Name)]
public sealed class UserLockTests(GatewayFixture gateway)
{
    private const int Connections = 5;

    [Fact]
    public async Task Requests_waiting_for_the_lock_of_one_user_do_not_exhaust_the_connection_pool()
    {
        var alice = await gateway.SignUpAsync();
        var bob = await gateway.SignUpAsync();
        await using var replica = gateway.Start(out var address, out _, new Dictionary<string, string>
        {
            ["ConnectionStrings:platform"] = $"{gateway.Database.ConnectionString};Maximum Pool Size={Connections}",
        });
        using var http = new HttpClient { BaseAddress = address };
        await using var connection = await gateway.Database.DataSource.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var hold = new NpgsqlCommand("SELECT FROM identity.users WHERE id = $1 FOR NO KEY UPDATE", connection, transaction))
        {
            hold.Parameters.AddWithValue(alice.Id);
            await hold.ExecuteNonQueryAsync();
        }

        Task<HttpStatusCode>[] waiting = [.. Enumerable.Range(0, 4 * Connections).Select(_ => CreateUploadAsync(http, alice))];
        await Eventually.BecomesTrueAsync(async () => await BlockedAsync() > 0);

        (await CreateUploadAsync(http, bob).WaitAsync(TimeSpan.FromSeconds(60))).ShouldBe(HttpStatusCode.Created);
        (await BlockedAsync()).ShouldBe(1);

        await transaction.RollbackAsync();
        (await Task.WhenAll(waiting)).ShouldAllBe(status => status == HttpStatusCode.Created);
    }

    private static async Task<HttpStatusCode> CreateUploadAsync(HttpClient http, TestUser user)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/uploads");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", user.Tokens.AccessToken);
        request.Headers.Add("Tus-Resumable", "1.0.0");
        request.Headers.Add("Upload-Length", "10");
        using var answer = await http.SendAsync(request);
        return answer.StatusCode;
    }

    /// <summary>Counts the connections that wait for a row that another one has locked.</summary>
    private async Task<long> BlockedAsync()
    {
        await using var count = gateway.Database.DataSource.CreateCommand(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'");
        return (long)(await count.ExecuteScalarAsync())!;
    }
}
