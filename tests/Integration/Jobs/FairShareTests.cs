using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Platform.Contracts;
using Platform.Contracts.Internal;
using Platform.Contracts.Jobs;
using Platform.JobManager.Backlog;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.Integration.Jobs;

/// <summary>What is everybody's is not used up by one owner.</summary>
public sealed class FairShareTests(FairShareTests.Narrow jobs) : IClassFixture<FairShareTests.Narrow>
{
    private const int MaxQueued = 40;

    [Fact]
    public async Task One_owners_jobs_fill_half_of_the_backlog_and_the_rest_is_the_others()
    {
        AdmissionPacer pacer = jobs.Services.GetRequiredService<AdmissionPacer>();
        Guid many = Guid.CreateVersion7();
        Guid few = Guid.CreateVersion7();
        List<SubmitJob> accepted = [.. Enumerable.Range(0, 30).Select(_ => Waiting(many))];
        (await jobs.SubmitAsync(accepted)).Results.ShouldAllBe(result => result.Outcome == SubmitOutcome.Accepted);
        await Eventually.BecomesTrueAsync(() => pacer.Apart is not null);

        // Of one group, each by whose it is, and in its place.
        SubmitJob[] mixed = [Waiting(many), Waiting(few), Waiting(many)];
        SubmitJobsResult answer = await jobs.SubmitAsync(mixed);
        answer.Results.Select(result => (result.Id, result.Outcome)).ShouldBe(
        [
            (mixed[0].Id, SubmitOutcome.BacklogFull),
            (mixed[1].Id, SubmitOutcome.Accepted),
            (mixed[2].Id, SubmitOutcome.BacklogFull),
        ]);
        answer.RetryAfterSeconds.ShouldNotBeNull().ShouldBeGreaterThan(0);
        answer.Results[0].Detail.ShouldNotBeNull().ShouldContain("your own");
        (await jobs.GetAsync(mixed[1].Id)).State.ShouldBe(JobState.Queued);
        (await jobs.ScalarAsync<long>("SELECT count(*) FROM jobs.jobs WHERE id = ANY ($1)", mixed.Select(job => job.Id).ToArray())).ShouldBe(1);

        // The others have it to its bound. A sample of just before may let one more in.
        List<Guid> others = [mixed[1].Id];
        SubmitJobResult? over = null;
        await Eventually.BecomesTrueAsync(async () =>
        {
            SubmitJobResult one = (await jobs.SubmitAsync(Waiting(few))).Results.Single();
            over = one.Outcome == SubmitOutcome.Accepted ? null : one;
            others.AddRange(over is null ? [one.Id] : []);
            return over is not null;
        });
        (over!.Outcome, over.Detail).ShouldBe((SubmitOutcome.BacklogFull, null));
        (accepted.Count + others.Count).ShouldBeGreaterThanOrEqualTo(MaxQueued);

        // Room again for all when less waits.
        await CancelAsync(accepted.Select(job => job.Id));
        SubmitJob last = Waiting(many);
        await Eventually.BecomesTrueAsync(async () => (await jobs.SubmitAsync(last)).Results.Single().Outcome == SubmitOutcome.Accepted);
        await CancelAsync([last.Id, .. others]);
    }

    private SubmitJob Waiting(Guid owner) => jobs.NewJob(JobKinds.Captions, """{"url":"https://example.org/a.mp3"}""") with { OwnerId = owner };

    private async Task CancelAsync(IEnumerable<Guid> ids)
    {
        foreach (Guid id in ids)
        {
            (await jobs.ActAsync(id, JobAction.Cancel, new Actor(Guid.CreateVersion7(), IsOperator: true))).EnsureSuccessStatusCode();
        }
    }

    /// <summary>Small bounds, so that a test fills them with a few jobs.</summary>
    public sealed class Narrow : JobManagerFixture
    {
        protected override IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>
        {
            ["Backlog:MaxQueued"] = "40",
            ["Backlog:SampleInterval"] = "00:00:00.100",
        };
    }
}
