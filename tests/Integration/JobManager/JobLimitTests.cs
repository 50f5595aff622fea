using System.Text.Json;
using Platform.Contracts.Jobs;
using Platform.Contracts.Messaging;
using Platform.Contracts.PublicApi;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.Integration.JobManager;

/// <summary>Long jobs are limited by owner and by media host, and users can see by what.</summary>
public sealed class JobLimitTests(JobLimitTests.Limited jobs) : IClassFixture<JobLimitTests.Limited>
{
    [Fact]
    public async Task One_job_at_a_time_fetches_from_a_host_and_an_owner_has_at_most_three_jobs()
    {
        await using var worker = await FakeWorker.StartAsync(jobs.RabbitMq);
        await worker.ReportAsync(longSlots: 8);
        await Eventually.BecomesTrueAsync(async () => await jobs.ScalarAsync<long>("SELECT count(*) FROM jobs.worker_places WHERE places = 8") > 0);
        var owner = Guid.CreateVersion7();
        var other = Guid.CreateVersion7();
        var first = From(owner, "https://user:word@Media.example:8443/a.mp3?x=1");
        var second = From(owner, "http://media.example/b.mp3");
        SubmitJob[] uploads = [.. Enumerable.Range(0, 3).Select(_ => Uploaded(owner))];
        await jobs.SubmitAsync(first);
        await worker.TakeLeaseAsync(await worker.AssignedAsync(first.Id));
        await jobs.SubmitAsync(second);
        foreach (var upload in uploads)
        {
            await jobs.SubmitAsync(upload);
        }

        await worker.AssignedAsync(uploads[0].Id);
        await worker.AssignedAsync(uploads[1].Id);

        // The owner has three of eight slots, and of the other two jobs one waits for the host and one for the owner's limit.
        var limits = await Eventually.GetAsync(async () =>
            await jobs.Client.GetLimitsAsync(owner, CancellationToken.None) is { Running: 1, Next: 2, Waiting: 2 } complete ? complete : null);
        (limits.Slots, limits.Share, limits.Weight, limits.MaxRunning, limits.FetchesPerHost).ShouldBe((8, 3, 1, 3, 1));
        limits.Hosts.ShouldBe([new HostLimit("media.example", 1, 1, Full: true)]);

        // The host is full for others, too, until the recording is fetched.
        var stranger = From(other, "https://media.example/c.mp3");
        var elsewhere = From(other, "https://other.example/d.mp3");
        await jobs.SubmitAsync(stranger);
        await jobs.SubmitAsync(elsewhere);
        await worker.AssignedAsync(elsewhere.Id);
        worker.AttemptsOf(stranger.Id).ShouldBe(0);
        await worker.ReportAsync(progressed: [new AttemptProgressed(first.Id, 1, new JobProgress(14, "transcribe", null, null))]);
        await worker.AssignedAsync(stranger.Id);
        worker.AttemptsOf(second.Id).ShouldBe(0);
        (await jobs.Client.GetLimitsAsync(other, CancellationToken.None))!.Hosts.ShouldBe(
            [new HostLimit("media.example", 1, 0, Full: true), new HostLimit("other.example", 1, 0, Full: true)]);

        // A limit holds back and loses nothing.
        await worker.EndAsync(await worker.AssignedAsync(stranger.Id));
        await worker.EndAsync(await worker.AssignedAsync(first.Id));
        await worker.AssignedAsync(second.Id);
        await worker.EndAsync(await worker.AssignedAsync(uploads[0].Id));
        await worker.AssignedAsync(uploads[2].Id);
    }

    [Fact]
    public async Task Input_that_cannot_be_read_has_no_host()
    {
        (await jobs.ScalarAsync<object>("""SELECT jobs.media_host('{"url":"https://a\u0000.example/"}'::json)""")).ShouldBe(DBNull.Value);
        (await jobs.ScalarAsync<object>("SELECT jobs.media_host('[1]'::json)")).ShouldBe(DBNull.Value);
        (await jobs.ScalarAsync<string>("""SELECT jobs.media_host('{"url":"http://[::1]:80/x"}'::json, '{"step":"fetch"}'::json)""")).ShouldBe("[::1]");
    }

    private static SubmitJob Of(Guid owner, string input) => new(Guid.CreateVersion7(), owner, JobKinds.Captions, JsonElement.Parse(input));

    private static SubmitJob From(Guid owner, string url) => Of(owner, $$"""{"url":"{{url}}"}""");

    private static SubmitJob Uploaded(Guid owner) => Of(owner, $$"""{"upload_id":"{{Guid.CreateVersion7()}}"}""");

    public sealed class Limited : JobManagerFixture
    {
        protected override IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>
        {
            ["Dispatch:FetchesPerHost"] = "1",
            ["Dispatch:MaxLongPerOwner"] = "3",
        };
    }
}
