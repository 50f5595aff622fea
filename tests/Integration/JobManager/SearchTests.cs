using Platform.ApiGateway.JobManagement;
using Platform.Contracts.Jobs;
using Platform.Contracts.Messaging;
using Platform.Contracts.PublicApi;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.Integration.JobManager;

[Collection(JobManagerCollection.Name)]
public sealed class SearchTests(JobManagerFixture jobs)
{
    [Fact]
    public async Task Pages_have_no_gaps_and_no_repetitions()
    {
        var owner = Guid.CreateVersion7();
        SubmitJob[] all = [.. Enumerable.Range(0, 57).Select(_ => jobs.NewJob() with { OwnerId = owner })];
        await jobs.SubmitAsync(all);
        var seen = new List<Guid>();
        Guid? before = null;
        while (true)
        {
            var page = await jobs.SearchAsync(new JobCriteria(owner), limit: 10, before);
            if (page.Count == 0)
            {
                break;
            }

            seen.AddRange(page.Select(job => job.Id));
            before = page[^1].Id;
        }

        seen.ShouldBe(all.Select(job => job.Id).OrderDescending());
    }

    [Fact]
    public async Task Vocabularies_are_returned_with_a_single_job_and_in_lists_on_request()
    {
        var job = jobs.NewJob(JobKinds.Captions, """{"url":"https://media.example.org/a.mp4","vocabulary":["Ada","Grace \u00e4"],"speakers":2}""") with { OwnerId = Guid.CreateVersion7() };
        await jobs.SubmitAsync(job);

        var filter = new JobCriteria(job.OwnerId);
        (await jobs.SearchAsync(filter)).Single().Input.GetRawText().ShouldBe("""{"url":"https://media.example.org/a.mp4","speakers":2}""");
        (await jobs.SearchAsync(filter, withVocabulary: true)).Single().Input.GetProperty("vocabulary").GetArrayLength().ShouldBe(2);
        (await jobs.GetAsync(job.Id)).Input.GetProperty("vocabulary")[1].GetString().ShouldBe("Grace ä");
    }

    [Fact]
    public async Task Each_filter_finds_the_matching_jobs()
    {
        await using var worker = await FakeWorker.StartAsync(jobs.RabbitMq);
        var owner = Guid.CreateVersion7();
        var queued = jobs.NewJob() with { OwnerId = owner, Tags = ["a", "b"], Title = "Interview 100% Ärger_1" };
        var scheduled = jobs.NewJob() with { OwnerId = owner, StartAt = TimeProvider.System.GetUtcNow().AddDays(1), Tags = ["a"] };
        var running = jobs.NewJob(JobKinds.Captions, """{"url":"https://media.example.org/Lecture-7.mp4"}""") with { OwnerId = owner, Priority = JobPriority.High };
        var succeeded = jobs.NewJob() with { OwnerId = owner };
        var failed = jobs.NewJob() with { OwnerId = owner };
        var cancelled = jobs.NewJob() with { OwnerId = owner };
        await jobs.SubmitAsync(queued, scheduled, running, succeeded, failed, cancelled);
        await worker.TakeLeaseAsync(await worker.AssignedAsync(running.Id));
        await worker.EndAsync(await worker.AssignedAsync(succeeded.Id));
        await worker.EndAsync(await worker.AssignedAsync(failed.Id), AttemptOutcome.Failed, error: new JobError("x", "X.", false));
        (await jobs.ActAsync(cancelled.Id, JobAction.Cancel, JobManagerFixture.ActorOf(owner))).EnsureSuccess();
        await Eventually.BecomesTrueAsync(async () => (await jobs.GetAsync(failed.Id)).State == JobState.Failed);

        await Finds(new JobCriteria(owner, States: [JobState.Queued]), queued);
        await Finds(new JobCriteria(owner, States: [JobState.Scheduled]), scheduled);
        await Finds(new JobCriteria(owner, States: [JobState.Running]), running);
        await Finds(new JobCriteria(owner, States: [JobState.Succeeded]), succeeded);
        await Finds(new JobCriteria(owner, States: [JobState.Failed, JobState.Cancelled]), failed, cancelled);
        await Finds(new JobCriteria(owner, States: Enum.GetValues<JobState>()), queued, scheduled, running, succeeded, failed, cancelled);
        await Finds(new JobCriteria(owner, Kinds: [JobKinds.Captions]), running);
        await Finds(new JobCriteria(owner, Tags: ["a"]), queued, scheduled);
        await Finds(new JobCriteria(owner, Tags: ["a", "b"]), queued);
        await Finds(new JobCriteria(owner, Priorities: [JobPriority.High]), running);
        await Finds(new JobCriteria(owner, Text: "INTERVIEW"), queued);
        await Finds(new JobCriteria(owner, Text: "100%"), queued);
        await Finds(new JobCriteria(owner, Text: "ärger_1"), queued);
        await Finds(new JobCriteria(owner, Text: "1000%"));
        await Finds(new JobCriteria(owner, Text: "lecture-7"), running);
        await Finds(new JobCriteria(owner, Text: failed.Id.ToString()), failed);
        await Finds(new JobCriteria(owner, Text: failed.Id.ToString()[^12..].ToUpperInvariant()), failed);
        await Finds(new JobCriteria(owner, CreatedAfter: TimeProvider.System.GetUtcNow().AddMinutes(1)));
        await Finds(new JobCriteria(owner, CreatedBefore: TimeProvider.System.GetUtcNow().AddMinutes(-1)));
        await Finds(new JobCriteria(owner, CreatedAfter: TimeProvider.System.GetUtcNow().AddMinutes(-1), Ids: [queued.Id, failed.Id]), queued, failed);
        await Finds(new JobCriteria(Text: queued.Id.ToString(), States: [JobState.Queued]), queued);
    }

    [Fact]
    public async Task The_progress_of_jobs_together_counts_each_of_more_than_a_page()
    {
        const int count = 203;
        var owner = Guid.CreateVersion7();
        var later = TimeProvider.System.GetUtcNow().AddDays(1);
        SubmitJob[] all = [.. Enumerable.Range(0, count).Select(_ => jobs.NewJob() with { OwnerId = owner, Tags = ["Folder", "other"], StartAt = later })];
        await jobs.SubmitAsync([.. all, jobs.NewJob() with { OwnerId = owner, StartAt = later }, jobs.NewJob() with { OwnerId = Guid.CreateVersion7(), Tags = ["Folder"], StartAt = later }]);
        (await jobs.ActAsync(all[0].Id, JobAction.Cancel, JobManagerFixture.ActorOf(owner))).EnsureSuccess();
        await jobs.ScalarAsync<object>("""UPDATE jobs.jobs SET progress = '{"percent":50.5,"step":"fetch"}' WHERE id = $1""", all[1].Id);

        // What cannot be read counts as not begun.
        await jobs.ScalarAsync<object>("""UPDATE jobs.jobs SET progress = '{"step":"\u0000"}' WHERE id = $1""", all[2].Id);
        var progress = (await jobs.Client.GetProgressAsync(new JobCriteria(owner, Tags: ["Folder"]), CancellationToken.None)).ShouldNotBeNull();
        (progress.Total, progress.Ended, progress.Failed).ShouldBe((count, 1, 1));
        progress.Percent.ShouldBe(150.5 / count, 0.001);
        (await jobs.Client.GetProgressAsync(new JobCriteria(owner, Tags: ["none"]), CancellationToken.None)).ShouldBe(new JobsProgress(0, 0, 0, 0));
    }

    private async Task Finds(JobCriteria filter, params SubmitJob[] expected) =>
        (await jobs.SearchAsync(filter)).Select(job => job.Id).ShouldBe(expected.Select(job => job.Id).OrderDescending(), customMessage: filter.ToString());
}
