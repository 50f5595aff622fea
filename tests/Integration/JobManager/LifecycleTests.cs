using System.Collections.Concurrent;
using System.Diagnostics;
using Grpc.Core;
using Platform.Contracts.Internal;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.Integration.JobManager;

public sealed class LifecycleTests(LifecycleTests.OftenPruned jobs) : IClassFixture<LifecycleTests.OftenPruned>
{
    [Fact]
    public async Task All_spans_of_a_job_belong_to_the_trace_of_its_submission()
    {
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Platform.Jobs",
            Sample = (ref ActivityCreationOptions<ActivityContext> options) =>
                options.Parent.TraceFlags.HasFlag(ActivityTraceFlags.Recorded) ? ActivitySamplingResult.AllDataAndRecorded : ActivitySamplingResult.None,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        await using var worker = await FakeWorker.StartAsync(jobs.RabbitMq);
        var trace = ActivityTraceId.CreateRandom();
        var request = ActivitySpanId.CreateRandom();
        var traced = jobs.NewJob() with { TraceParent = $"00-{trace}-{request}-01" };
        var untraced = jobs.NewJob() with { TraceParent = $"00-{ActivityTraceId.CreateRandom()}-{request}-00" };
        await jobs.SubmitAsync(traced, untraced);
        var job = await worker.AssignedAsync(traced.Id);
        job.TraceParent.ShouldBe(traced.TraceParent);
        await worker.EndAsync(await worker.AssignedAsync(untraced.Id));
        await worker.EndAsync(job);

        await Eventually.BecomesTrueAsync(() => spans.Count(span => span.TraceId == trace) >= 3);
        spans.Where(span => span.TraceId == trace).Select(span => span.OperationName).ShouldBe(
            ["store job", "publish jobs.short.normal", "complete job"], ignoreOrder: true);
        spans.ShouldAllBe(span => (Guid)span.GetTagItem("job_id")! != untraced.Id);
    }

    [Fact]
    public async Task Only_expired_rows_are_pruned()
    {
        var old = await InsertAsync(days: 40, state: 3);
        var cancelled = await InsertAsync(days: 40, state: 5);
        var failed = await InsertAsync(days: 40, state: 4);
        var waiting = await InsertAsync(days: 400, state: 0);
        var oldFailed = await InsertAsync(days: 100, state: 4);
        var recent = await InsertAsync(days: 20, state: 3);
        await Eventually.BecomesTrueAsync(async () => await ExistingAsync(old, cancelled, oldFailed) == 0);
        (await ExistingAsync(failed, waiting, recent)).ShouldBe(3);
    }

    [Fact]
    public async Task Jobs_accepted_before_a_stop_are_completed_after_the_restart()
    {
        await using var worker = await FakeWorker.StartAsync(jobs.RabbitMq);
        var accepted = new ConcurrentQueue<Guid>();
        var calls = jobs.Calls;
        Task[] clients = [.. Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            try
            {
                while (true)
                {
                    var job = jobs.NewJob();
                    await calls.SubmitAsync(new SubmitJobsRequest { Jobs = { job.ToMessage() } });
                    accepted.Enqueue(job.Id);
                }
            }
            catch (Exception exception) when (exception is RpcException or OperationCanceledException or ObjectDisposedException)
            {
                // The service has stopped: a call without an answer is not accepted.
            }
        }))];
        await Eventually.BecomesTrueAsync(() => accepted.Count > 200);
        await jobs.StopServiceAsync();
        await Task.WhenAll(clients);
        jobs.Start();

        Guid[] ids = [.. accepted];
        (await ExistingAsync(ids)).ShouldBe(ids.Length);
        foreach (var id in ids)
        {
            await worker.EndAsync(await worker.AssignedAsync(id));
        }

        await Eventually.BecomesTrueAsync(
            async () => await jobs.ScalarAsync<long>("SELECT count(*) FROM jobs.jobs WHERE id = ANY ($1) AND state = 3", ids) == ids.Length);
    }

    private async Task<Guid> InsertAsync(int days, short state)
    {
        var then = TimeProvider.System.GetUtcNow().AddDays(-days);
        var id = Guid.CreateVersion7(then);
        await jobs.ScalarAsync<object>(
            """
            INSERT INTO jobs.jobs (id, owner_id, kind, input, priority, max_attempts, created_at, queued_at, started_at, finished_at, scheduled_for,
                worker_id, state, attempt, shelf, error)
            SELECT $1, $1, 'probe', '{}', 1, 3, $2, $2, CASE WHEN $3 > 0 THEN $2 END, CASE WHEN $3 > 0 THEN $2 END,
                CASE WHEN $3 = 0 THEN $2 + interval '1000 days' END, 'w', $3, 1,
                CASE $3 WHEN 0 THEN 1 WHEN 4 THEN 2 WHEN 5 THEN 3 END, CASE WHEN $3 = 4 THEN '{"code":"x","message":"x","retryable":false}'::json END
            """,
            id,
            then,
            state);
        return id;
    }

    private async Task<long> ExistingAsync(params Guid[] ids) => await jobs.ScalarAsync<long>("SELECT count(*) FROM jobs.jobs WHERE id = ANY ($1)", ids);

    /// <summary>Prunes at short intervals.</summary>
    public sealed class OftenPruned : JobManagerFixture
    {
        protected override IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>
        {
            ["Retention:Interval"] = "00:00:00.300",
            ["Dispatch:ReclaimInterval"] = "00:00:00.300",
        };
    }
}
