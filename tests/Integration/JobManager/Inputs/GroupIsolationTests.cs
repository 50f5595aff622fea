using Platform.Contracts.Internal;
using Platform.Contracts.Jobs;
using Platform.Contracts.Messaging;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.Integration.JobManager.Inputs;

/// <summary>Data that the database refuses does not affect the rest of its commit. In these tests the database refuses the text "poison".</summary>
public sealed class GroupIsolationTests(GroupIsolationTests.Poisonable fixture) : IClassFixture<GroupIsolationTests.Poisonable>
{
    [Fact]
    public async Task A_job_that_the_database_refuses_does_not_fail_others_of_its_request_or_commit()
    {
        SubmitJob[] jobs = [.. Enumerable.Range(0, 50).Select(i => fixture.NewJob() with { Title = i == 17 ? "poison" : "fine" })];
        Task<SubmitJobsResult>[] others = [.. Enumerable.Range(0, 20).Select(_ => fixture.SubmitAsync(fixture.NewJob(), fixture.NewJob() with { Title = "fine" }))];
        var result = await fixture.SubmitAsync(jobs);
        result.Results.Select(r => r.Outcome).ShouldBe(jobs.Select(job => job.Title == "poison" ? SubmitOutcome.Invalid : SubmitOutcome.Accepted));
        result.Results[17].Detail.ShouldNotBeNullOrEmpty();
        (await Task.WhenAll(others)).SelectMany(other => other.Results).ShouldAllBe(r => r.Outcome == SubmitOutcome.Accepted);
        (await fixture.ScalarAsync<long>("SELECT count(*) FROM jobs.jobs WHERE id = ANY($1)", jobs.Select(job => job.Id).ToArray())).ShouldBe(49);

        // The admission of the refused jobs is released, and the stored jobs are dispatched.
        await using var worker = await FakeWorker.StartAsync(fixture.RabbitMq);
        await worker.AssignedAsync(jobs[0].Id);
        await worker.AssignedAsync(jobs[^1].Id);
    }

    [Fact]
    public async Task A_report_that_the_database_refuses_ends_its_attempt_and_does_not_block_others()
    {
        await using var worker = await FakeWorker.StartAsync(fixture.RabbitMq);
        SubmitJob[] jobs = [.. Enumerable.Range(0, 4).Select(_ => fixture.NewJob())];
        await fixture.SubmitAsync(jobs);
        var taken = await Task.WhenAll(jobs.Select(job => worker.AssignedAsync(job.Id)));
        await worker.ReportAsync(
            progressed: [new AttemptProgressed(jobs[3].Id, 1, new JobProgress(5, "poison", null, null)), new AttemptProgressed(jobs[2].Id, 1, new JobProgress(5, "fine", null, null))],
            completed:
            [
                FakeWorker.EndOf(taken[0], AttemptOutcome.Succeeded, "\"poison\""),
                FakeWorker.EndOf(taken[1], AttemptOutcome.Failed, error: new JobError("x", "poison", Retryable: false)),
                FakeWorker.EndOf(taken[2], AttemptOutcome.Succeeded, "\"fine\""),
            ]);
        await worker.EndAsync(taken[3], result: "\"fine\"");
        await Eventually.BecomesTrueAsync(async () => (await fixture.GetAsync(jobs[3].Id)).State == JobState.Succeeded
            && (await Task.WhenAll(jobs.Take(3).Select(job => fixture.GetAsync(job.Id)))).All(job => job.State is JobState.Succeeded or JobState.Failed || job.Error != null));
        var ended = await Task.WhenAll(jobs.Select(job => fixture.GetAsync(job.Id)));
        ended[0].State.ShouldBe(JobState.Failed);
        ended[0].Error!.Code.ShouldBe("result_unreadable");
        ended[1].Error!.Message.ShouldNotContain("poison");
        ended[1].State.ShouldBeOneOf(JobState.Failed, JobState.Scheduled, JobState.Queued);
        ended[2].State.ShouldBe(JobState.Succeeded);
        (await fixture.ScalarAsync<string>("SELECT progress ->> 'step' FROM jobs.jobs WHERE id = $1", jobs[2].Id)).ShouldBe("fine");
    }

    public sealed class Poisonable : JobManagerFixture, IAsyncLifetime
    {
        public new async Task InitializeAsync()
        {
            await base.InitializeAsync();
            await using var command = Database.CreateCommand(
                """
                ALTER TABLE jobs.jobs ADD CONSTRAINT poison CHECK (title <> 'poison'), ADD CHECK (result::text <> '"poison"'),
                    ADD CHECK (error::text NOT LIKE '%poison%'), ADD CHECK (progress::text NOT LIKE '%poison%');
                """);
            await command.ExecuteNonQueryAsync();
        }
    }
}
