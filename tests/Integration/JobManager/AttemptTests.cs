using System.Net.Http.Json;
using System.Text.Json;
using Platform.Contracts;
using Platform.Contracts.Internal;
using Platform.Contracts.Jobs;
using Platform.Contracts.Messaging;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.Integration.JobManager;

public sealed class AttemptTests(JobManagerFixture jobs) : IClassFixture<JobManagerFixture>, IAsyncLifetime
{
    private static readonly JobError s_passing = new("media_host_down", "The host does not answer.", Retryable: true);
    private static readonly JobError s_lasting = new("not_media", "That is no recording.", Retryable: false);

    private PlayedWorker _worker = null!;

    public async Task InitializeAsync() => _worker = await PlayedWorker.StartAsync(jobs.RabbitMq);

    public async Task DisposeAsync() => await _worker.DisposeAsync();

    [Fact]
    public async Task A_short_job_ends_with_its_first_report_and_only_once()
    {
        JobAssignment job = await SubmitAsync(JobKinds.Probe);
        await _worker.EndAsync(job, result: """{"answer":42}""");
        JobRecord done = await StateAsync(job.JobId, JobState.Succeeded);
        done.Result!.Value.GetProperty("answer").GetInt32().ShouldBe(42);
        done.Version.ShouldBe(2);

        await _worker.EndAsync(job, result: """{"answer":43}""");
        await _worker.EndAsync(job, AttemptOutcome.Failed, error: s_lasting);
        await FlushAsync();
        JobRecord still = await jobs.GetAsync(job.JobId);
        still.Version.ShouldBe(2);
        still.Result!.Value.GetProperty("answer").GetInt32().ShouldBe(42);
        JobAttempt attempt = (await jobs.AttemptsAsync(job.JobId)).ShouldHaveSingleItem();
        attempt.ShouldSatisfyAllConditions(
            () => attempt.Attempt.ShouldBe(1),
            () => attempt.Outcome.ShouldBe("succeeded"),
            () => attempt.WorkerId.ShouldBe(_worker.Id),
            () => attempt.FinishedAt.ShouldNotBeNull());
    }

    [Fact]
    public async Task A_lease_is_granted_to_one_worker_again_and_again_and_to_no_other()
    {
        await using PlayedWorker other = await PlayedWorker.StartAsync(jobs.RabbitMq, takesJobs: false);
        JobAssignment job = await SubmitAsync(JobKinds.Captions);
        var attempt = new AttemptRef(job.JobId, job.Attempt);
        await _worker.TakeLeaseAsync(job);
        JobRecord running = await jobs.GetAsync(job.JobId);
        running.State.ShouldBe(JobState.Running);
        running.StartedAt.ShouldNotBeNull();

        await other.StartAsync(job);
        await other.CommandedAsync(command => command.Refused, attempt);
        await _worker.StartAsync(job);
        await _worker.CommandedAsync(command => command.Granted, attempt);
        _worker.WasTold(command => command.Refused, attempt).ShouldBeFalse();

        await other.EndAsync(job, result: "1");
        await _worker.EndAsync(job, result: "2");
        (await StateAsync(job.JobId, JobState.Succeeded)).Result!.Value.GetInt32().ShouldBe(2);
    }

    [Fact]
    public async Task A_failure_that_may_pass_is_tried_again_until_attempts_run_out()
    {
        JobAssignment job = await SubmitAsync(JobKinds.Probe, maxAttempts: 2);
        await _worker.EndAsync(job, AttemptOutcome.Failed, error: s_passing);
        JobAssignment second = await _worker.AssignedAsync(job.JobId, attempt: 2);
        JobRecord between = await jobs.GetAsync(job.JobId);
        between.Failures.ShouldBe(1);
        between.Error!.Code.ShouldBe("media_host_down");
        await _worker.EndAsync(second, AttemptOutcome.TimedOut);
        JobRecord failed = await StateAsync(job.JobId, JobState.Failed);
        failed.Failures.ShouldBe(2);
        failed.Error!.Code.ShouldBe("timeout");
        (await jobs.AttemptsAsync(job.JobId)).Select(a => a.Outcome).ShouldBe(["failed", "timed_out"]);
    }

    [Fact]
    public async Task A_failure_that_cannot_pass_is_final()
    {
        JobAssignment job = await SubmitAsync(JobKinds.Probe);
        await _worker.EndAsync(job, AttemptOutcome.Failed, error: s_lasting);
        (await StateAsync(job.JobId, JobState.Failed)).Failures.ShouldBe(1);
    }

    [Fact]
    public async Task What_a_stopping_worker_gives_back_goes_on_at_once_and_is_no_failure()
    {
        JobAssignment job = await SubmitAsync(JobKinds.Captions);
        await _worker.TakeLeaseAsync(job);
        await _worker.EndAsync(job, AttemptOutcome.Released);
        JobAssignment again = await _worker.AssignedAsync(job.JobId, attempt: 2);
        (await jobs.GetAsync(job.JobId)).Failures.ShouldBe(0);
        await _worker.EndAsync(again);
        await StateAsync(job.JobId, JobState.Succeeded);
    }

    [Fact]
    public async Task Log_lines_are_kept_in_order_up_to_their_cap()
    {
        JobAssignment job = await SubmitAsync(JobKinds.Captions);
        await _worker.TakeLeaseAsync(job);
        for (int block = 0; block < 25; block++)
        {
            int from = block * 100;
            await _worker.ReportAsync(
                held: [new AttemptRef(job.JobId, 1)],
                progressed: [new AttemptProgressed(job.JobId, 1, Log: [.. Enumerable.Range(from, 100).Select(i => new JobLogLine(TimeProvider.System.GetUtcNow(), "info", $"line {i}"))])]);
        }

        await _worker.EndAsync(job);
        await StateAsync(job.JobId, JobState.Succeeded);
        var lines = new List<JobLogEntry>();
        long? after = 0;
        while (after is not null)
        {
            JobLogPage page = (await jobs.Http.GetFromJsonAsync(
                $"/internal/v1/jobs/{job.JobId}/log?owner_id={jobs.Owner}&after={after}&limit=300", ContractsJson.Default.JobLogPage))!;
            lines.AddRange(page.Lines);
            after = page.Next;
        }

        lines.Count.ShouldBe(2000);
        lines.Take(1999).Select(line => line.Message).ShouldBe(Enumerable.Range(0, 1999).Select(i => $"line {i}"));
        lines[^1].Level.ShouldBe("warning");
    }

    [Fact]
    public async Task A_report_that_cannot_be_read_or_stored_harms_no_other()
    {
        JobAssignment good = await SubmitAsync(JobKinds.Probe);
        JobAssignment bad = await SubmitAsync(JobKinds.Probe);
        await _worker.SendAsync("nonsense"u8.ToArray());
        await _worker.SendAsync(JsonSerializer.SerializeToUtf8Bytes(
            new WorkerReport("no\0text", TimeProvider.System.GetUtcNow(), Completed: [PlayedWorker.EndOf(bad, AttemptOutcome.Succeeded)]),
            ContractsJson.Default.WorkerReport));
        await _worker.EndAsync(good);
        await StateAsync(good.JobId, JobState.Succeeded);
        (await jobs.GetAsync(bad.JobId)).State.ShouldBe(JobState.Queued);
    }

    private async Task<JobAssignment> SubmitAsync(string kind, int? maxAttempts = null)
    {
        SubmitJob job = jobs.NewJob(kind) with { MaxAttempts = maxAttempts };
        await jobs.SubmitAsync(job);
        return await _worker.AssignedAsync(job.Id);
    }

    private Task<JobRecord> StateAsync(Guid id, JobState state) => Eventually.GetAsync(
        async () => await jobs.GetAsync(id) is { } job && job.State == state ? job : null);

    /// <summary>Reports are applied in order: when a later one is in, the earlier ones are.</summary>
    private async Task FlushAsync()
    {
        JobAssignment marker = await SubmitAsync(JobKinds.Probe);
        await _worker.EndAsync(marker);
        await StateAsync(marker.JobId, JobState.Succeeded);
    }
}
