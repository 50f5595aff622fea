using Platform.Contracts.Jobs;
using Platform.Contracts.Messaging;
using Platform.Testkit.Files;
using Platform.Testkit.Servers;
using Shouldly;
using Xunit;

namespace Platform.Integration.Worker;

/// <summary>A job of one owner starts at once although another owner has more short jobs under way than the worker runs.</summary>
public sealed class FairStartTests : IAsyncLifetime
{
    // More than the slots of the kind, and few enough to be taken in advance.
    private const int Many = 2_500;

    private readonly RabbitMqVirtualHost _broker = new();
    private readonly TemporaryFolder _folder = new();

    public Task InitializeAsync() => _broker.InitializeAsync();

    public async Task DisposeAsync()
    {
        await _broker.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task The_job_of_another_owner_is_the_next_to_start()
    {
        await using var manager = await JobManagerDouble.StartAsync(_broker.ConnectionString);
        await using var worker = WorkerService.Start(_broker.ConnectionString, _folder, ("Worker:ShutdownSeconds", "1"), ("Worker:HeartbeatSeconds", "5"));
        var many = Guid.CreateVersion7();
        JobAssignment[] slow = [.. Enumerable.Range(0, Many).Select(_ => JobManagerDouble.Job(JobKinds.Probe, new { sleep_ms = 120_000 }) with { OwnerId = many })];
        foreach (var pack in slow.Chunk(100))
        {
            await manager.SendAsync(JobQueues.ShortLane, pack);
        }

        // The last of them is under way or waits for a slot.
        await manager.StartAsync(slow[^1]);
        var other = JobManagerDouble.Job(JobKinds.Probe, new { sleep_ms = 1 });
        await manager.SendAsync(JobQueues.ShortLane, other);
        (await manager.CompletionAsync(other)).Outcome.ShouldBe(AttemptOutcome.Succeeded);
        manager.Completed.Select(completed => completed.JobId).ShouldBe([other.JobId]);
    }
}
