using System.Text.Json;
using Platform.ApiGateway.JobManagement;
using Platform.Contracts.Jobs;
using Platform.Contracts.Messaging;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.Integration.JobManager;

/// <summary>Jobs whose workers no longer send heartbeats.</summary>
public sealed class LeaseTests(LeaseTests.ShortLeases jobs) : IClassFixture<LeaseTests.ShortLeases>, IAsyncLifetime
{
    private FakeWorker _worker = null!;

    public async Task InitializeAsync() => _worker = await FakeWorker.StartAsync(jobs.RabbitMq);

    public async Task DisposeAsync() => await _worker.DisposeAsync();

    [Fact]
    public async Task Heartbeats_extend_a_lease_and_without_them_the_job_is_requeued_from_its_checkpoint()
    {
        var job = await SubmitAsync();
        var attempt = new AttemptRef(job.JobId, job.Attempt);
        await _worker.TakeLeaseAsync(job);
        await _worker.ReportAsync(progressed:
        [
            new AttemptProgressed(job.JobId, 1, new JobProgress(40, "transcribe", "part 2 of 5", 12, 9), JsonElement.Parse("""{"part":2}""")),
        ]);

        // Twice the duration of a lease.
        var until = TimeProvider.System.GetUtcNow().AddSeconds(12);
        while (TimeProvider.System.GetUtcNow() < until)
        {
            await _worker.ReportAsync(held: [attempt]);
            await Task.Delay(500);
        }

        var held = await jobs.GetAsync(job.JobId);
        held.State.ShouldBe(JobState.Running);
        held.Progress!.Detail.ShouldBe("part 2 of 5");
        held.Progress.Cues.ShouldBe(9);

        // From here on there are no heartbeats.
        var again = await _worker.AssignedAsync(job.JobId, attempt: 2);
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
    public async Task A_job_whose_workers_keep_dying_fails()
    {
        var job = await SubmitAsync();
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            await _worker.TakeLeaseAsync(await _worker.AssignedAsync(job.JobId, attempt));
        }

        var failed = await StateAsync(job.JobId, JobState.Failed);
        failed.Error!.Code.ShouldBe("worker_lost");
        failed.Failures.ShouldBe(0);
    }

    [Fact]
    public async Task Cancelling_a_job_of_a_dead_worker_takes_effect_when_the_lease_expires()
    {
        var job = await SubmitAsync();
        await _worker.TakeLeaseAsync(job);
        (await jobs.ActAsync(job.JobId, JobAction.Cancel)).EnsureSuccess();
        await StateAsync(job.JobId, JobState.Cancelled);
        _worker.AttemptsOf(job.JobId).ShouldBe(1);
    }

    private async Task<JobAssignment> SubmitAsync()
    {
        var job = jobs.NewJob(JobKinds.Captions);
        await jobs.SubmitAsync(job);
        return await _worker.AssignedAsync(job.Id);
    }

    private Task<JobRecord> StateAsync(Guid id, JobState state) => Eventually.GetAsync(
        async () => await jobs.GetAsync(id) is { } job && job.State == state ? job : null);

    /// <summary>Uses short leases that still last for many heartbeats.</summary>
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
