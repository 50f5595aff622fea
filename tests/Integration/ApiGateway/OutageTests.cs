using System.Net;
using System.Net.Http.Json;
using Npgsql;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.Integration.ApiGateway;

public sealed class OutageTests(GatewayFixture gateway) : IClassFixture<GatewayFixture>
{
    [Fact]
    public async Task Submissions_get_503_while_JobManager_is_away_and_recover()
    {
        var user = await gateway.SignUpAsync();
        gateway.JobManager.IsDown = true;
        try
        {
            // Both while it fails and when the circuit is open.
            for (var i = 0; i < 30; i++)
            {
                using var response = await user.Client.PostAsJsonAsync("/api/v1/jobs", new { kind = "probe" });
                response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
                response.Headers.RetryAfter.ShouldNotBeNull();
                (await Problem.ReadAsync(response)).Code.ShouldBe("dependency");
            }

            using var list = await user.Client.GetAsync("/api/v1/jobs");
            list.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            (await Problem.ReadAsync(list)).Code.ShouldBe("dependency");
            (await user.Client.GetAsync("/api/v1/auth/me")).StatusCode.ShouldBe(HttpStatusCode.OK);
        }
        finally
        {
            gateway.JobManager.IsDown = false;
        }

        await Eventually.BecomesTrueAsync(async () =>
        {
            using var response = await user.Client.PostAsJsonAsync("/api/v1/jobs", new { kind = "probe" });
            return response.StatusCode == HttpStatusCode.Accepted;
        });
    }

    [Fact]
    public async Task The_first_request_after_a_database_outage_succeeds()
    {
        // Several connections wait in the pool, and all of them end with the server.
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => gateway.SignUpAsync()));
        await using var database = NpgsqlDataSource.Create(gateway.Database.ConnectionString + ";Application Name=other;Pooling=false");
        await using var command = database.CreateCommand(
            "SELECT count(pg_terminate_backend(pid, 10000)) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
        ((long)(await command.ExecuteScalarAsync())!).ShouldBeGreaterThan(0);

        await gateway.SignUpAsync();
    }

    [Fact]
    public async Task A_full_backlog_answers_with_Retry_After()
    {
        var user = await gateway.SignUpAsync();
        gateway.JobManager.IsFull = true;
        try
        {
            using var one = await user.Client.PostAsJsonAsync("/api/v1/jobs", new { kind = "probe" });
            one.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
            one.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(3));
            (await Problem.ReadAsync(one)).Code.ShouldBe("backlog_full");
            using var batch = await user.Client.PostAsJsonAsync("/api/v1/jobs/batch", new { jobs = new[] { new { kind = "probe" } } });
            batch.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);

            // Whose own jobs fill it is told so.
            gateway.JobManager.FullDetail = "They are your own.";
            foreach (var (path, body) in (List<(string, object)>)
                [("/api/v1/jobs", new { kind = "probe" }), ("/api/v1/jobs/batch", new { jobs = new[] { new { kind = "probe" } } })])
            {
                using var own = await user.Client.PostAsJsonAsync(path, body);
                var problem = await Problem.ReadAsync(own);
                (problem.Code, problem.Detail).ShouldBe(("backlog_full", "They are your own."));
                own.Headers.RetryAfter.ShouldNotBeNull();
            }
        }
        finally
        {
            (gateway.JobManager.IsFull, gateway.JobManager.FullDetail) = (false, null);
        }
    }

    [Fact]
    public async Task Without_Redis_everything_works_except_fast_notifications()
    {
        var user = await gateway.SignUpAsync();
        await gateway.Redis.FreezeAsync();
        try
        {
            using var response = await user.Client.PostAsJsonAsync("/api/v1/jobs", new { kind = "probe" });
            response.StatusCode.ShouldBe(HttpStatusCode.Accepted);
            (await user.Client.GetAsync("/api/v1/jobs")).StatusCode.ShouldBe(HttpStatusCode.OK);
            await using var stream = await EventStream.OpenAsync(user.Client, "/api/v1/jobs/events");
            (await stream.NextAsync("job")).GetProperty("state").GetString().ShouldBe("queued");
            (await user.Client.PostAsync("/api/v1/auth/sign-out", null)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
            (await user.Client.GetAsync("/api/v1/jobs")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        }
        finally
        {
            await gateway.Redis.ThawAsync();
        }
    }
}
