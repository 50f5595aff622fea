using System.Text;
using Npgsql;
using Platform.ApiGateway.JobManagement;
using Platform.Contracts.Jobs;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.Integration.JobManager.Inputs;

/// <summary>Text is found in any Unicode normalisation form and returned as submitted.</summary>
public sealed class NormalisedTextTests(JobManagerFixture fixture) : IClassFixture<JobManagerFixture>
{
    private const string Composed = "Café Ångström";
    private const string Decomposed = "Cafe\u0301 A\u030angstro\u0308m";

    [Fact]
    public async Task Titles_and_tags_are_found_in_every_normalisation_form_and_returned_as_submitted()
    {
        var owner = Guid.CreateVersion7();
        SubmitJob[] jobs =
        [
            fixture.NewJob() with { OwnerId = owner, Title = Composed, Tags = ["plain", Composed] },
            fixture.NewJob() with { OwnerId = owner, Title = Decomposed, Tags = ["plain", Decomposed] },
            fixture.NewJob() with { OwnerId = owner, Title = "Cafe Angstrom", Tags = ["plain", "Cafe"] },
        ];
        Guid[] alike = [.. jobs.Take(2).Select(job => job.Id).OrderDescending()];
        await fixture.SubmitAsync(jobs);

        // And again, like a client whose answer was lost.
        await fixture.SubmitAsync(jobs);
        foreach (var form in (string[])[Composed, Decomposed, Composed.ToUpperInvariant(), Decomposed.ToUpperInvariant()])
        {
            (await fixture.SearchAsync(new JobCriteria(owner, Text: form))).Select(job => job.Id).ShouldBe(alike);
        }

        foreach (var form in (string[])[Composed, Decomposed])
        {
            (await fixture.SearchAsync(new JobCriteria(owner, Tags: [form]))).Select(job => job.Id).ShouldBe(alike);
            (await fixture.SearchAsync(new JobCriteria(owner, Tags: [form, "plain"], States: [JobState.Queued, JobState.Failed], Text: "caf"))).Select(job => job.Id).ShouldBe(alike);
        }

        var shown = await fixture.GetAsync(jobs[1].Id);
        shown.Title.ShouldBe(Decomposed);
        shown.Tags.ShouldBe(["plain", Decomposed]);
        (await fixture.ScalarAsync<long>("SELECT count(*) FROM jobs.tag_keys WHERE job_id = ANY($1)", jobs.Select(job => job.Id).ToArray())).ShouldBe(1);
    }

    [Fact]
    public async Task Existing_rows_are_found_after_the_migration()
    {
        await using var old = new OldDatabase();
        await old.InitializeAsync();
        var owner = Guid.CreateVersion7();
        SubmitJob[] jobs = [.. Enumerable.Range(0, 4).Select(_ => old.NewJob() with { OwnerId = owner, Title = Decomposed, Tags = [Decomposed, "b"], StartAt = TimeProvider.System.GetUtcNow().AddDays(1) })];
        jobs[3] = jobs[3] with { Title = Composed, Tags = [Composed] };
        await old.SubmitAsync(jobs);

        // Rows as the previous version stored them; the newer migrations are forgotten, so that they run again.
        await ExecuteAsync(old, "UPDATE jobs.jobs SET search_text = normalize(search_text, NFD) WHERE title IS NOT NFC NORMALIZED; TRUNCATE jobs.tag_keys; DELETE FROM jobs.migrations WHERE name >= '0012' AND name < '0014'");

        // One of the rows is locked meanwhile.
        await using var busy = await old.Database.OpenConnectionAsync();
        await using var transaction = await busy.BeginTransactionAsync();
        await using (var touch = new NpgsqlCommand("UPDATE jobs.jobs SET version = version + 1 WHERE id = $1", busy, transaction))
        {
            touch.Parameters.Add(new NpgsqlParameter { Value = jobs[1].Id });
            await touch.ExecuteNonQueryAsync();
        }

        var migrating = old.MigrateAsync();
        await Eventually.BecomesTrueAsync(async () =>
            await old.ScalarAsync<long>("SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%FOR round IN%' AND wait_event = 'PgSleep'") > 0);
        await transaction.CommitAsync();
        await migrating;

        foreach (var form in (string[])[Composed, Decomposed])
        {
            (await old.SearchAsync(new JobCriteria(owner, Text: form))).Count.ShouldBe(4);
            (await old.SearchAsync(new JobCriteria(owner, Tags: [form]))).Count.ShouldBe(4);
        }

        (await old.ScalarAsync<long>("SELECT count(*) FROM jobs.tag_keys")).ShouldBe(3);
        (await old.SearchAsync(new JobCriteria(owner))).Count(job => job.Title!.IsNormalized(NormalizationForm.FormC)).ShouldBe(1);
    }

    private static async Task ExecuteAsync(JobManagerFixture fixture, string sql)
    {
        await using var command = fixture.Database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private sealed class OldDatabase : JobManagerFixture, IAsyncDisposable
    {
        ValueTask IAsyncDisposable.DisposeAsync() => new(DisposeAsync());
    }
}
