using Platform.Contracts.Internal;
using Platform.Contracts.Jobs;
using Platform.Contracts.Messaging;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.Integration.JobManager;

public sealed class SearchTests(JobManagerFixture jobs) : IClassFixture<JobManagerFixture>
{
    [Fact]
    public async Task Pages_follow_each_other_without_gap_or_repeat()
    {
        var owner = Guid.CreateVersion7();
        SubmitJob[] all = [.. Enumerable.Range(0, 57).Select(_ => jobs.NewJob() with { OwnerId = owner })];
        await jobs.SubmitAsync(all);
        var seen = new List<Guid>();
        Guid? before = null;
        while (true)
        {
            IReadOnlyList<JobRecord> page = await jobs.SearchAsync(new JobFilter(owner), limit: 10, before);
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
    public async Task Names_and_terms_are_told_with_the_single_job_and_in_lists_to_who_asks_for_them()
    {
        SubmitJob job = jobs.NewJob(JobKinds.Captions, """{"url":"https://media.example.org/a.mp4","vocabulary":["Ada","Grace \u00e4"],"speakers":2}""") with { OwnerId = Guid.CreateVersion7() };
        await jobs.SubmitAsync(job);

        var filter = new JobFilter(job.OwnerId);
        (await jobs.SearchAsync(filter)).Single().Input.GetRawText().ShouldBe("""{"url":"https://media.example.org/a.mp4","speakers":2}""");
        (await jobs.SearchAsync(filter, withVocabulary: true)).Single().Input.GetProperty("vocabulary").GetArrayLength().ShouldBe(2);
        (await jobs.GetAsync(job.Id)).Input.GetProperty("vocabulary")[1].GetString().ShouldBe("Grace ä");
    }

    [Fact]
    public async Task Each_filter_finds_what_it_names()
    {
        await using PlayedWorker worker = await PlayedWorker.StartAsync(jobs.RabbitMq);
        var owner = Guid.CreateVersion7();
        SubmitJob queued = jobs.NewJob() with { OwnerId = owner, Tags = ["a", "b"], Title = "Interview 100% Ärger_1" };
        SubmitJob scheduled = jobs.NewJob() with { OwnerId = owner, StartAt = TimeProvider.System.GetUtcNow().AddDays(1), Tags = ["a"] };
        SubmitJob running = jobs.NewJob(JobKinds.Captions, """{"url":"https://media.example.org/Lecture-7.mp4"}""") with { OwnerId = owner, Priority = JobPriority.High };
        SubmitJob succeeded = jobs.NewJob() with { OwnerId = owner };
        SubmitJob failed = jobs.NewJob() with { OwnerId = owner };
        SubmitJob cancelled = jobs.NewJob() with { OwnerId = owner };
        await jobs.SubmitAsync(queued, scheduled, running, succeeded, failed, cancelled);
        await worker.TakeLeaseAsync(await worker.AssignedAsync(running.Id));
        await worker.EndAsync(await worker.AssignedAsync(succeeded.Id));
        await worker.EndAsync(await worker.AssignedAsync(failed.Id), AttemptOutcome.Failed, error: new JobError("x", "X.", false));
        (await jobs.ActAsync(cancelled.Id, JobAction.Cancel, new Actor(owner, false))).EnsureSuccessStatusCode();
        await Eventually.BecomesTrueAsync(async () => (await jobs.GetAsync(failed.Id)).State == JobState.Failed);

        await Finds(new JobFilter(owner, States: [JobState.Queued]), queued);
        await Finds(new JobFilter(owner, States: [JobState.Scheduled]), scheduled);
        await Finds(new JobFilter(owner, States: [JobState.Running]), running);
        await Finds(new JobFilter(owner, States: [JobState.Succeeded]), succeeded);
        await Finds(new JobFilter(owner, States: [JobState.Failed, JobState.Cancelled]), failed, cancelled);
        await Finds(new JobFilter(owner, States: Enum.GetValues<JobState>()), queued, scheduled, running, succeeded, failed, cancelled);
        await Finds(new JobFilter(owner, Kinds: [JobKinds.Captions]), running);
        await Finds(new JobFilter(owner, Tags: ["a"]), queued, scheduled);
        await Finds(new JobFilter(owner, Tags: ["a", "b"]), queued);
        await Finds(new JobFilter(owner, Priorities: [JobPriority.High]), running);
        await Finds(new JobFilter(owner, Text: "INTERVIEW"), queued);
        await Finds(new JobFilter(owner, Text: "100%"), queued);
        await Finds(new JobFilter(owner, Text: "ärger_1"), queued);
        await Finds(new JobFilter(owner, Text: "1000%"));
        await Finds(new JobFilter(owner, Text: "lecture-7"), running);
        await Finds(new JobFilter(owner, Text: failed.Id.ToString()), failed);
        await Finds(new JobFilter(owner, Text: failed.Id.ToString()[^12..].ToUpperInvariant()), failed);
        await Finds(new JobFilter(owner, CreatedAfter: TimeProvider.System.GetUtcNow().AddMinutes(1)));
        await Finds(new JobFilter(owner, CreatedBefore: TimeProvider.System.GetUtcNow().AddMinutes(-1)));
        await Finds(new JobFilter(owner, CreatedAfter: TimeProvider.System.GetUtcNow().AddMinutes(-1), Ids: [queued.Id, failed.Id]), queued, failed);
        await Finds(new JobFilter(Text: queued.Id.ToString(), States: [JobState.Queued]), queued);
    }

    private async Task Finds(JobFilter filter, params SubmitJob[] expected) =>
        (await jobs.SearchAsync(filter)).Select(job => job.Id).ShouldBe(expected.Select(job => job.Id).OrderDescending(), customMessage: filter.ToString());
}
