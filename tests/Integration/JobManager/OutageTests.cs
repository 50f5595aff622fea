using System.Collections.Concurrent;
using Grpc.Net.Client;
using Platform.Contracts.Internal;
using Platform.Contracts.Jobs;
using Platform.JobManager.Database;
using Platform.Testkit.Hosting;
using Platform.Testkit.Servers;
using Platform.Testkit.Waiting;
using Xunit;

namespace Platform.Integration.JobManager;

/// <summary>RabbitMQ stops and starts again: jobs accepted in the meantime are completed afterwards.</summary>
public sealed class OutageTests : IAsyncLifetime
{
    private readonly PostgresDatabase _postgres = new();
    private readonly TestServer _rabbit = TestServer.RabbitMq();

    public Task InitializeAsync() => Task.WhenAll(_postgres.InitializeAsync(), _rabbit.StartAsync());

    public async Task DisposeAsync()
    {
        await _postgres.DisposeAsync();
        await _rabbit.DisposeAsync();
    }

    [Fact]
    public async Task Jobs_accepted_while_RabbitMQ_and_Redis_are_down_are_completed_once_RabbitMQ_is_back()
    {
        await Migrations.JobsAsync(_postgres.ConnectionString);
        await using var service = new RunningService<JobDatabase>(new Dictionary<string, string>
        {
            ["ConnectionStrings:platform"] = _postgres.ConnectionString,
            ["ConnectionStrings:messaging"] = _rabbit.ConnectionString,
            ["ConnectionStrings:redis"] = "127.0.0.1:1,abortConnect=false,connectTimeout=200",
            ["Dispatch:Claim"] = "00:00:02",
            ["Dispatch:ReclaimInterval"] = "00:00:00.500",

            // However long RabbitMQ takes to start, no job gets a second attempt because of it.
            ["Dispatch:LostAfter"] = "00:10:00",
            ["Logging:LogLevel:Default"] = "Error",
        }).Start();
        using var channel = GrpcChannel.ForAddress(service.GrpcAddress);
        var calls = new JobService.JobServiceClient(channel);
        var owner = Guid.CreateVersion7();

        var before = await SubmitAsync(calls, owner);
        await using (var worker = await FakeWorker.StartAsync(_rabbit.ConnectionString))
        {
            await worker.EndAsync(await worker.AssignedAsync(before.Id));
            await SucceededAsync(1);
        }

        await _rabbit.StopAsync();
        var during = new ConcurrentBag<SubmitJob>();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, 200), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (_, _) => during.Add(await SubmitAsync(calls, owner)));
        await _rabbit.StartAsync();

        await using var later = await FakeWorker.StartAsync(_rabbit.ConnectionString);
        foreach (var job in during)
        {
            await later.EndAsync(await later.AssignedAsync(job.Id, timeout: TimeSpan.FromSeconds(60)));
        }

        await SucceededAsync(201);
        await Eventually.BecomesTrueAsync(async () => await CountAsync("SELECT count(*) FROM jobs.dispatch_batches") == 0);
    }

    private static async Task<SubmitJob> SubmitAsync(JobService.JobServiceClient calls, Guid owner)
    {
        var job = new SubmitJob(Guid.CreateVersion7(), owner, JobKinds.Probe, System.Text.Json.JsonElement.Parse("{}"));
        await calls.SubmitAsync(new SubmitJobsRequest { Jobs = { job.ToMessage() } });
        return job;
    }

    private Task SucceededAsync(long jobs) => Eventually.BecomesTrueAsync(
        async () => await CountAsync("SELECT count(*) FROM jobs.jobs WHERE state = 3 AND version = 2") == jobs, TimeSpan.FromMinutes(2));

    private async Task<long> CountAsync(string sql)
    {
        await using var command = _postgres.DataSource.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
