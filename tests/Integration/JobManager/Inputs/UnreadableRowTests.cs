using System.Text.Json;
using Npgsql;
using Platform.ApiGateway.JobManagement;
using Platform.Contracts.Internal;
using Platform.Contracts.Jobs;
using Platform.Contracts.Messaging;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.Integration.JobManager.Inputs;

/// <summary>A stored row with unreadable content is marked in answers, and does not make a list fail.</summary>
public sealed class UnreadableRowTests(JobManagerFixture fixture) : IClassFixture<JobManagerFixture>
{
    private static readonly string s_deep = new string('[', 100) + new string(']', 100);

    public static TheoryData<string, string> Poison { get; } = new()
    {
        { "input", """{"a":"\ud800"}""" },
        { "input", """["\udc00\ud800"]""" },
        { "input", s_deep },
        { "progress", """{"percent":1e999,"step":"s"}""" },
        { "progress", """{"percent":"half"}""" },
        { "progress", """{"percent":5,"step":"\ud800"}""" },
        { "progress", "[]" },
        { "error", """{"code":"x","message":"\ud800","retryable":true}""" },
        { "error", """{"code":7}""" },
        { "error", "7" },
        { "error", s_deep },
    };

    [Theory]
    [MemberData(nameof(Poison))]
    public async Task An_unreadable_job_is_marked_and_does_not_hide_the_others(string column, string json)
    {
        var owner = Guid.CreateVersion7();
        SubmitJob[] jobs = [.. Enumerable.Range(0, 3).Select(_ => fixture.NewJob(JobKinds.Captions, """{"url":"https://example.org"}""") with { OwnerId = owner, StartAt = TimeProvider.System.GetUtcNow().AddDays(1) }).OrderBy(job => job.Id)];
        await fixture.SubmitAsync(jobs);
        (await fixture.SearchAsync(new JobCriteria(owner))).ShouldAllBe(job => job.Unreadable == null);
        await ExecuteAsync($"UPDATE jobs.jobs SET {column} = $2::json WHERE id = $1", jobs[1].Id, json);

        var found = await fixture.SearchAsync(new JobCriteria(owner));
        found.Select(job => (job.Id, job.Unreadable)).ShouldBe([(jobs[2].Id, null), (jobs[1].Id, true), (jobs[0].Id, null)]);
        var shown = found[1];
        shown.Input.ValueKind.ShouldBe(column == "input" ? JsonValueKind.Null : JsonValueKind.Object);
        (shown.Progress, shown.Error).ShouldBe((null, null));
        (await fixture.GetAsync(jobs[1].Id)).Unreadable.ShouldBe(true);

        // It can still be deleted.
        (await fixture.ActAsync(jobs[1].Id, JobAction.Cancel, JobManagerFixture.ActorOf(owner))).EnsureSuccess();
        (await fixture.ActAsync(jobs[1].Id, JobAction.Delete, JobManagerFixture.ActorOf(owner))).EnsureSuccess();
    }

    [Fact]
    public async Task Unreadable_results_and_attempts_are_marked()
    {
        await using var worker = await FakeWorker.StartAsync(fixture.RabbitMq);
        var done = fixture.NewJob();
        var failing = fixture.NewJob();
        await fixture.SubmitAsync(done, failing);
        await worker.EndAsync(await worker.AssignedAsync(done.Id), result: "{}");
        await worker.EndAsync(await worker.AssignedAsync(failing.Id, 1), AttemptOutcome.Failed, error: new JobError("x", "X.", Retryable: true));
        await worker.EndAsync(await worker.AssignedAsync(failing.Id, 2), AttemptOutcome.Failed, error: new JobError("x", "X.", Retryable: false));
        await Eventually.BecomesTrueAsync(async () =>
            (await fixture.GetAsync(done.Id)).State == JobState.Succeeded && (await fixture.GetAsync(failing.Id)).State == JobState.Failed);
        await ExecuteAsync("UPDATE jobs.jobs SET result = $2::json WHERE id = $1", done.Id, """{"a":"\ud800"}""");
        await ExecuteAsync("UPDATE jobs.attempts SET error = $2::json WHERE job_id = $1", failing.Id, """{"code":"\udfff"}""");

        var shown = await fixture.GetAsync(done.Id);
        (shown.Unreadable, shown.Result).ShouldBe((true, null));
        var attempts = await fixture.AttemptsAsync(failing.Id);
        attempts.Select(attempt => (attempt.Attempt, attempt.Unreadable, attempt.Error?.Code)).ShouldBe([(1, true, null), (2, null, "x")]);

        // An edit replaces the unreadable result.
        (await fixture.ReplaceResultAsync(done.Id, JobManagerFixture.ActorOf(fixture.Owner), shown.Version, "{}")).EnsureSuccess();
        (await fixture.GetAsync(done.Id)).Unreadable.ShouldBeNull();
    }

    [Fact]
    public async Task An_error_with_an_invalid_escape_blocks_neither_retries_nor_webhooks()
    {
        await using var worker = await FakeWorker.StartAsync(fixture.RabbitMq);
        SubmitJob[] jobs = [.. Enumerable.Range(0, 3).Select(_ => fixture.NewJob() with { Webhook = new WebhookTarget { Url = "http://192.0.2.1/", Secret = "0123456789abcdef" } })];
        await fixture.SubmitAsync(jobs);
        foreach (var job in jobs)
        {
            await worker.EndAsync(await worker.AssignedAsync(job.Id, 1), AttemptOutcome.Failed, error: new JobError("timeout", "X.", Retryable: false));
        }

        await Eventually.BecomesTrueAsync(async () => (await Task.WhenAll(jobs.Select(job => fixture.GetAsync(job.Id)))).All(job => job.State == JobState.Failed));
        await ExecuteAsync("UPDATE jobs.jobs SET error = $2::json WHERE id = $1", jobs[1].Id, """{"code":"x","message":"\u0000\ud800","retryable":false}""");
        var retried = await fixture.ActOnAllAsync(
            JobManagerFixture.ActorOf(fixture.Owner), JobAction.Retry, new JobCriteria(fixture.Owner, Ids: [.. jobs.Select(job => job.Id)]));
        retried.Required.ToResult().ShouldBe(new ActedOnJobs(3, 3));
        (await fixture.AttemptsAsync(jobs[0].Id))[0].Outcome.ShouldBe("timed_out");
        (await fixture.AttemptsAsync(jobs[1].Id))[0].ShouldSatisfyAllConditions(attempt => attempt.Outcome.ShouldBe("failed"), attempt => attempt.Unreadable.ShouldBe(true));

        // The same error in the row of a job with a webhook.
        await ExecuteAsync("UPDATE jobs.jobs SET error = $2::json WHERE id = ANY($1)", jobs.Select(job => job.Id).ToArray(), """{"code":"x","message":"\u0000","retryable":false}""");
        (await fixture.ActAsync(jobs[2].Id, JobAction.Cancel)).EnsureSuccess();
        (await fixture.GetAsync(jobs[2].Id)).State.ShouldBe(JobState.Cancelled);
        (await fixture.ScalarAsync<long>("SELECT count(*) FROM jobs.webhooks WHERE job_id = $1 AND event = 'job.cancelled'", jobs[2].Id)).ShouldBe(1);
    }

    [Fact]
    public async Task An_unreadable_audit_entry_is_marked()
    {
        Guid[] ids = [Guid.CreateVersion7(), Guid.CreateVersion7()];
        await ExecuteAsync("INSERT INTO jobs.audit (id, at, actor_id, action, detail) VALUES ($1, now(), $1, 'job.delete', $2::json)", ids[0], """{"a":"\ud800"}""");
        await ExecuteAsync("INSERT INTO jobs.audit (id, at, actor_id, action, detail) VALUES ($1, now(), $1, 'job.delete', $2::json)", ids[1], """{"a":"b"}""");
        var entries = await fixture.AuditAsync();
        entries.Single(entry => entry.Id == ids[0]).Unreadable.ShouldBe(true);
        entries.Single(entry => entry.Id == ids[1]).Unreadable.ShouldBeNull();
    }

    private async Task ExecuteAsync(string sql, object id, string json)
    {
        await using var command = fixture.Database.CreateCommand(sql);
        command.Parameters.Add(new NpgsqlParameter { Value = id });
        command.Parameters.Add(new NpgsqlParameter { Value = json });
        (await command.ExecuteNonQueryAsync()).ShouldBePositive();
    }
}
