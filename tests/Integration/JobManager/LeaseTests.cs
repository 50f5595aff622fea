using System.Text.Json;
using Platform.Contracts.Internal;
using Platform.Contracts.Jobs;
using Platform.Contracts.Messaging;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.Integration.JobManager;

/// <summary>What becomes of jobs whose workers are not heard of any more.</summary>
public sealed class LeaseTests(LeaseTests.ShortLeases jobs) : IClassFixture<LeaseTests.ShortLeases>, IAsyncLifetime
{
    private PlayedWorker _worker = null!;

    public async Task InitializeAsync() => _worker = await PlayedWorker.StartAsync(jobs.RabbitMq);

    public async Task DisposeAsync() => await _worker.DisposeAsync();

    [Fact]
    public async Task A_lease_lives_by_its_heartbeats_and_its_job_is_rescued_from_the_checkpoint_without_them()
    {
        JobAssignment job = await SubmitAsync();
        var attempt = new AttemptRef(job.JobId, job.Attempt);
        await _worker.TakeLeaseAsync(job);
        await _worker.ReportAsync(progressed:
        [
            new AttemptProgressed(job.JobId, 1, new JobProgress(40, "transcribe", "part 2 of 5", 12, 9), JsonElement.Parse("""{"part":2}""")),
        ]);

        // Twice as long as a lease lasts by itself.
        DateTimeOffset until = TimeProvider.System.GetUtcNow().AddSeconds(12);
        while (TimeProvider.System.GetUtcNow() < until)
        {
            await _worker.ReportAsync(held: [attempt]);
            await Task.Delay(500);
        }

        JobRecord held = await jobs.GetAsync(job.JobId);
        held.State.ShouldBe(JobState.Running);
        held.Progress!.Detail.ShouldBe("part 2 of 5");
        held.Progress.Cues.ShouldBe(9);

        // No heartbeat any more.
        JobAssignment again = await _worker.AssignedAsync(job.JobId, attempt: 2);
        again.Checkpoint!.Value.GetProperty("part").GetInt32().ShouldBe(2);
        await _worker.ReportAsync(held: [attempt]);
        await _worker.CommandedAsync(command => command.Lost, attempt);
        await _worker.EndAsync(job, result: "1");
        await _worker.TakeLeaseAsync(again);
        await _worker.EndAsync(again, result: "2");
        (await StateAsync(job.JobId, JobState.Succeeded)).Result!.Value.GetInt32().ShouldBe(2);
        (await jobs.AttemptsAsync(job.JobId)).Select(a => (a.Attempt, a.Outcome)).ShouldBe([(1, "lost"), (2, "succeeded")]);
    }

    [Fact]
    public async Task A_job_that_kills_its_workers_is_given_up()
    {
        JobAssignment job = await SubmitAsync();
        for (int attempt = 1; attempt <= 3; attempt++)
        {
            await _worker.TakeLeaseAsync(await _worker.AssignedAsync(job.JobId, attempt));
        }

        JobRecord failed = await StateAsync(job.JobId, JobState.Failed);
        failed.Error!.Code.ShouldBe("worker_lost");
        failed.Failures.ShouldBe(0);
    }

    [Fact]
    public async Task A_running_job_whose_worker_is_gone_is_cancelled_when_its_lease_runs_out()
    {
        JobAssignment job = await SubmitAsync();
        await _worker.TakeLeaseAsync(job);
        (await jobs.ActAsync(job.JobId, JobAction.Cancel)).EnsureSuccessStatusCode();
        await StateAsync(job.JobId, JobState.Cancelled);
        _worker.AttemptsOf(job.JobId).ShouldBe(1);
    }

    private async Task<JobAssignment> SubmitAsync()
    {
        SubmitJob job = jobs.NewJob(JobKinds.Captions);
        await jobs.SubmitAsync(job);
        return await _worker.AssignedAsync(job.Id);
    }

    private Task<JobRecord> StateAsync(Guid id, JobState state) => Eventually.GetAsync(
        async () => await jobs.GetAsync(id) is { } job && job.State == state ? job : null);

    /// <summary>Leases that end soon, and still last for many heartbeats.</summary>
    public sealed class ShortLeases : JobManagerFixture
    {
        protected override IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>
        {
            ["Retries:FirstDelay"] = "00:00:00.200",
            ["Retries:MaxRescues"] = "2",
            ["Leases:Duration"] = "00:00:06",
            ["Leases:RescueInterval"] = "00:00:00.200",
            ["Leases:Grace"] = "00:00:01",
            ["Dispatch:ReclaimInterval"] = "00:00:00.300",
        };
    }
}
