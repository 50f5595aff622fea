using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Platform.Contracts.Jobs;
using Platform.Contracts.Messaging;
using Platform.Testkit.Files;
using Platform.Testkit.Servers;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.Integration.Worker;

public sealed class RuntimeTests : IAsyncLifetime
{
    private readonly RabbitMqVirtualHost _broker = new();
    private readonly TemporaryFolder _folder = new();
    private JobManagerDouble _manager = null!;

    public async Task InitializeAsync()
    {
        await _broker.InitializeAsync();
        _manager = await JobManagerDouble.StartAsync(_broker.ConnectionString);
    }

    public async Task DisposeAsync()
    {
        await _manager.DisposeAsync();
        await _broker.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Every_job_of_every_pack_is_completed_once_and_the_messages_are_acknowledged()
    {
        await using var worker = WorkerService.Start(_broker.ConnectionString, _folder);
        var packs = Enumerable.Range(0, 50).Select(_ => Enumerable.Range(0, 20).Select(_ => Probe(new { })).ToArray()).ToArray();
        foreach (var pack in packs)
        {
            await _manager.SendAsync(JobQueues.ShortLane, pack);
        }

        await Eventually.BecomesTrueAsync(() => _manager.Completed.Count() >= 1_000);
        _manager.Completed.Select(c => c.JobId).ShouldBe(packs.SelectMany(p => p).Select(j => j.JobId), ignoreOrder: true);
        _manager.Completed.ShouldAllBe(c => c.Outcome == AttemptOutcome.Succeeded && c.Attempt == 1);
        _manager.Started.ShouldBeEmpty("jobs that end at once need no lease");
        await AcknowledgedAsync(packs.Length);
        await worker.DisposeAsync();
        (await _manager.CountAsync(JobQueues.ShortLane)).ShouldBe(0u, "what was acknowledged does not come back when the worker goes");
    }

    [Fact]
    public async Task A_slow_job_leaves_its_pack_and_is_completed_under_a_lease()
    {
        await using var worker = WorkerService.Start(_broker.ConnectionString, _folder, ("Worker:LeavePackSeconds", "0.2"));
        var slow = Probe(new { sleep_ms = 60_000 });
        var quick = Probe(new { });
        await _manager.SendAsync(JobQueues.ShortLane, slow, quick);
        (await _manager.CompletionAsync(quick)).Outcome.ShouldBe(AttemptOutcome.Succeeded);
        await _manager.StartAsync(slow);
        await Eventually.BecomesTrueAsync(() => _manager.Held.Any(h => h.JobId == slow.JobId));
        await _manager.CommandAsync(new WorkerCommand(Cancelled: [new AttemptRef(slow.JobId, 1)]));
        (await _manager.CompletionAsync(slow)).Outcome.ShouldBe(AttemptOutcome.Cancelled);
        await AcknowledgedAsync(1);
        await worker.DisposeAsync();
        (await _manager.CountAsync(JobQueues.ShortLane)).ShouldBe(0u);
    }

    [Fact]
    public async Task Slow_jobs_do_not_delay_the_packs_behind_them()
    {
        await using var worker = WorkerService.Start(_broker.ConnectionString, _folder, ("Worker:ShortPrefetch", "4"), ("Worker:LeavePackSeconds", "0.2"));
        for (var i = 0; i < 8; i++)
        {
            await _manager.SendAsync(JobQueues.ShortLane, Probe(new { sleep_ms = 60_000 }));
        }

        var last = Probe(new { });
        await _manager.SendAsync(JobQueues.ShortLane, last);
        (await _manager.CompletionAsync(last)).Outcome.ShouldBe(AttemptOutcome.Succeeded);
        _manager.Completed.Count().ShouldBe(1);
    }

    [Fact]
    public async Task Failure_timeout_invalid_input_and_unknown_kind_are_distinguished()
    {
        await using var worker = WorkerService.Start(_broker.ConnectionString, _folder);
        var failing = Probe(new { sleep_ms = 1, fail = "asked_for" });
        var late = JobManagerDouble.Job(JobKinds.Probe, new { sleep_ms = 60_000 }, timeoutSeconds: 1);
        var bad = Probe(new { sleep_ms = -1 });
        var unknown = JobManagerDouble.Job("no-such-kind", new { });
        await _manager.SendAsync(JobQueues.ShortLane, failing, late, bad, unknown);
        (await _manager.CompletionAsync(failing)).Error.ShouldBe(new JobError("asked_for", "The probe was asked to fail.", Retryable: true));
        (await _manager.CompletionAsync(bad)).Error!.Code.ShouldBe("invalid_input");
        (await _manager.CompletionAsync(unknown)).Error!.Code.ShouldBe("unknown_kind");
        var timedOut = await _manager.CompletionAsync(late);
        timedOut.Outcome.ShouldBe(AttemptOutcome.TimedOut);
        timedOut.Error!.Code.ShouldBe("timeout");
    }

    [Fact]
    public async Task A_lost_lease_stops_the_attempt_and_nothing_is_reported()
    {
        await using var worker = WorkerService.Start(_broker.ConnectionString, _folder, ("Worker:LeavePackSeconds", "0.1"));
        var lost = Probe(new { sleep_ms = 60_000 });
        await _manager.SendAsync(JobQueues.ShortLane, lost);
        await Eventually.BecomesTrueAsync(() => _manager.Held.Any(h => h.JobId == lost.JobId));
        await _manager.CommandAsync(new WorkerCommand(Lost: [new AttemptRef(lost.JobId, 1)]));

        // The first says that the command has long come, the second that nobody holds the attempt any more.
        await MarkAsync();
        var held = _manager.Held.Count(h => h.JobId == lost.JobId);
        await MarkAsync();
        _manager.Held.Count(h => h.JobId == lost.JobId).ShouldBe(held);
        _manager.Completed.ShouldNotContain(c => c.JobId == lost.JobId);

        async Task MarkAsync()
        {
            var marker = Probe(new { sleep_ms = 2_000 });
            await _manager.SendAsync(JobQueues.ShortLane, marker);
            (await _manager.CompletionAsync(marker)).Outcome.ShouldBe(AttemptOutcome.Succeeded);
        }
    }

    [Fact]
    public async Task A_shutdown_releases_leased_attempts()
    {
        var worker = WorkerService.Start(_broker.ConnectionString, _folder, ("Worker:LeavePackSeconds", "0.1"));
        var running = Probe(new { sleep_ms = 60_000 });
        await _manager.SendAsync(JobQueues.ShortLane, running);
        await Eventually.BecomesTrueAsync(() => _manager.Held.Any(h => h.JobId == running.JobId));
        var watch = Stopwatch.StartNew();
        await worker.DisposeAsync();
        (await _manager.CompletionAsync(running)).Outcome.ShouldBe(AttemptOutcome.Released);
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_long_job_without_an_answer_is_returned_to_its_queue()
    {
        _manager.Grants = null;
        await using var worker = WorkerService.Start(_broker.ConnectionString, _folder, ("Worker:GrantSeconds", "0.3"));
        var job = JobManagerDouble.Job(JobKinds.Captions, new { });
        await _manager.SendAsync(JobQueues.LongLane, job);
        await Eventually.BecomesTrueAsync(() => _manager.Started.Count(s => s.JobId == job.JobId) >= 2);
        _manager.Completed.ShouldBeEmpty();
        _manager.Grants = true;

        // A grant that comes late finds the attempt given back, and the next one has it.
        var ended = await Eventually.GetAsync(() => Task.FromResult(_manager.Completed.FirstOrDefault(c => c.JobId == job.JobId && c.Outcome != AttemptOutcome.Released)));
        ended.Error!.Code.ShouldBe("invalid_input");
        await worker.DisposeAsync();
        (await _manager.CountAsync(JobQueues.LongLane)).ShouldBe(0u);
    }

    [Fact]
    public async Task A_refused_job_is_dropped()
    {
        _manager.Grants = false;
        await using var worker = WorkerService.Start(_broker.ConnectionString, _folder);
        var job = JobManagerDouble.Job(JobKinds.Captions, new { });
        await _manager.SendAsync(JobQueues.LongLane, job);
        await _manager.StartAsync(job);
        _manager.Grants = true;
        var next = JobManagerDouble.Job(JobKinds.Captions, new { });
        await _manager.SendAsync(JobQueues.LongLane, next);
        await _manager.CompletionAsync(next);
        await worker.DisposeAsync();
        _manager.Completed.ShouldNotContain(c => c.JobId == job.JobId);
        (await _manager.CountAsync(JobQueues.LongLane)).ShouldBe(0u);
    }

    [Fact]
    public async Task The_completion_has_the_trace_of_the_submission()
    {
        const string Trace = "0af7651916cd43dd8448eb211c80319c";
        await using var worker = WorkerService.Start(_broker.ConnectionString, _folder);
        var job = JobManagerDouble.Job(JobKinds.Probe, new { }, traceParent: $"00-{Trace}-b7ad6b7169203331-01");
        await _manager.SendAsync(JobQueues.ShortLane, job);
        (await _manager.CompletionAsync(job)).TraceParent.ShouldNotBeNull().ShouldContain(Trace);
    }

    [Fact]
    public async Task A_broken_connection_ends_no_attempt()
    {
        await using var worker = WorkerService.Start(_broker.ConnectionString, _folder, ("Worker:LeavePackSeconds", "0.1"));
        var running = Probe(new { sleep_ms = 4_000 });
        await _manager.SendAsync(JobQueues.ShortLane, running);
        await Eventually.BecomesTrueAsync(() => _manager.Held.Any(h => h.JobId == running.JobId));
        var before = _manager;
        await before.DisposeAsync();
        await _broker.CloseConnectionsAsync();
        _manager = await JobManagerDouble.StartAsync(_broker.ConnectionString);

        // Where the broker takes long to tell its connections, the attempt has ended before they are closed.
        var ended = await Eventually.GetAsync(() => Task.FromResult(before.Completed.Concat(_manager.Completed).FirstOrDefault(c => c.JobId == running.JobId)));
        ended.Outcome.ShouldBe(AttemptOutcome.Succeeded);
        var after = Probe(new { });
        await _manager.SendAsync(JobQueues.ShortLane, after);
        (await _manager.CompletionAsync(after)).Outcome.ShouldBe(AttemptOutcome.Succeeded);
    }

    /// <summary>
    /// Waits until the broker has so many messages of the short lane acknowledged: a report is on its way before the
    /// acknowledgement is, which a worker that ends in between never sends. The count only grows, whereas numbers of messages
    /// in hand may be of seconds ago.
    /// </summary>
    private Task AcknowledgedAsync(int messages) => Eventually.BecomesTrueAsync(async () =>
    {
        var queue = JobQueues.ForLane(JobQueues.ShortLane, JobPriority.Normal);
        var found = await _broker.Management.GetFromJsonAsync<JsonElement>($"api/queues/{_broker.Name}/{queue}");
        return found.TryGetProperty("message_stats", out var stats) && stats.TryGetProperty("ack", out var acknowledged) && acknowledged.GetInt32() >= messages;
    });

    private static JobAssignment Probe(object input) => JobManagerDouble.Job(JobKinds.Probe, input);
}
