using System.Text.Json;
using Platform.ApiGateway.JobManagement;
using Platform.Contracts;
using Platform.Contracts.Jobs;
using Platform.Contracts.Messaging;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.Integration.JobManager;

[Collection(JobManagerCollection.Name)]
public sealed class AttemptTests(JobManagerFixture jobs) : IAsyncLifetime
{
    private static readonly JobError s_passing = new("media_host_down", "The host does not answer.", Retryable: true);
    private static readonly JobError s_lasting = new("not_media", "That is no recording.", Retryable: false);

    private FakeWorker _worker = null!;

    public async Task InitializeAsync() => _worker = await FakeWorker.StartAsync(jobs.RabbitMq);

    public async Task DisposeAsync() => await _worker.DisposeAsync();

    [Fact]
    public async Task A_short_job_completes_with_its_first_report_and_only_once()
    {
        var job = await SubmitAsync(JobKinds.Probe);
        await _worker.EndAsync(job, result: """{"answer":42}""");
        var done = await StateAsync(job.JobId, JobState.Succeeded);
        done.Result!.Value.GetProperty("answer").GetInt32().ShouldBe(42);
        done.Version.ShouldBe(2);

        await _worker.EndAsync(job, result: """{"answer":43}""");
        await _worker.EndAsync(job, AttemptOutcome.Failed, error: s_lasting);
        await FlushAsync();
        var still = await jobs.GetAsync(job.JobId);
        still.Version.ShouldBe(2);
        still.Result!.Value.GetProperty("answer").GetInt32().ShouldBe(42);
        var attempt = (await jobs.AttemptsAsync(job.JobId)).ShouldHaveSingleItem();
        attempt.ShouldSatisfyAllConditions(
            () => attempt.Attempt.ShouldBe(1),
            () => attempt.Outcome.ShouldBe("succeeded"),
            () => attempt.WorkerId.ShouldBe(_worker.Id),
            () => attempt.FinishedAt.ShouldNotBeNull());
    }

    [Fact]
    public async Task A_lease_is_renewed_for_its_worker_and_refused_to_others()
    {
        await using var other = await FakeWorker.StartAsync(jobs.RabbitMq, takesJobs: false);
        var job = await SubmitAsync(JobKinds.Captions);
        var attempt = new AttemptRef(job.JobId, job.Attempt);
        await _worker.TakeLeaseAsync(job);
        var running = await jobs.GetAsync(job.JobId);
        running.State.ShouldBe(JobState.Running);
        running.StartedAt.ShouldNotBeNull();

        await other.StartAsync(job);
        await other.CommandedAsync(command => command.Refused, attempt);
        await _worker.StartAsync(job);
        await _worker.CommandedAsync(command => command.Granted, attempt);
        _worker.HasReceived(command => command.Refused, attempt).ShouldBeFalse();

        await other.EndAsync(job, result: "1");
        await _worker.EndAsync(job, result: "2");
        (await StateAsync(job.JobId, JobState.Succeeded)).Result!.Value.GetInt32().ShouldBe(2);
    }

    [Fact]
    public async Task A_retryable_failure_is_retried_until_the_attempts_are_used_up()
    {
        var job = await SubmitAsync(JobKinds.Probe, maxAttempts: 2);
        await _worker.EndAsync(job, AttemptOutcome.Failed, error: s_passing);
        var second = await _worker.AssignedAsync(job.JobId, attempt: 2);
        var between = await jobs.GetAsync(job.JobId);
        between.Failures.ShouldBe(1);
        between.Error!.Code.ShouldBe("media_host_down");
        await _worker.EndAsync(second, AttemptOutcome.TimedOut);
        var failed = await StateAsync(job.JobId, JobState.Failed);
        failed.Failures.ShouldBe(2);
        failed.Error!.Code.ShouldBe("timeout");
        (await jobs.AttemptsAsync(job.JobId)).Select(a => a.Outcome).ShouldBe(["failed", "timed_out"]);
    }

    [Fact]
    public async Task A_permanent_failure_is_not_retried()
    {
        var job = await SubmitAsync(JobKinds.Probe);
        await _worker.EndAsync(job, AttemptOutcome.Failed, error: s_lasting);
        (await StateAsync(job.JobId, JobState.Failed)).Failures.ShouldBe(1);
    }

    [Fact]
    public async Task A_job_returned_by_a_stopping_worker_is_requeued_at_once_and_not_counted_as_a_failure()
    {
        var job = await SubmitAsync(JobKinds.Captions);
        await _worker.TakeLeaseAsync(job);
        await _worker.EndAsync(job, AttemptOutcome.Released);
        var again = await _worker.AssignedAsync(job.JobId, attempt: 2);
        (await jobs.GetAsync(job.JobId)).Failures.ShouldBe(0);
        await _worker.EndAsync(again);
        await StateAsync(job.JobId, JobState.Succeeded);
    }

    [Fact]
    public async Task Log_lines_are_stored_in_order_up_to_the_limit()
    {
        var job = await SubmitAsync(JobKinds.Captions);
        await _worker.TakeLeaseAsync(job);
        for (var block = 0; block < 25; block++)
        {
            var from = block * 100;
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
            var page = (await jobs.Client.GetLogAsync(job.JobId, jobs.Owner, after, 300, CancellationToken.None))!;
            lines.AddRange(page.Lines);
            after = page.Next;
        }

        lines.Count.ShouldBe(2000);
        lines.Take(1999).Select(line => line.Message).ShouldBe(Enumerable.Range(0, 1999).Select(i => $"line {i}"));
        lines[^1].Level.ShouldBe("warning");
    }

    [Fact]
    public async Task An_unreadable_report_does_not_affect_others()
    {
        var good = await SubmitAsync(JobKinds.Probe);
        var bad = await SubmitAsync(JobKinds.Probe);
        await _worker.SendAsync("nonsense"u8.ToArray());
        await _worker.SendAsync(JsonSerializer.SerializeToUtf8Bytes(
            new WorkerReport("no\0text", TimeProvider.System.GetUtcNow(), Completed: [FakeWorker.EndOf(bad, AttemptOutcome.Succeeded)]),
            ContractsJson.Default.WorkerReport));
        await _worker.EndAsync(good);
        await StateAsync(good.JobId, JobState.Succeeded);
        (await jobs.GetAsync(bad.JobId)).State.ShouldBe(JobState.Queued);
    }

    private async Task<JobAssignment> SubmitAsync(string kind, int? maxAttempts = null)
    {
        var job = jobs.NewJob(kind) with { MaxAttempts = maxAttempts };
        await jobs.SubmitAsync(job);
        return await _worker.AssignedAsync(job.Id);
    }

    private Task<JobRecord> StateAsync(Guid id, JobState state) => Eventually.GetAsync(
        async () => await jobs.GetAsync(id) is { } job && job.State == state ? job : null);

    /// <summary>Waits until earlier reports are applied. Reports are applied in order, so a later one is enough.</summary>
    private async Task FlushAsync()
    {
        var marker = await SubmitAsync(JobKinds.Probe);
        await _worker.EndAsync(marker);
        await StateAsync(marker.JobId, JobState.Succeeded);
    }
}
