using System.Net;
using Npgsql;
using Platform.ApiGateway.JobManagement;
using Platform.Contracts.Internal;
using Platform.Contracts.Jobs;
using Platform.Contracts.Messaging;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.Integration.JobManager;

[Collection(JobManagerCollection.Name)]
public sealed class ActionTests(JobManagerFixture jobs) : IAsyncLifetime
{
    private readonly Guid _operatorId = Guid.CreateVersion7();

    private FakeWorker _worker = null!;

    public async Task InitializeAsync() => _worker = await FakeWorker.StartAsync(jobs.RabbitMq);

    public async Task DisposeAsync() => await _worker.DisposeAsync();

    [Fact]
    public async Task A_queued_job_is_cancelled_at_once_and_reports_of_its_attempt_are_ignored()
    {
        var job = await SubmitAsync(jobs.NewJob());
        var cancelled = await ActedAsync(job.JobId, JobAction.Cancel);
        cancelled.State.ShouldBe(JobState.Cancelled);
        cancelled.FinishedAt.ShouldNotBeNull();
        await _worker.StartAsync(job);
        await _worker.CommandedAsync(command => command.Refused, new AttemptRef(job.JobId, 1));
        await _worker.EndAsync(job, result: "1");
        (await ActedAsync(job.JobId, JobAction.Cancel)).Version.ShouldBe(cancelled.Version);
    }

    [Fact]
    public async Task A_scheduled_job_is_cancelled_at_once()
    {
        var job = jobs.NewJob() with { StartAt = TimeProvider.System.GetUtcNow().AddDays(1) };
        await jobs.SubmitAsync(job);
        (await ActedAsync(job.Id, JobAction.Cancel)).State.ShouldBe(JobState.Cancelled);
    }

    [Fact]
    public async Task A_running_job_is_cancelled_by_its_worker_which_gets_a_command_at_once_and_with_each_heartbeat()
    {
        var job = await SubmitAsync(jobs.NewJob(JobKinds.Captions));
        var attempt = new AttemptRef(job.JobId, 1);
        await _worker.TakeLeaseAsync(job);
        var asked = await ActedAsync(job.JobId, JobAction.Cancel);
        asked.State.ShouldBe(JobState.Running);
        asked.CancelRequested.ShouldBeTrue();
        await _worker.CommandedAsync(command => command.Cancelled, attempt);
        await _worker.ReportAsync(held: [attempt]);
        await _worker.EndAsync(job, AttemptOutcome.Cancelled);
        var cancelled = await StateAsync(job.JobId, JobState.Cancelled);
        cancelled.Failures.ShouldBe(0);
        cancelled.CancelRequested.ShouldBeFalse();
        (await jobs.AttemptsAsync(job.JobId)).ShouldHaveSingleItem().Outcome.ShouldBe("cancelled");
    }

    [Fact]
    public async Task A_job_waiting_for_its_retry_is_cancelled_at_once()
    {
        var job = await SubmitAsync(jobs.NewJob() with { MaxAttempts = 25 });
        var last = job;
        var now = await jobs.GetAsync(job.JobId);
        for (var attempt = 1; now.State != JobState.Scheduled && attempt < 8; attempt++)
        {
            await _worker.EndAsync(last, AttemptOutcome.Failed, error: new JobError("busy", "Busy.", Retryable: true));
            var next = attempt + 1;
            now = await Eventually.GetAsync(async () =>
                await jobs.GetAsync(job.JobId) is { } read && (read.State == JobState.Scheduled || read.Attempt == next) ? read : null);
            last = last with { Attempt = next };
        }

        now.State.ShouldBe(JobState.Scheduled);
        (await ActedAsync(job.JobId, JobAction.Cancel)).State.ShouldBe(JobState.Cancelled);
    }

    [Fact]
    public async Task A_retry_runs_the_job_again_and_resets_its_failures()
    {
        var job = await SubmitAsync(jobs.NewJob());
        await _worker.EndAsync(job, AttemptOutcome.Failed, error: new JobError("not_media", "No.", Retryable: false));
        await StateAsync(job.JobId, JobState.Failed);
        var queued = await ActedAsync(job.JobId, JobAction.Retry);
        queued.State.ShouldBe(JobState.Queued);
        queued.Failures.ShouldBe(0);
        queued.Error.ShouldBeNull();
        await _worker.EndAsync(await _worker.AssignedAsync(job.JobId, attempt: 2));
        await StateAsync(job.JobId, JobState.Succeeded);
        (await jobs.AttemptsAsync(job.JobId)).Select(a => (a.Attempt, a.Outcome)).ShouldBe([(1, "failed"), (2, "succeeded")]);
    }

    [Theory]
    [InlineData(JobAction.Retry)]
    [InlineData(JobAction.Delete)]
    public async Task An_action_that_the_state_does_not_allow_is_a_conflict(JobAction action)
    {
        var job = await SubmitAsync(jobs.NewJob());
        (await jobs.ActAsync(job.JobId, action)).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        await _worker.EndAsync(job);
        await StateAsync(job.JobId, JobState.Succeeded);
        (await jobs.ActAsync(job.JobId, JobAction.Cancel)).StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Deleting_a_job_deletes_its_attempts_log_and_deliveries()
    {
        var job = await SubmitAsync(jobs.NewJob());
        await _worker.ReportAsync(progressed: [new AttemptProgressed(job.JobId, 1, Log: [new JobLogLine(TimeProvider.System.GetUtcNow(), "info", "hello")])]);
        await _worker.EndAsync(job);
        await StateAsync(job.JobId, JobState.Succeeded);
        (await jobs.ActAsync(job.JobId, JobAction.Delete)).Required.Job.ShouldBeNull();
        (await jobs.Client.GetAsync(job.JobId, null, CancellationToken.None)).ShouldBeNull();
        (await jobs.ScalarAsync<long>("SELECT count(*) FROM jobs.log_lines WHERE job_id = $1", job.JobId)).ShouldBe(0);
    }

    [Fact]
    public async Task Jobs_of_other_users_are_not_found_and_actions_of_operators_are_audited()
    {
        var job = jobs.NewJob() with { StartAt = TimeProvider.System.GetUtcNow().AddDays(1) };
        await jobs.SubmitAsync(job);
        var stranger = Guid.CreateVersion7();
        (await jobs.ActAsync(job.Id, JobAction.Cancel, JobManagerFixture.ActorOf(stranger))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await jobs.Client.GetAsync(job.Id, stranger, CancellationToken.None)).ShouldBeNull();
        (await jobs.Client.GetLogAsync(job.Id, stranger, null, 10, CancellationToken.None)).ShouldBeNull();
        (await jobs.Client.GetAttemptsAsync(job.Id, stranger, CancellationToken.None)).ShouldBeNull();
        (await jobs.Client.GetWebhookDeliveriesAsync(job.Id, stranger, CancellationToken.None)).ShouldBeNull();

        (await jobs.ActAsync(job.Id, JobAction.Cancel, Operator)).StatusCode.ShouldBe(HttpStatusCode.OK);
        var entry = (await jobs.AuditAsync()).First(e => e.JobId == job.Id);
        entry.Action.ShouldBe("job.cancel");
        entry.ActorId.ShouldBe(_operatorId);
    }

    [Fact]
    public async Task A_bulk_action_changes_only_matching_jobs_of_its_user()
    {
        var mine = Guid.CreateVersion7();
        SubmitJob[] own = [.. Enumerable.Range(0, 1200).Select(i => jobs.NewJob() with { OwnerId = mine, StartAt = TimeProvider.System.GetUtcNow().AddDays(1), Tags = [i % 2 == 0 ? "even" : "odd"] })];
        var other = jobs.NewJob() with { StartAt = TimeProvider.System.GetUtcNow().AddDays(1), Tags = ["even"] };
        await jobs.SubmitAsync([.. own, other]);
        (await ActOnManyAsync(JobManagerFixture.ActorOf(mine), JobAction.Cancel, new JobCriteria(jobs.Owner, Tags: ["even"]))).ShouldBe(new ActedOnJobs(600, 600));
        (await ActOnManyAsync(JobManagerFixture.ActorOf(mine), JobAction.Cancel, new JobCriteria(mine))).ShouldBe(new ActedOnJobs(1200, 600));
        (await ActOnManyAsync(JobManagerFixture.ActorOf(mine), JobAction.Delete, new JobCriteria(mine, States: [JobState.Cancelled]))).ShouldBe(new ActedOnJobs(1200, 1200));
        (await jobs.GetAsync(other.Id)).State.ShouldBe(JobState.Scheduled);

        (await ActOnManyAsync(Operator, JobAction.Cancel, new JobCriteria(Ids: [other.Id]))).ShouldBe(new ActedOnJobs(1, 1));
        var entry = (await jobs.AuditAsync()).First(e => e.JobId is null && e.ActorId == _operatorId);
        entry.Detail!.Value.GetProperty("changed").GetInt32().ShouldBe(1);
        entry.Detail.Value.GetProperty("filter").GetProperty("ids")[0].GetGuid().ShouldBe(other.Id);
    }

    [Fact]
    public async Task Each_page_of_an_operators_bulk_action_is_audited_even_if_the_call_is_aborted()
    {
        var actor = Guid.CreateVersion7();
        var owner = Guid.CreateVersion7();
        var later = TimeProvider.System.GetUtcNow().AddDays(1);
        List<SubmitJob> all = [.. Enumerable.Range(0, 501).Select(_ => jobs.NewJob() with { OwnerId = owner, StartAt = later })];
        await jobs.SubmitAsync(all);
        await using var connection = await jobs.Database.OpenConnectionAsync();
        await using var hold = await connection.BeginTransactionAsync();
        await using (var oldest = new NpgsqlCommand("SELECT FROM jobs.jobs WHERE id = (SELECT min(id::text)::uuid FROM jobs.jobs WHERE owner_id = $1) FOR UPDATE", connection, hold))
        {
            oldest.Parameters.Add(new NpgsqlParameter { Value = owner });
            await oldest.ExecuteNonQueryAsync();
        }

        using var leaving = new CancellationTokenSource();
        var call = jobs.ActOnAllAsync(
            JobManagerFixture.ActorOf(actor, isOperator: true), JobAction.Cancel, new JobCriteria(owner), cancellationToken: leaving.Token);
        await Eventually.BecomesTrueAsync(async () => await jobs.ScalarAsync<long>("SELECT count(*) FROM jobs.jobs WHERE owner_id = $1 AND state = 5", owner) == 500);
        await leaving.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(call);
        var entry = (await jobs.AuditAsync()).Single(e => e.ActorId == actor);
        entry.Detail!.Value.GetProperty("changed").GetInt32().ShouldBe(500);
    }

    [Fact]
    public async Task A_result_is_replaced_only_with_its_latest_version()
    {
        var job = await SubmitAsync(jobs.NewJob());
        await _worker.EndAsync(job, result: """{"revision":0}""");
        var done = await StateAsync(job.JobId, JobState.Succeeded);
        var edited = (await ReplaceAsync(done.Version)).Required.Job.ToRecord();
        edited.Result!.Value.GetProperty("revision").GetInt32().ShouldBe(1);
        edited.Version.ShouldBe(done.Version + 1);
        (await ReplaceAsync(done.Version)).StatusCode.ShouldBe(HttpStatusCode.Conflict);

        Task<CallAnswer<ReplaceResultReply>> ReplaceAsync(long version) =>
            jobs.ReplaceResultAsync(job.JobId, JobManagerFixture.ActorOf(jobs.Owner), version, """{"revision":1}""");
    }

    [Fact]
    public async Task A_replacement_whose_answer_was_lost_is_not_retried()
    {
        var job = await SubmitAsync(jobs.NewJob());
        await _worker.EndAsync(job, result: """{"revision":0}""");
        var done = await StateAsync(job.JobId, JobState.Succeeded);

        // Simulates a server that fails during the edit. A sequence counts the tries, because it is not rolled back.
        await jobs.ScalarAsync<object>(
            $"""
            CREATE SEQUENCE jobs.tried_edits;
            CREATE FUNCTION jobs.go_away() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                PERFORM nextval('jobs.tried_edits');
                RAISE EXCEPTION 'gone' USING ERRCODE = 'cannot_connect_now';
            END $$;
            CREATE TRIGGER go_away BEFORE UPDATE ON jobs.jobs FOR EACH ROW WHEN (OLD.id = '{job.JobId}') EXECUTE FUNCTION jobs.go_away()
            """);
        try
        {
            var answer = await jobs.ReplaceResultAsync(job.JobId, JobManagerFixture.ActorOf(jobs.Owner), done.Version, """{"revision":1}""");
            ((int)answer.StatusCode).ShouldBeGreaterThanOrEqualTo(500);
            (await jobs.ScalarAsync<long>("SELECT last_value FROM jobs.tried_edits")).ShouldBe(1);
        }
        finally
        {
            await jobs.ScalarAsync<object>("DROP TRIGGER go_away ON jobs.jobs; DROP FUNCTION jobs.go_away; DROP SEQUENCE jobs.tried_edits");
        }
    }

    private Actor Operator => JobManagerFixture.ActorOf(_operatorId, isOperator: true);

    private async Task<JobRecord> ActedAsync(Guid id, JobAction action) => (await jobs.ActAsync(id, action)).Required.Job.ToRecord();

    private async Task<ActedOnJobs> ActOnManyAsync(Actor actor, JobAction action, JobCriteria filter) =>
        (await jobs.ActOnAllAsync(actor, action, filter)).Required.ToResult();

    private async Task<JobAssignment> SubmitAsync(SubmitJob job)
    {
        await jobs.SubmitAsync(job);
        return await _worker.AssignedAsync(job.Id);
    }

    private Task<JobRecord> StateAsync(Guid id, JobState state) => Eventually.GetAsync(
        async () => await jobs.GetAsync(id) is { } job && job.State == state ? job : null);
}
