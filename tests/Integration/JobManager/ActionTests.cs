using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Npgsql;
using Platform.Contracts;
using Platform.Contracts.Internal;
using Platform.Contracts.Jobs;
using Platform.Contracts.Messaging;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.Integration.JobManager;

public sealed class ActionTests(JobManagerFixture jobs) : IClassFixture<JobManagerFixture>, IAsyncLifetime
{
    private readonly Actor _operator = new(Guid.CreateVersion7(), IsOperator: true);

    private PlayedWorker _worker = null!;

    public async Task InitializeAsync() => _worker = await PlayedWorker.StartAsync(jobs.RabbitMq);

    public async Task DisposeAsync() => await _worker.DisposeAsync();

    [Fact]
    public async Task A_queued_job_is_cancelled_at_once_and_its_attempt_changes_nothing_any_more()
    {
        JobAssignment job = await SubmitAsync(jobs.NewJob());
        JobRecord cancelled = await ActedAsync(job.JobId, JobAction.Cancel);
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
        SubmitJob job = jobs.NewJob() with { StartAt = TimeProvider.System.GetUtcNow().AddDays(1) };
        await jobs.SubmitAsync(job);
        (await ActedAsync(job.Id, JobAction.Cancel)).State.ShouldBe(JobState.Cancelled);
    }

    [Fact]
    public async Task A_running_job_is_cancelled_by_its_worker_which_is_told_at_once_and_with_each_heartbeat()
    {
        JobAssignment job = await SubmitAsync(jobs.NewJob(JobKinds.Captions));
        var attempt = new AttemptRef(job.JobId, 1);
        await _worker.TakeLeaseAsync(job);
        JobRecord asked = await ActedAsync(job.JobId, JobAction.Cancel);
        asked.State.ShouldBe(JobState.Running);
        asked.CancelRequested.ShouldBeTrue();
        await _worker.CommandedAsync(command => command.Cancelled, attempt);
        await _worker.ReportAsync(held: [attempt]);
        await _worker.EndAsync(job, AttemptOutcome.Cancelled);
        JobRecord cancelled = await StateAsync(job.JobId, JobState.Cancelled);
        cancelled.Failures.ShouldBe(0);
        cancelled.CancelRequested.ShouldBeFalse();
        (await jobs.AttemptsAsync(job.JobId)).ShouldHaveSingleItem().Outcome.ShouldBe("cancelled");
    }

    [Fact]
    public async Task A_job_that_waits_for_its_retry_is_cancelled_at_once()
    {
        JobAssignment job = await SubmitAsync(jobs.NewJob() with { MaxAttempts = 25 });
        JobAssignment last = job;
        JobRecord now = await jobs.GetAsync(job.JobId);
        for (int attempt = 1; now.State != JobState.Scheduled && attempt < 8; attempt++)
        {
            await _worker.EndAsync(last, AttemptOutcome.Failed, error: new JobError("busy", "Busy.", Retryable: true));
            int next = attempt + 1;
            now = await Eventually.GetAsync(async () =>
                await jobs.GetAsync(job.JobId) is { } read && (read.State == JobState.Scheduled || read.Attempt == next) ? read : null);
            last = last with { Attempt = next };
        }

        now.State.ShouldBe(JobState.Scheduled);
        (await ActedAsync(job.JobId, JobAction.Cancel)).State.ShouldBe(JobState.Cancelled);
    }

    [Fact]
    public async Task A_retry_runs_the_job_again_with_a_fresh_count()
    {
        JobAssignment job = await SubmitAsync(jobs.NewJob());
        await _worker.EndAsync(job, AttemptOutcome.Failed, error: new JobError("not_media", "No.", Retryable: false));
        await StateAsync(job.JobId, JobState.Failed);
        JobRecord queued = await ActedAsync(job.JobId, JobAction.Retry);
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
    public async Task What_a_state_does_not_allow_is_a_conflict(JobAction action)
    {
        JobAssignment job = await SubmitAsync(jobs.NewJob());
        using HttpResponseMessage refused = await jobs.ActAsync(job.JobId, action);
        refused.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        await _worker.EndAsync(job);
        await StateAsync(job.JobId, JobState.Succeeded);
        using HttpResponseMessage cancel = await jobs.ActAsync(job.JobId, JobAction.Cancel);
        cancel.StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task A_deleted_job_is_gone_with_all_that_belongs_to_it()
    {
        JobAssignment job = await SubmitAsync(jobs.NewJob());
        await _worker.ReportAsync(progressed: [new AttemptProgressed(job.JobId, 1, Log: [new JobLogLine(TimeProvider.System.GetUtcNow(), "info", "hello")])]);
        await _worker.EndAsync(job);
        await StateAsync(job.JobId, JobState.Succeeded);
        using HttpResponseMessage deleted = await jobs.ActAsync(job.JobId, JobAction.Delete);
        deleted.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        using HttpResponseMessage gone = await jobs.Http.GetAsync($"/internal/v1/jobs/{job.JobId}");
        gone.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await jobs.ScalarAsync<long>("SELECT count(*) FROM jobs.log_lines WHERE job_id = $1", job.JobId)).ShouldBe(0);
    }

    [Fact]
    public async Task The_job_of_another_is_not_there_and_an_operators_deed_is_written_down()
    {
        SubmitJob job = jobs.NewJob() with { StartAt = TimeProvider.System.GetUtcNow().AddDays(1) };
        await jobs.SubmitAsync(job);
        var stranger = new Actor(Guid.CreateVersion7(), IsOperator: false);
        using HttpResponseMessage hidden = await jobs.ActAsync(job.Id, JobAction.Cancel, stranger);
        hidden.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        foreach (string part in (string[])["", "/log", "/attempts", "/webhook-deliveries"])
        {
            using HttpResponseMessage read = await jobs.Http.GetAsync($"/internal/v1/jobs/{job.Id}{part}?owner_id={stranger.UserId}");
            read.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        }

        using HttpResponseMessage done = await jobs.ActAsync(job.Id, JobAction.Cancel, _operator);
        done.StatusCode.ShouldBe(HttpStatusCode.OK);
        AuditEntry entry = (await AuditAsync()).First(e => e.JobId == job.Id);
        entry.Action.ShouldBe("job.cancel");
        entry.ActorId.ShouldBe(_operator.UserId);
    }

    [Fact]
    public async Task Many_are_acted_on_by_filter_and_only_ones_own()
    {
        var mine = new Actor(Guid.CreateVersion7(), IsOperator: false);
        SubmitJob[] own = [.. Enumerable.Range(0, 1200).Select(i => jobs.NewJob() with { OwnerId = mine.UserId, StartAt = TimeProvider.System.GetUtcNow().AddDays(1), Tags = [i % 2 == 0 ? "even" : "odd"] })];
        SubmitJob other = jobs.NewJob() with { StartAt = TimeProvider.System.GetUtcNow().AddDays(1), Tags = ["even"] };
        await jobs.SubmitAsync([.. own, other]);
        (await ActOnManyAsync(mine, JobAction.Cancel, new JobFilter(jobs.Owner, Tags: ["even"]))).ShouldBe(new ActedOnJobs(600, 600));
        (await ActOnManyAsync(mine, JobAction.Cancel, new JobFilter(mine.UserId))).ShouldBe(new ActedOnJobs(1200, 600));
        (await ActOnManyAsync(mine, JobAction.Delete, new JobFilter(mine.UserId, States: [JobState.Cancelled]))).ShouldBe(new ActedOnJobs(1200, 1200));
        (await jobs.GetAsync(other.Id)).State.ShouldBe(JobState.Scheduled);

        (await ActOnManyAsync(_operator, JobAction.Cancel, new JobFilter(Ids: [other.Id]))).ShouldBe(new ActedOnJobs(1, 1));
        AuditEntry entry = (await AuditAsync()).First(e => e.JobId is null && e.ActorId == _operator.UserId);
        entry.Detail!.Value.GetProperty("changed").GetInt32().ShouldBe(1);
        entry.Detail.Value.GetProperty("filter").GetProperty("ids")[0].GetGuid().ShouldBe(other.Id);
    }

    [Fact]
    public async Task What_an_operator_did_to_many_jobs_is_in_the_audit_though_the_rest_of_the_call_never_ends()
    {
        var actor = new Actor(Guid.CreateVersion7(), IsOperator: true);
        Guid owner = Guid.CreateVersion7();
        DateTimeOffset later = TimeProvider.System.GetUtcNow().AddDays(1);
        List<SubmitJob> all = [.. Enumerable.Range(0, 501).Select(_ => jobs.NewJob() with { OwnerId = owner, StartAt = later })];
        await jobs.SubmitAsync(all);
        await using NpgsqlConnection connection = await jobs.Database.OpenConnectionAsync();
        await using NpgsqlTransaction hold = await connection.BeginTransactionAsync();
        await using (var oldest = new NpgsqlCommand("SELECT FROM jobs.jobs WHERE id = (SELECT min(id::text)::uuid FROM jobs.jobs WHERE owner_id = $1) FOR UPDATE", connection, hold))
        {
            oldest.Parameters.Add(new NpgsqlParameter { Value = owner });
            await oldest.ExecuteNonQueryAsync();
        }

        using var leaving = new CancellationTokenSource();
        Task<HttpResponseMessage> call = jobs.Http.PostAsJsonAsync(
            "/internal/v1/jobs/act", new ActOnJobs(actor, JobAction.Cancel, new JobFilter(owner)), ContractsJson.Default.ActOnJobs, leaving.Token);
        await Eventually.BecomesTrueAsync(async () => await jobs.ScalarAsync<long>("SELECT count(*) FROM jobs.jobs WHERE owner_id = $1 AND state = 5", owner) == 500);
        await leaving.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(call);
        AuditEntry entry = (await AuditAsync()).Single(e => e.ActorId == actor.UserId);
        entry.Detail!.Value.GetProperty("changed").GetInt32().ShouldBe(500);
    }

    [Fact]
    public async Task A_result_is_replaced_by_who_saw_its_latest_version()
    {
        JobAssignment job = await SubmitAsync(jobs.NewJob());
        await _worker.EndAsync(job, result: """{"revision":0}""");
        JobRecord done = await StateAsync(job.JobId, JobState.Succeeded);
        JobRecord edited = (await (await ReplaceAsync(done.Version)).Content.ReadFromJsonAsync(ContractsJson.Default.JobRecord))!;
        edited.Result!.Value.GetProperty("revision").GetInt32().ShouldBe(1);
        edited.Version.ShouldBe(done.Version + 1);
        (await ReplaceAsync(done.Version)).StatusCode.ShouldBe(HttpStatusCode.Conflict);

        Task<HttpResponseMessage> ReplaceAsync(long version) => jobs.PostAsync(
            $"{job.JobId}/result",
            new ReplaceResult(new Actor(jobs.Owner, false), version, JsonElement.Parse("""{"revision":1}""")),
            ContractsJson.Default.ReplaceResult);
    }

    [Fact]
    public async Task A_replacement_that_nobody_heard_of_is_not_tried_again()
    {
        JobAssignment job = await SubmitAsync(jobs.NewJob());
        await _worker.EndAsync(job, result: """{"revision":0}""");
        JobRecord done = await StateAsync(job.JobId, JobState.Succeeded);

        // As if the server went away during the edit. What a sequence has counted stays when all else is rolled back.
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
            using HttpResponseMessage answer = await jobs.PostAsync(
                $"{job.JobId}/result",
                new ReplaceResult(new Actor(jobs.Owner, false), done.Version, JsonElement.Parse("""{"revision":1}""")),
                ContractsJson.Default.ReplaceResult);
            ((int)answer.StatusCode).ShouldBeGreaterThanOrEqualTo(500);
            (await jobs.ScalarAsync<long>("SELECT last_value FROM jobs.tried_edits")).ShouldBe(1);
        }
        finally
        {
            await jobs.ScalarAsync<object>("DROP TRIGGER go_away ON jobs.jobs; DROP FUNCTION jobs.go_away; DROP SEQUENCE jobs.tried_edits");
        }
    }

    private async Task<JobRecord> ActedAsync(Guid id, JobAction action)
    {
        using HttpResponseMessage response = await jobs.ActAsync(id, action);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        return (await response.Content.ReadFromJsonAsync(ContractsJson.Default.JobRecord))!;
    }

    private async Task<ActedOnJobs> ActOnManyAsync(Actor actor, JobAction action, JobFilter filter)
    {
        using HttpResponseMessage response = await jobs.PostAsync("act", new ActOnJobs(actor, action, filter), ContractsJson.Default.ActOnJobs);
        return (await response.Content.ReadFromJsonAsync(ContractsJson.Default.ActedOnJobs))!;
    }

    private async Task<IReadOnlyList<AuditEntry>> AuditAsync() =>
        (await jobs.Http.GetFromJsonAsync("/internal/v1/audit", ContractsJson.Default.IReadOnlyListAuditEntry))!;

    private async Task<JobAssignment> SubmitAsync(SubmitJob job)
    {
        await jobs.SubmitAsync(job);
        return await _worker.AssignedAsync(job.Id);
    }

    private Task<JobRecord> StateAsync(Guid id, JobState state) => Eventually.GetAsync(
        async () => await jobs.GetAsync(id) is { } job && job.State == state ? job : null);
}
