using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Platform.ApiGateway.JobManagement;
using Platform.Contracts.Internal;
using Platform.Contracts.Jobs;
using Platform.ServiceDefaults.Resilience;
using Shouldly;
using Xunit;

namespace Platform.Integration.JobManager.Inputs;

/// <summary>Expensive searches of one user neither delay the searches of others nor open a circuit breaker.</summary>
public sealed class ExpensiveSearchTests(ExpensiveSearchTests.ShortBulks fixture) : IClassFixture<ExpensiveSearchTests.ShortBulks>
{
    [Fact]
    public async Task An_expensive_search_times_out_and_does_not_delay_those_of_others()
    {
        var greedy = Guid.CreateVersion7();
        var pipelines = fixture.Services.GetRequiredService<DependencyPipelines>();

        // Simulates an endless search, which the server cancels at the statement timeout. The timeout is shorter than all others.
        await using var holder = await fixture.Database.OpenConnectionAsync();
        await using var transaction = await holder.BeginTransactionAsync();
        await using (var hold = new NpgsqlCommand("LOCK TABLE jobs.jobs IN ACCESS EXCLUSIVE MODE", holder, transaction))
        {
            await hold.ExecuteNonQueryAsync();
        }

        Task<CallAnswer<SearchJobsReply>>[] searches = [.. Enumerable.Range(0, 30).Select(_ => SearchAsync(greedy))];
        var other = SearchAsync(Guid.CreateVersion7());

        // Further searches of the first user are refused long before the running ones end.
        var first = await Task.WhenAny(searches);
        (await first).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        (await first).Refusal!.RetryAfter.ShouldNotBeNull();
        other.IsCompleted.ShouldBeFalse();
        var answers = await Task.WhenAll(searches);
        await transaction.RollbackAsync();

        answers.GroupBy(answer => answer.StatusCode).Select(same => (same.Key, same.Count())).ShouldBe(
            [(HttpStatusCode.TooManyRequests, 28), (HttpStatusCode.UnprocessableEntity, 2)], ignoreOrder: true);
        var refusal = answers.First(answer => answer.StatusCode == HttpStatusCode.UnprocessableEntity).Refusal!;
        refusal.Code.ShouldBe("too_expensive");
        refusal.Errors.ShouldHaveSingleItem().Field.ShouldBe("filter");

        // The search of the other user ran at the same time as the two of the first.
        (await other).StatusCode.ShouldBeOneOf(HttpStatusCode.OK, HttpStatusCode.UnprocessableEntity);
        pipelines.IsAvailable("postgres").ShouldBeTrue();
        (await SearchAsync(greedy)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_bulk_action_ends_at_its_time_limit_and_returns_where_to_continue()
    {
        var owner = Guid.CreateVersion7();
        SubmitJob[] jobs = [.. Enumerable.Range(0, 1200).Select(_ => fixture.NewJob() with { OwnerId = owner, StartAt = TimeProvider.System.GetUtcNow().AddDays(1) })];
        await fixture.SubmitAsync(jobs);
        var done = await ActAsync(owner, JobAction.Cancel);
        done.Length.ShouldBe(3);
        (done.Sum(call => call.Matched), done.Sum(call => call.Changed)).ShouldBe((1200, 1200));
        done = await ActAsync(owner, JobAction.Delete);
        (done.Sum(call => call.Matched), done.Sum(call => call.Changed)).ShouldBe((1200, 1200));
        (await fixture.SearchAsync(new JobCriteria(owner))).ShouldBeEmpty();
    }

    private async Task<ActedOnJobs[]> ActAsync(Guid owner, JobAction action)
    {
        var calls = new List<ActedOnJobs>();
        do
        {
            var answer = await fixture.ActOnAllAsync(
                JobManagerFixture.ActorOf(owner), action, new JobCriteria(owner), calls.Count == 0 ? null : calls[^1].Next);
            calls.Add(answer.Required.ToResult());
        }
        while (calls[^1].Next is not null);
        return [.. calls];
    }

    private Task<CallAnswer<SearchJobsReply>> SearchAsync(Guid owner) => fixture.TrySearchAsync(new JobCriteria(owner, Text: "something"), 10);

    public sealed class ShortBulks : JobManagerFixture
    {
        protected override IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>(base.Settings) { ["Bulk:Longest"] = "00:00:00" };
    }
}
