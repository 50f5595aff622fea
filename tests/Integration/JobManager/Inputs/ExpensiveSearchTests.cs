using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Platform.Contracts;
using Platform.Contracts.Internal;
using Platform.Contracts.Jobs;
using Platform.ServiceDefaults.Resilience;
using Shouldly;
using Xunit;

namespace Platform.Integration.JobManager.Inputs;

/// <summary>What one caller asks for, however long it takes, is that caller's: the others have their turn, and no circuit opens.</summary>
public sealed class ExpensiveSearchTests(ExpensiveSearchTests.ShortBulks fixture) : IClassFixture<ExpensiveSearchTests.ShortBulks>
{
    [Fact]
    public async Task A_search_that_takes_too_long_is_refused_and_holds_up_nobody_elses()
    {
        var greedy = Guid.CreateVersion7();
        DependencyPipelines pipelines = fixture.Services.GetRequiredService<DependencyPipelines>();

        // Stands for rows without end: searches wait until the server ends them. Shorter than anything else waits for.
        await using NpgsqlConnection holder = await fixture.Database.OpenConnectionAsync();
        await using NpgsqlTransaction transaction = await holder.BeginTransactionAsync();
        await using (var hold = new NpgsqlCommand("LOCK TABLE jobs.jobs IN ACCESS EXCLUSIVE MODE", holder, transaction))
        {
            await hold.ExecuteNonQueryAsync();
        }

        Task<HttpResponseMessage>[] searches = [.. Enumerable.Range(0, 30).Select(_ => SearchAsync(greedy))];
        Task<HttpResponseMessage> other = SearchAsync(Guid.CreateVersion7());

        // Whoever waited for the greedy one's turns is told so long before they end.
        Task<HttpResponseMessage> first = await Task.WhenAny(searches);
        (await first).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        (await first).Headers.RetryAfter.ShouldNotBeNull();
        other.IsCompleted.ShouldBeFalse();
        HttpResponseMessage[] answers = await Task.WhenAll(searches);
        await transaction.RollbackAsync();

        answers.GroupBy(answer => answer.StatusCode).Select(same => (same.Key, same.Count())).ShouldBe(
            [(HttpStatusCode.TooManyRequests, 28), (HttpStatusCode.UnprocessableEntity, 2)], ignoreOrder: true);
        JsonElement problem = JsonElement.Parse(await answers.First(answer => answer.StatusCode == HttpStatusCode.UnprocessableEntity).Content.ReadAsStringAsync());
        problem.GetProperty("code").GetString().ShouldBe("too_expensive");
        problem.GetProperty("errors").TryGetProperty("filter", out _).ShouldBeTrue();

        // The other's had its turn at the same time as the greedy one's two.
        (await other).StatusCode.ShouldBeOneOf(HttpStatusCode.OK, HttpStatusCode.UnprocessableEntity);
        pipelines.IsAvailable("postgres").ShouldBeTrue();
        (await SearchAsync(greedy)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_bulk_action_ends_in_time_and_says_where_to_go_on()
    {
        var owner = new Actor(Guid.CreateVersion7(), IsOperator: false);
        SubmitJob[] jobs = [.. Enumerable.Range(0, 1200).Select(_ => fixture.NewJob() with { OwnerId = owner.UserId, StartAt = TimeProvider.System.GetUtcNow().AddDays(1) })];
        await fixture.SubmitAsync(jobs);
        ActedOnJobs[] done = await ActAsync(owner, JobAction.Cancel);
        done.Length.ShouldBe(3);
        (done.Sum(call => call.Matched), done.Sum(call => call.Changed)).ShouldBe((1200, 1200));
        done = await ActAsync(owner, JobAction.Delete);
        (done.Sum(call => call.Matched), done.Sum(call => call.Changed)).ShouldBe((1200, 1200));
        (await fixture.SearchAsync(new JobFilter(owner.UserId))).ShouldBeEmpty();
    }

    private async Task<ActedOnJobs[]> ActAsync(Actor owner, JobAction action)
    {
        var calls = new List<ActedOnJobs>();
        do
        {
            using HttpResponseMessage answer = await fixture.PostAsync(
                "act", new ActOnJobs(owner, action, new JobFilter(owner.UserId), calls.Count == 0 ? null : calls[^1].Next), ContractsJson.Default.ActOnJobs);
            answer.EnsureSuccessStatusCode();
            calls.Add((await answer.Content.ReadFromJsonAsync(ContractsJson.Default.ActedOnJobs))!);
        }
        while (calls[^1].Next is not null);
        return [.. calls];
    }

    private Task<HttpResponseMessage> SearchAsync(Guid owner) =>
        fixture.PostAsync("search", new JobSearch(new JobFilter(owner, Text: "something"), 10), ContractsJson.Default.JobSearch);

    public sealed class ShortBulks : JobManagerFixture
    {
        protected override IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>(base.Settings) { ["Bulk:Longest"] = "00:00:00" };
    }
}
