using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Platform.ApiGateway.Events;
using Microsoft.Extensions.DependencyInjection;
using Platform.Contracts;
using Platform.Contracts.Jobs;
using Platform.Contracts.Messaging;
using Platform.Testkit.Waiting;
using Shouldly;
using StackExchange.Redis;
using Xunit;

namespace Platform.Integration.ApiGateway;

public sealed class EventTests(EventTests.Fixture gateway) : IClassFixture<EventTests.Fixture>
{
    [Fact]
    public async Task A_job_stream_begins_with_the_state_and_sends_changes_and_log_lines()
    {
        var user = await gateway.SignUpAsync();
        var id = (await JobTests.SubmitAsync(user, 1)).Single();
        await using var stream = await EventStream.OpenAsync(user.Client, $"/api/v1/jobs/{id}/events");
        var first = await stream.NextAsync("job");
        first.GetProperty("state").GetString().ShouldBe("queued");
        first.GetProperty("version").GetInt64().ShouldBe(1);

        await LiveAsync();
        await PublishAsync(new JobChange(id, user.Id, 2, JobState.Running, 1, new JobProgress(12.5, "transcribe", null, 30, 7), [new JobLogLine(TimeProvider.System.GetUtcNow(), "info", "Fetching")]));
        var running = await stream.NextAsync("job");
        running.GetProperty("state").GetString().ShouldBe("running");
        running.GetProperty("progress").GetProperty("percent").GetDouble().ShouldBe(12.5);
        running.GetProperty("progress").GetProperty("cues").GetInt32().ShouldBe(7);
        (await stream.NextAsync("log")).GetProperty("line").GetProperty("message").GetString().ShouldBe("Fetching");

        // An older change that comes late is not told; a deletion ends the stream.
        await PublishAsync(new JobChange(id, user.Id, 1, JobState.Queued, 0), new JobChange(id, user.Id, 3, JobState.Cancelled, 1), new JobChange(id, user.Id, 4, JobState.Cancelled, 1, Deleted: true));
        (await stream.NextAsync("job")).GetProperty("version").GetInt64().ShouldBe(3);
        (await stream.NextAsync("job")).GetProperty("deleted").GetBoolean().ShouldBeTrue();
        (await stream.NextAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task The_number_of_streams_of_a_user_is_limited_and_a_closed_stream_is_freed()
    {
        var user = await gateway.SignUpAsync();
        var streams = new List<EventStream>();
        for (var i = 0; i < 20; i++)
        {
            streams.Add(await EventStream.OpenAsync(user.Client, "/api/v1/jobs/events"));
        }

        using (var refused = await user.Client.GetAsync("/api/v1/jobs/events", HttpCompletionOption.ResponseHeadersRead))
        {
            refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
            (await Problem.ReadAsync(refused)).Code.ShouldBe("rate_limited");
        }

        var other = await gateway.SignUpAsync();
        await (await EventStream.OpenAsync(other.Client, "/api/v1/jobs/events")).DisposeAsync();
        await streams[0].DisposeAsync();
        await Eventually.PassesAsync(async () => streams[0] = await EventStream.OpenAsync(user.Client, "/api/v1/jobs/events"));
        foreach (var stream in streams)
        {
            await stream.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_stream_ends_when_its_credential_ends()
    {
        var user = await gateway.SignUpAsync();
        var ends = TimeProvider.System.GetUtcNow().AddSeconds(4);
        using var created = await user.Client.PostAsJsonAsync("/api/v1/api-keys", new { name = "short", expires_at = ends });
        created.EnsureSuccessStatusCode();
        using var client = new HttpClient { BaseAddress = gateway.Address };
        client.DefaultRequestHeaders.Add("X-Api-Key", (await created.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("key").GetString());
        await using var stream = await EventStream.OpenAsync(client, "/api/v1/jobs/events");

        await stream.EndAsync();

        TimeProvider.System.GetUtcNow().ShouldBeGreaterThanOrEqualTo(ends);
        (await client.GetAsync("/api/v1/jobs")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task The_stream_of_all_jobs_contains_only_the_callers_jobs()
    {
        var user = await gateway.SignUpAsync();
        var stranger = await gateway.SignUpAsync();
        var mine = (await JobTests.SubmitAsync(user, 1)).Single();
        await using var stream = await EventStream.OpenAsync(user.Client, "/api/v1/jobs/events");
        (await stream.NextAsync("job")).GetProperty("id").GetGuid().ShouldBe(mine);
        await LiveAsync();
        var theirs = Guid.CreateVersion7();
        await PublishAsync(new JobChange(theirs, stranger.Id, 5, JobState.Running, 1), new JobChange(mine, user.Id, 2, JobState.Succeeded, 1));
        var next = await stream.NextAsync("job");
        next.GetProperty("id").GetGuid().ShouldBe(mine);
        next.GetProperty("state").GetString().ShouldBe("succeeded");
    }

    [Fact]
    public async Task A_reconnecting_client_gets_no_state_that_it_has_already()
    {
        var user = await gateway.SignUpAsync();
        var id = (await JobTests.SubmitAsync(user, 1)).Single();
        string? lastId;
        await using (var stream = await EventStream.OpenAsync(user.Client, $"/api/v1/jobs/{id}/events"))
        {
            lastId = (await stream.NextAsync())!.Value.Id;
        }

        await using var again = await EventStream.OpenAsync(user.Client, $"/api/v1/jobs/{id}/events", lastId);
        (await again.NextAsync())!.Value.Name.ShouldBe(":");
        gateway.JobManager.Change(id, j => j with { State = JobState.Running });
        await LiveAsync();
        await PublishAsync(new JobChange(id, user.Id, 2, JobState.Running, 1));
        (await again.NextAsync("job")).GetProperty("version").GetInt64().ShouldBe(2);
    }

    [Fact]
    public async Task Without_notifications_from_Redis_the_state_is_polled()
    {
        var user = await gateway.SignUpAsync();
        var id = (await JobTests.SubmitAsync(user, 1)).Single();
        await using var one = await EventStream.OpenAsync(user.Client, $"/api/v1/jobs/{id}/events");
        await using var all = await EventStream.OpenAsync(user.Client, "/api/v1/jobs/events");
        await one.NextAsync("job");
        await all.NextAsync("job");

        // Changed with nothing published: heard by looking it up.
        gateway.JobManager.Logs.GetOrAdd(id, _ => []).Add(new(1, 1, TimeProvider.System.GetUtcNow().AddSeconds(1), "info", "Looked up"));
        gateway.JobManager.Change(id, j => j with { State = JobState.Succeeded });
        // State and lines are looked up one after the other, and the change may fall between the two.
        var heard = await one.NextOfEachAsync("job", "log");
        heard["job"].GetProperty("state").GetString().ShouldBe("succeeded");
        heard["log"].GetProperty("line").GetProperty("message").GetString().ShouldBe("Looked up");
        (await all.NextAsync("job")).GetProperty("state").GetString().ShouldBe("succeeded");
    }

    [Fact]
    public async Task A_stream_ends_with_its_session()
    {
        var user = await gateway.SignUpAsync();
        await using var stream = await EventStream.OpenAsync(user.Client, "/api/v1/jobs/events");
        (await stream.NextAsync())!.Value.Name.ShouldBe(":");
        (await user.Client.PostAsync("/api/v1/auth/sign-out", null)).EnsureSuccessStatusCode();
        await stream.EndAsync();
    }

    [Fact]
    public async Task An_idle_stream_ends_at_once_with_its_session()
    {
        var user = await gateway.SignUpAsync();
        await using (gateway.Start(out var address, out _, new() { ["Events:KeepAlive"] = "00:05:00", ["Events:PollPeriod"] = "00:05:00" }))
        {
            using var client = new HttpClient { BaseAddress = address };
            client.DefaultRequestHeaders.Authorization = user.Client.DefaultRequestHeaders.Authorization;
            await using var stream = await EventStream.OpenAsync(client, "/api/v1/jobs/events");
            (await stream.NextAsync())!.Value.Name.ShouldBe(":");
            (await client.PostAsync("/api/v1/auth/sign-out", null)).EnsureSuccessStatusCode();
            await stream.EndAsync();
        }
    }

    [Fact]
    public async Task Changes_after_a_revocation_are_not_sent_to_the_revoked_stream()
    {
        var user = await gateway.SignUpAsync();
        var id = (await JobTests.SubmitAsync(user, 1)).Single();
        var (key, client) = await gateway.WithKeyAsync(user);
        var (_, other) = await gateway.WithKeyAsync(user);
        await using var all = await EventStream.OpenAsync(client, "/api/v1/jobs/events");
        await using var one = await EventStream.OpenAsync(client, $"/api/v1/jobs/{id}/events");
        await using var others = await EventStream.OpenAsync(other, "/api/v1/jobs/events");
        await all.NextAsync("job");
        await one.NextAsync("job");
        await others.NextAsync("job");
        await LiveAsync();

        (await user.Client.DeleteAsync($"/api/v1/api-keys/{key}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        gateway.JobManager.Change(id, j => j with { State = JobState.Running });
        await PublishAsync(new JobChange(id, user.Id, 2, JobState.Running, 1));

        await all.EndAsync();
        await one.EndAsync();
        (await others.NextAsync("job")).GetProperty("version").GetInt64().ShouldBe(2);
        client.Dispose();
        other.Dispose();
    }

    [Fact]
    public async Task A_state_read_during_a_revocation_is_not_sent()
    {
        var user = await gateway.SignUpAsync();
        var id = (await JobTests.SubmitAsync(user, 1)).Single();
        var (key, client) = await gateway.WithKeyAsync(user);
        await using var stream = await EventStream.OpenAsync(client, "/api/v1/jobs/events");
        await stream.NextAsync("job");
        var isAsked = new TaskCompletionSource();
        var goesOn = new TaskCompletionSource();
        gateway.JobManager.Instead = async context =>
        {
            if (context.Request.Path == "/internal/v1/jobs/search")
            {
                isAsked.TrySetResult();
                await goesOn.Task.WaitAsync(TimeSpan.FromSeconds(30));
            }

            return false;
        };
        try
        {
            await isAsked.Task.WaitAsync(TimeSpan.FromSeconds(30));
            gateway.JobManager.Change(id, j => j with { State = JobState.Running });
            (await user.Client.DeleteAsync($"/api/v1/api-keys/{key}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
            goesOn.SetResult();
            await stream.EndAsync();
        }
        finally
        {
            goesOn.TrySetResult();
            gateway.JobManager.Instead = null;
            client.Dispose();
        }
    }

    [Fact]
    public async Task Streams_end_when_the_service_stops()
    {
        var user = await gateway.SignUpAsync();
        var replica = gateway.Start(out var address, out _);
        using var client = new HttpClient { BaseAddress = address };
        client.DefaultRequestHeaders.Authorization = user.Client.DefaultRequestHeaders.Authorization;
        await using var stream = await EventStream.OpenAsync(client, "/api/v1/jobs/events");
        (await stream.NextAsync())!.Value.Name.ShouldBe(":");
        var stopped = replica.DisposeAsync().AsTask();
        await stream.EndAsync();

        await stopped.WaitAsync(TimeSpan.FromMinutes(1));
    }

    public sealed class Fixture : GatewayFixture
    {
        protected override Dictionary<string, string> Settings => new() { ["Events:KeepAlive"] = "00:00:01", ["Events:PollPeriod"] = "00:00:00.3" };
    }

    private Task LiveAsync() => Eventually.BecomesTrueAsync(() => gateway.Services.GetRequiredService<ChangeSubscriber>().IsLive);

    private async Task PublishAsync(params JobChange[] changes)
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync(gateway.Redis.ConnectionString);
        var json = JsonSerializer.SerializeToUtf8Bytes(new JobChanges(changes), ContractsJson.Default.JobChanges);
        await redis.GetSubscriber().PublishAsync(new RedisChannel(JobChanges.Channel, RedisChannel.PatternMode.Literal), json);
    }
}
