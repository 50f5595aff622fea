using Platform.Contracts.Jobs;
using Platform.Integration.Worker;
using Platform.Testkit.Files;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.Integration.JobManager;

/// <summary>JobManager with a real worker: who has submitted ten thousand slow jobs does not delay somebody else's one.</summary>
public sealed class NextToStartTests(JobManagerFixture jobs) : IClassFixture<JobManagerFixture>, IDisposable
{
    // More than the worker runs at a time, and each for longer than the test.
    private const int Many = 10_000;
    private const string Slow = """{"sleep_ms":1200000}""";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_job_of_another_user_is_the_next_to_start()
    {
        await using var worker = WorkerService.Start(jobs.RabbitMq, _folder, ("Worker:ShutdownSeconds", "1"), ("Worker:HeartbeatSeconds", "5"));
        var many = Guid.CreateVersion7();
        foreach (var some in Enumerable.Range(0, Many).Chunk(2_000))
        {
            await jobs.SubmitAsync([.. some.Select(_ => jobs.NewJob(JobKinds.Probe, Slow) with { OwnerId = many, TimeoutSeconds = 3_600 })]);
        }

        var other = jobs.NewJob(JobKinds.Probe, """{"sleep_ms":1}""") with { OwnerId = Guid.CreateVersion7() };
        await jobs.SubmitAsync(other);
        await Eventually.BecomesTrueAsync(async () => (await jobs.GetAsync(other.Id)).State == JobState.Succeeded, TimeSpan.FromMinutes(2));
        (await jobs.ScalarAsync<long>("SELECT count(*) FROM jobs.jobs WHERE owner_id = $1 AND finished_at IS NULL", many)).ShouldBe(Many);
    }
}
